// SPDX-License-Identifier: EUPL-1.2
#include "services/file_access.hpp"

#include <dirent.h>
#include <ecluse/service/files.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace ecluse::services {
namespace {

using base::Status;

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

enum class Where : std::uint8_t { root, within };

Status status_of(int error, Where where) {
  switch (error) {
    case ENOENT:
    case ENOTDIR: return where == Where::root ? Status::unavailable : Status::not_found;
    case EACCES:
    case EPERM:
    case EROFS: return Status::permission_denied;
    case EXDEV:   // the path leaves the root
    case ELOOP:   // a link
    case EINVAL:
    case ENAMETOOLONG: return Status::invalid_argument;
    case EEXIST: return Status::already_exists;
    case ENOSPC:
    case EDQUOT: return Status::resource_exhausted;
    default: return Status::unavailable;  // ENOTCONN, ESTALE, EIO, EHOSTDOWN of a share
  }
}

bool is_plain(std::string_view path) {
  if (path.empty() || path.front() == '/' || path.size() > 4000) return false;
  return std::none_of(path.begin(), path.end(), [](char letter) { return letter == '\0'; });
}

/// openat2 without any way out of `folder`; -1 with errno.
int open_beneath(int folder, const std::string& path, std::uint64_t flags, std::uint64_t mode = 0) {
  open_how how{};
  how.flags = flags | O_CLOEXEC | O_NOFOLLOW;
  how.mode = mode;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how));
}

struct Opened {
  Handle handle;
  Status status;
};

Opened open_at(std::string_view root, std::string_view path, std::uint64_t flags) {
  const std::string top(root);
  if (path.empty()) {
    // The administrator names the root: it may itself be reached through links.
    Handle handle(::open(top.c_str(), static_cast<int>(flags) | O_CLOEXEC));
    const Status status = handle ? Status::ok : status_of(errno, Where::root);
    return {std::move(handle), status};
  }
  if (!is_plain(path)) return {Handle(-1), Status::invalid_argument};
  const Handle folder(::open(top.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder) return {Handle(-1), status_of(errno, Where::root)};
  Handle handle(open_beneath(folder.get(), std::string(path), flags));
  const Status status = handle ? Status::ok : status_of(errno, Where::within);
  return {std::move(handle), status};
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

bool write_all(int handle, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(handle, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

/// Into `folder` under `name`, all or nothing.
Status write_new(int folder, const std::string& name, std::string_view bytes) {
  const std::string temporary =
      "." + name.substr(0, 100) + "." + std::to_string(::getpid()) + "." + std::to_string(::gettid()) + ".part";
  const Handle file(open_beneath(folder, temporary, O_WRONLY | O_CREAT | O_EXCL, 0640));
  if (!file) return status_of(errno, Where::within);
  Status status = Status::ok;
  if (!write_all(file.get(), bytes) || ::fsync(file.get()) != 0 ||
      ::syscall(SYS_renameat2, folder, temporary.c_str(), folder, name.c_str(), RENAME_NOREPLACE) != 0)
    status = status_of(errno, Where::within);
  if (status != Status::ok) ::unlinkat(folder, temporary.c_str(), 0);
  if (status == Status::ok && ::fsync(folder) != 0) status = status_of(errno, Where::within);
  return status;
}

}  // namespace

bool FileAccess::is_root(std::string_view root) const {
  return std::find(roots_.begin(), roots_.end(), root) != roots_.end();
}

Status FileAccess::list(std::string_view root, std::string_view path, const Visit& visit) const {
  if (!is_root(root)) return Status::invalid_argument;
  auto [handle, status] = open_at(root, path, O_RDONLY | O_DIRECTORY);
  if (status != Status::ok) return status;
  const int number = handle.release();
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::fdopendir(number), ::closedir);
  if (!folder) return status_of(errno, Where::within);
  errno = 0;
  while (const dirent* found = ::readdir(folder.get())) {
    const std::string name = found->d_name;
    if (name == "." || name == "..") continue;
    struct stat info{};
    if (::fstatat(number, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) continue;  // just removed
    status = visit(entry_of(info, path.empty() ? name : std::string(path) + "/" + name));
    if (status != Status::ok) return status;
    errno = 0;
  }
  return errno == 0 ? Status::ok : status_of(errno, Where::root);
}

Status FileAccess::stat(std::string_view root, std::string_view path, const Visit& visit) const {
  if (!is_root(root)) return Status::invalid_argument;
  const auto [handle, status] = open_at(root, path, O_PATH);
  if (status != Status::ok) return status;
  struct stat info{};
  if (::fstat(handle.get(), &info) != 0) return status_of(errno, Where::within);
  return visit(entry_of(info, std::string(path)));
}

Status FileAccess::read(std::string_view root, std::string_view path, std::uint64_t offset,
                        char* buffer, std::size_t capacity, std::size_t& read) const {
  read = 0;
  if (!is_root(root)) return Status::invalid_argument;
  // O_NONBLOCK: a pipe that somebody put there must not hold us.
  const auto [handle, status] = open_at(root, path, O_RDONLY | O_NONBLOCK);
  if (status != Status::ok) return status;
  for (;;) {
    const ssize_t got = ::pread(handle.get(), buffer, capacity, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno == EISDIR || errno == ESPIPE ? Status::invalid_argument : status_of(errno, Where::within);
    read = static_cast<std::size_t>(got);
    return Status::ok;
  }
}

Status FileAccess::publish(std::string_view root, std::string_view path,
                           std::string_view bytes) const {
  if (!is_root(root) || !is_plain(path)) return Status::invalid_argument;
  const auto slash = path.rfind('/');
  const std::string name(slash == path.npos ? path : path.substr(slash + 1));
  if (name.empty() || name == "." || name == ".." || name.size() > 200) return Status::invalid_argument;
  const auto parent = slash == path.npos ? std::string_view() : path.substr(0, slash);
  const auto [folder, status] = open_at(root, parent, O_RDONLY | O_DIRECTORY);
  if (status != Status::ok) return status;
  return write_new(folder.get(), name, bytes);
}

}  // namespace ecluse::services
