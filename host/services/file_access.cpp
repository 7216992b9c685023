// SPDX-License-Identifier: EUPL-1.2
#include "services/file_access.hpp"

#include <dirent.h>
#include <ecluse/service/files.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <memory>

namespace ecluse::services {

/// A descriptor that closes itself. Not in the unnamed namespace, for FileAccess::Opened holds one.
class Handle {
 public:
  explicit Handle(int number) : number_(number) {}
  Handle(Handle&& other) noexcept : number_(other.number_) { other.number_ = -1; }
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }
  int release() {
    const int number = number_;
    number_ = -1;
    return number;
  }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

namespace {

using base::Status;

enum class Where : std::uint8_t { root, within };

Status status_of(int error, Where where) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return where == Where::root ? Status::unavailable : Status::not_found;
    case EACCES:
    case EPERM:
    case EROFS:
      return Status::permission_denied;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return Status::resource_exhausted;  // ours, not the share's
    case ENXIO:                           // a socket
    case EXDEV:                           // the path leaves the root
    case ELOOP:                           // a link
    case EINVAL:
    case ENAMETOOLONG:
      return Status::invalid_argument;
    case EEXIST:
      return Status::already_exists;
    case ENOSPC:
    case EDQUOT:
      return Status::resource_exhausted;
    default:
      return Status::unavailable;  // ENOTCONN, ESTALE, EIO, EHOSTDOWN of a share
  }
}

/// Names between slashes, none of them "..", no way to an absolute path.
bool is_plain(std::string_view path) {
  if (path.empty() || path.size() > 4000 || path.find('\0') != path.npos) return false;
  for (;;) {
    const auto slash = path.find('/');
    const auto name = path.substr(0, slash);
    if (name.empty() || name == "." || name == "..") return false;
    if (slash == path.npos) return true;
    path.remove_prefix(slash + 1);
  }
}

FileEntry entry_of(const struct stat& info, std::string path) {
  FileEntry entry;
  entry.path = std::move(path);
  entry.kind = S_ISREG(info.st_mode)   ? ECLUSE_FILE_REGULAR
               : S_ISDIR(info.st_mode) ? ECLUSE_FILE_FOLDER
                                       : ECLUSE_FILE_OTHER;
  entry.bytes = static_cast<std::uint64_t>(info.st_size);
  entry.modified_ns = std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
  entry.identity = info.st_ino;
  return entry;
}

bool write_all(const Disk& disk, int handle, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = disk.write(handle, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

}  // namespace

struct FileAccess::Root {
  std::string path;
  /// Whether a file system was seen mounted right here. When it is gone, what is left is an empty
  /// folder that must not be taken for the share.
  std::atomic<bool> was_mount{false};
};

struct FileAccess::Opened {
  Handle handle;
  Status status;
};

FileAccess::FileAccess(std::vector<std::string> roots, const Disk& disk) : disk_(disk) {
  for (std::string& path : roots) {
    auto root = std::make_unique<Root>();
    root->path = std::move(path);
    roots_.push_back(std::move(root));
  }
}
FileAccess::~FileAccess() = default;

FileAccess::Root* FileAccess::find(std::string_view root) const {
  const auto found = std::find_if(roots_.begin(), roots_.end(),
                                  [&](const auto& one) { return one->path == root; });
  return found == roots_.end() ? nullptr : found->get();
}

/// openat2; where the kernel has none (ENOSYS) or a container forbids it (EPERM), name by name.
int FileAccess::open_within(int folder, const std::string& path, std::uint64_t flags,
                            std::uint64_t mode) const {
  const int handle = disk_.open_beneath(folder, path, flags, mode);
  if (handle >= 0 || (errno != ENOSYS && errno != EPERM)) return handle;
  return disk_.walk_beneath(folder, path, flags, mode);
}

FileAccess::Opened FileAccess::open_at(Root& root, std::string_view path,
                                       std::uint64_t flags) const {
  if (path.empty()) {
    // The administrator names the root: it may itself be reached through links.
    Handle handle(::open(root.path.c_str(), static_cast<int>(flags) | O_CLOEXEC));
    const Status status = handle ? Status::ok : status_of(errno, Where::root);
    return {std::move(handle), status};
  }
  if (!is_plain(path)) return {Handle(-1), Status::invalid_argument};
  const Handle folder(::open(root.path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder) return {Handle(-1), status_of(errno, Where::root)};
  Handle handle(open_within(folder.get(), std::string(path), flags, 0));
  const Status status = handle ? Status::ok : status_of(errno, Where::within);
  return {std::move(handle), status};
}

/// `status`, unless the share of this root went away: then nothing that is seen, or not seen,
/// counts.
Status FileAccess::reachable(Root& root, Status status) const {
  const Handle folder(::open(root.path.c_str(), O_PATH | O_CLOEXEC));
  if (!folder) return status_of(errno, Where::root);
  switch (disk_.is_mount(folder.get())) {
    case 1:
      root.was_mount = true;
      return status;
    case 0:
      return root.was_mount ? Status::unavailable : status;
    default:
      return status;  // a root that is a file
  }
}

/// A hidden name that nobody has: one left by a crash is passed over. -1 with errno.
int FileAccess::open_new(int folder, std::string& temporary) const {
  static std::atomic<unsigned> counter{0};
  for (int tries = 0;; ++tries) {
    temporary = ".ecluse-" + std::to_string(::getpid()) + "-" + std::to_string(++counter) + ".part";
    const int file = open_within(folder, temporary, O_WRONLY | O_CREAT | O_EXCL, 0640);
    if (file >= 0 || errno != EEXIST || tries == 100) return file;
  }
}

/// Into `folder` under `name`, all or nothing.
Status FileAccess::write_new(int folder, const std::string& name, std::string_view bytes) const {
  std::string temporary;
  const Handle file(open_new(folder, temporary));
  if (!file) return status_of(errno, Where::within);
  const auto give_up = [&] {
    const Status status = status_of(errno, Where::within);
    ::unlinkat(folder, temporary.c_str(), 0);
    return status;
  };
  if (!write_all(disk_, file.get(), bytes) || disk_.sync(file.get()) != 0) return give_up();
  if (disk_.rename_new(folder, temporary, name) != 0) {
    // Some network file systems know no such rename; a second name is as atomic.
    if (errno != EINVAL && errno != ENOSYS) return give_up();
    if (disk_.link_new(folder, temporary, name) != 0) return give_up();
    ::unlinkat(folder, temporary.c_str(), 0);
  }
  // EINVAL: a share whose folders cannot be synced; its server has the name already.
  if (disk_.sync(folder) != 0 && errno != EINVAL) return status_of(errno, Where::within);
  return Status::ok;
}

Status FileAccess::list(std::string_view root, std::string_view path, const Visit& visit) const {
  Root* const known = find(root);
  if (known == nullptr) return Status::invalid_argument;
  auto [handle, opened] = open_at(*known, path, O_RDONLY | O_DIRECTORY);
  Status status =
      opened == Status::ok || opened == Status::not_found ? reachable(*known, opened) : opened;
  if (status != Status::ok) return status;
  const int number = handle.release();
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::fdopendir(number), ::closedir);
  if (!folder) return status_of(errno, Where::within);
  errno = 0;
  while (const dirent* found = ::readdir(folder.get())) {
    const std::string name = found->d_name;
    if (name == "." || name == "..") continue;
    struct stat info {};
    if (::fstatat(number, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno != ENOENT) return status_of(errno, Where::root);
      errno = 0;
      continue;  // just removed
    }
    status = visit(entry_of(info, path.empty() ? name : std::string(path) + "/" + name));
    if (status != Status::ok) return status;
    errno = 0;
  }
  return errno == 0 ? Status::ok : status_of(errno, Where::root);
}

Status FileAccess::stat(std::string_view root, std::string_view path, const Visit& visit) const {
  Root* const known = find(root);
  if (known == nullptr) return Status::invalid_argument;
  const auto [handle, status] = open_at(*known, path, O_PATH);
  if (status == Status::not_found) return reachable(*known, status);
  if (status != Status::ok) return status;
  struct stat info {};
  if (::fstat(handle.get(), &info) != 0) return status_of(errno, Where::within);
  return visit(entry_of(info, std::string(path)));
}

Status FileAccess::read(std::string_view root, std::string_view path, std::uint64_t offset,
                        char* buffer, std::size_t capacity, std::size_t& read) const {
  read = 0;
  Root* const known = find(root);
  if (known == nullptr) return Status::invalid_argument;
  // O_NONBLOCK: a pipe that somebody put there must not hold us.
  const auto [handle, status] = open_at(*known, path, O_RDONLY | O_NONBLOCK);
  if (status == Status::not_found) return reachable(*known, status);
  if (status != Status::ok) return status;
  for (;;) {
    const ssize_t got = ::pread(handle.get(), buffer, capacity, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      return errno == EISDIR || errno == ESPIPE ? Status::invalid_argument
                                                : status_of(errno, Where::within);
    read = static_cast<std::size_t>(got);
    return Status::ok;
  }
}

Status FileAccess::publish(std::string_view root, std::string_view path,
                           std::string_view bytes) const {
  Root* const known = find(root);
  if (known == nullptr || !is_plain(path)) return Status::invalid_argument;
  const auto slash = path.rfind('/');
  const std::string name(slash == path.npos ? path : path.substr(slash + 1));
  if (name.size() > 200) return Status::invalid_argument;
  const auto parent = slash == path.npos ? std::string_view() : path.substr(0, slash);
  const auto [folder, opened] = open_at(*known, parent, O_RDONLY | O_DIRECTORY);
  const Status status =
      opened == Status::ok || opened == Status::not_found ? reachable(*known, opened) : opened;
  if (status != Status::ok) return status;
  return write_new(folder.get(), name, bytes);
}

}  // namespace ecluse::services
