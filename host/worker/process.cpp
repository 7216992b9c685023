// SPDX-License-Identifier: EUPL-1.2
#include "worker/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <vector>

#include "base/problems.hpp"
#include "worker/line.hpp"

namespace ecluse::worker {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif
/// A sanitizer keeps what was freed, and shadows the rest: that is not the plugin's.
constexpr std::uint64_t memory_share = sanitized ? 4 : 1;

class ChildProcess final : public Process {
 public:
  explicit ChildProcess(pid_t id)
      : id_(id), descriptor_(static_cast<int>(::syscall(SYS_pidfd_open, id, 0))) {}
  ~ChildProcess() override {
    if (!wait(std::chrono::milliseconds(0))) {
      kill();
      wait(std::chrono::seconds(2));
    }
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int id() const override { return id_; }

  void kill() override {
    const std::lock_guard lock(mutex_);
    if (!exit_) ::kill(id_, SIGKILL);  // not reaped yet: the number is still its own
  }

  std::optional<Exit> wait(std::chrono::milliseconds patience) override {
    pollfd ended{descriptor_, POLLIN, 0};
    if (descriptor_ >= 0) ::poll(&ended, 1, static_cast<int>(patience.count()));
    const std::lock_guard lock(mutex_);
    if (exit_) return exit_;
    int status = 0;
    rusage used{};
    const bool must_wait = descriptor_ < 0 && patience.count() > 0;
    if (::wait4(id_, &status, must_wait ? 0 : WNOHANG, &used) != id_) return std::nullopt;
    exit_ = Exit{WIFSIGNALED(status) ? WTERMSIG(status) : 0,
                 WIFEXITED(status) ? WEXITSTATUS(status) : 0,
                 static_cast<std::uint64_t>(used.ru_maxrss) * 1024 / memory_share};
    return exit_;
  }

  std::uint64_t resident_bytes() const override {
    std::ifstream file("/proc/" + std::to_string(id_) + "/statm");
    std::uint64_t all = 0, resident = 0;
    file >> all >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) / memory_share;
  }
  std::uint64_t processor_seconds() const override {
    clockid_t clock{};
    timespec used{};
    if (::clock_getcpuclockid(id_, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return 0;
    return static_cast<std::uint64_t>(used.tv_sec);
  }
  void allow_processor(std::uint64_t seconds) override {
    rlimit limit{};
    if (::prlimit(id_, RLIMIT_CPU, nullptr, &limit) != 0) return;
    limit.rlim_cur = std::min<rlim_t>(seconds, limit.rlim_max);
    ::prlimit(id_, RLIMIT_CPU, &limit, nullptr);
  }

 private:
  const pid_t id_;
  const int descriptor_;  ///< a pidfd; -1 on a kernel without
  std::mutex mutex_;
  std::optional<Exit> exit_;
};

/// Nothing of our environment may hold a secret for a plugin to read.
std::vector<std::string> clean_environment() {
  std::vector<std::string> all{"LANG=C.UTF-8", "PATH=/usr/bin:/bin"};
  const char* kept[] = {"TZ", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"};
  for (const char* name : kept)
    if (const char* value = std::getenv(name); value != nullptr)
      if (sanitized || std::strcmp(name, "TZ") == 0) all.push_back(std::string(name) + "=" + value);
  // It ends with threads inside the plugin, and means to.
  if (sanitized)
    for (auto& each : all)
      if (each.starts_with("TSAN_OPTIONS=")) each += ":report_thread_leaks=0";
  return all;
}

class SpawnPlan {
 public:
  explicit SpawnPlan(int socket) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_adddup2(&actions_, socket, 3);
    ::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions_, 1, "/dev/null", O_WRONLY, 0);
    // What a sanitizer finds must be seen.
    if (!sanitized) ::posix_spawn_file_actions_addopen(&actions_, 2, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, 4);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    // A session of its own: Ctrl-C in the terminal of the host is the host's to handle.
    ::posix_spawnattr_setflags(&attributes_,
                               POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
  }
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  int run(const std::string& program, pid_t& id) const {
    std::string name = "ecluse-worker";
    char* arguments[] = {name.data(), nullptr};
    auto environment = clean_environment();
    std::vector<char*> variables;
    for (auto& each : environment) variables.push_back(each.data());
    variables.push_back(nullptr);
    return ::posix_spawn(&id, program.c_str(), &actions_, &attributes_, arguments,
                         variables.data());
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

base::Failure not_started(int error) {
  return base::fail(base::problem("worker-not-started").with("why", std::strerror(error)));
}

}  // namespace

Spawn spawn_program(std::string program) {
  return [program = std::move(program)]() -> base::Result<Spawned> {
    if (program.empty()) return not_started(ENOENT);
    SocketPair pair = make_socket_pair();
    if (pair.host < 0) return not_started(errno);
    // adddup2 of a number on itself would leave it closed on exec.
    if (pair.worker == 3) {
      const int other = ::fcntl(pair.worker, F_DUPFD_CLOEXEC, 10);
      ::close(pair.worker);
      pair.worker = other;
    }
    pid_t id = 0;
    const int error = SpawnPlan(pair.worker).run(program, id);
    ::close(pair.worker);
    if (error != 0) {
      ::close(pair.host);
      return not_started(error);
    }
    return Spawned{std::make_unique<ChildProcess>(id), pair.host};
  };
}

std::string find_worker_program() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  for (const char* place : {"ecluse-worker", "../lib/ecluse/ecluse-worker"})
    if (const auto path = self / place; ::access(path.c_str(), X_OK) == 0)
      return path.lexically_normal().string();
  return {};
}

}  // namespace ecluse::worker
