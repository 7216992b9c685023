// SPDX-License-Identifier: EUPL-1.2
// landlock(7) by its raw calls: there is no library of it in Debian 12, and its kernel headers know
// ABI 2, so what came later stands here by number (the values are the kernel's, and do not change).
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "worker/sandbox_layers.hpp"

namespace ecluse::worker {
namespace {

constexpr std::uint64_t first_abi_rights = (1ULL << 13) - 1;     // ABI 1
constexpr std::uint64_t refer_right = 1ULL << 13;                // ABI 2: rename between folders
constexpr std::uint64_t truncate_right = 1ULL << 14;             // ABI 3
constexpr std::uint64_t ioctl_right = 1ULL << 15;                // ABI 5: of devices
constexpr std::uint64_t bind_right = 1, connect_right = 2;       // ABI 4: TCP
constexpr std::uint64_t scope_abstract = 1, scope_signal = 2;    // ABI 6
constexpr int net_port_rule = 2;                                 // LANDLOCK_RULE_NET_PORT
constexpr std::uint64_t of_files = LANDLOCK_ACCESS_FS_READ_FILE  // the rights that a file has
                                   | LANDLOCK_ACCESS_FS_WRITE_FILE | truncate_right;
constexpr std::uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
// No links, sockets, pipes or devices: nothing that leads out of the folder for who reads it later.
constexpr std::uint64_t writing = reading | LANDLOCK_ACCESS_FS_WRITE_FILE |
                                  LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                                  LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                                  refer_right | truncate_right;

struct RulesetAttributes {
  std::uint64_t files, network, scoped;
};

struct PortAttributes {
  std::uint64_t allowed, port;
};

// What programs read wherever they run: libraries and their data, names and services of the
// network, the time zone. Not /etc as a whole, which holds our keys and the passwords of others.
constexpr const char* everyone_reads[] = {
    "/usr",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/etc/protocols",
    "/etc/localtime",
    "/etc/timezone",
    "/dev/urandom",
    "/proc/self",
};

/// A file descriptor that closes itself.
class Held {
 public:
  explicit Held(long number) : number_(static_cast<int>(number)) {}
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }

 private:
  int number_;
};

class Ruleset {
 public:
  Ruleset(int abi, const SandboxPlan& plan)
      : rights_(rights_of(abi)), handle_(create(abi, rights_, plan)) {}

  bool made() const { return handle_.get() >= 0; }

  /// Notes what the path was; one that is not there, or is closed to us, is left out. The number of
  /// the error, or 0.
  int add(const std::string& path, std::uint64_t rights, HeldPath& held) const {
    held.path = path;
    const Held opened(::open(path.c_str(), O_PATH | O_CLOEXEC));
    struct stat info = {};
    if (opened.get() < 0 || ::fstat(opened.get(), &info) != 0) return 0;
    held.device = info.st_dev;
    held.inode = info.st_ino;
    landlock_path_beneath_attr rule = {};
    rule.allowed_access = rights & rights_ & (S_ISDIR(info.st_mode) ? ~0ULL : of_files);
    rule.parent_fd = opened.get();
    return add(LANDLOCK_RULE_PATH_BENEATH, &rule);
  }

  int add_port(std::uint16_t port) const {
    const PortAttributes rule{connect_right, port};
    return add(net_port_rule, &rule);
  }

  int enter() const {
    return ::syscall(SYS_landlock_restrict_self, handle_.get(), 0) == 0 ? 0 : errno;
  }

 private:
  static std::uint64_t rights_of(int abi) {
    return first_abi_rights | (abi >= 2 ? refer_right : 0) | (abi >= 3 ? truncate_right : 0) |
           (abi >= 5 ? ioctl_right : 0);
  }

  static long create(int abi, std::uint64_t rights, const SandboxPlan& plan) {
    RulesetAttributes wanted{rights, bind_right, scope_abstract | scope_signal};
    if (plan.network == Network::none || !plan.ports.empty()) wanted.network |= connect_right;
    const std::size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
    return ::syscall(SYS_landlock_create_ruleset, &wanted, size, 0);
  }

  int add(int type, const void* rule) const {
    return ::syscall(SYS_landlock_add_rule, handle_.get(), type, rule, 0) == 0 ? 0 : errno;
  }

  std::uint64_t rights_;
  Held handle_;
};

int add_files(const Ruleset& rules, const SandboxPlan& plan, SandboxReport& report) {
  HeldPath common;
  for (const char* path : everyone_reads)
    if (const int error = rules.add(path, reading, common); error != 0) return error;
  if (const int error = rules.add("/dev/null", of_files, common); error != 0) return error;
  for (const auto& [paths, rights] :
       {std::pair(&plan.readable, reading), {&plan.writable, writing}})
    for (const std::string& path : *paths) {
      HeldPath& held = report.held.emplace_back();
      if (const int error = rules.add(path, rights, held); error != 0) return error;
    }
  return 0;
}

int add_ports(const Ruleset& rules, const SandboxPlan& plan) {
  if (plan.network == Network::none || plan.ports.empty()) return 0;
  constexpr std::uint16_t dns = 53;  // an answer that is too long for UDP comes by TCP
  if (const int error = rules.add_port(dns); error != 0) return error;
  for (const std::uint16_t port : plan.ports)
    if (const int error = rules.add_port(port); error != 0) return error;
  return 0;
}

Layer landlock_layer(int abi, const SandboxPlan& plan) {
  Layer layer{"landlock", LayerState::active, {}};
  const std::string version = "ABI " + std::to_string(abi);
  layer.why = {version, version};
  if (abi < 4 && plan.network == Network::outbound && !plan.ports.empty())
    layer.why = {version + ", qui ne limite pas les ports : ABI 4 le ferait",
                 version + ", which limits no ports: ABI 4 would"};
  return layer;
}

/// ENOSYS: not built in. EOPNOTSUPP: not started with the kernel. EPERM: hidden by a container.
Layer without_landlock(int error) {
  const bool hidden = error == EPERM;
  return {"landlock", LayerState::absent,
          hidden ? base::Localized{"ce conteneur, ou l'unité systemd, cache Landlock : seuls les "
                                   "droits Unix protègent "
                                   "les fichiers des autres systèmes",
                                   "this container, or the systemd unit, hides Landlock: only Unix "
                                   "permissions keep the "
                                   "files of other systems"}
                 : base::Localized{"ce noyau n'a pas Landlock : seuls les droits Unix protègent "
                                   "les fichiers des autres systèmes",
                                   "this kernel has no Landlock: only Unix permissions keep the "
                                   "files of other systems"}};
}

}  // namespace

base::Result<Layer> restrict_files(const SandboxPlan& plan, SandboxReport& report) {
  const long newest =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (newest < 1) return without_landlock(newest < 0 ? errno : ENOSYS);
  const int abi = std::min(static_cast<int>(newest), plan.highest_landlock_abi);
  if (abi < 1) return without_landlock(ENOSYS);
  const Ruleset rules(abi, plan);
  if (!rules.made()) return sandbox_refusal("landlock", errno);
  int error = add_files(rules, plan, report);
  if (error == 0 && abi >= 4) error = add_ports(rules, plan);
  if (error == 0) error = rules.enter();
  if (error != 0) return sandbox_refusal("landlock", error);
  report.landlock_abi = abi;
  return landlock_layer(abi, plan);
}

}  // namespace ecluse::worker
