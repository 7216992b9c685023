// SPDX-License-Identifier: EUPL-1.2
#include "services/disk.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace ecluse::services {

int Disk::open_beneath(int folder, const std::string& path, std::uint64_t flags,
                       std::uint64_t mode) const {
  open_how how{};
  how.flags =
      flags | O_CLOEXEC;  // with O_NOFOLLOW, O_PATH would open a link instead of refusing it
  how.mode = mode;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how));
}

int Disk::walk_beneath(int folder, const std::string& path, std::uint64_t flags,
                       std::uint64_t mode) const {
  std::string_view rest(path);
  int at = folder;
  for (;;) {
    const auto slash = rest.find('/');
    const bool last = slash == rest.npos;
    const std::string name(rest.substr(0, slash));
    const int wanted = last ? static_cast<int>(flags) : O_PATH | O_DIRECTORY;
    int next =
        ::openat(at, name.c_str(), wanted | O_NOFOLLOW | O_CLOEXEC, static_cast<mode_t>(mode));
    int error = errno;
    struct stat info {};
    // With O_DIRECTORY or O_PATH a link gives ENOTDIR or itself; say what it is.
    const bool link =
        next >= 0
            ? (wanted & O_PATH) != 0 && ::fstat(next, &info) == 0 && S_ISLNK(info.st_mode)
            : error == ENOTDIR && ::fstatat(at, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 &&
                  S_ISLNK(info.st_mode);
    if (link) {
      if (next >= 0) ::close(next);
      next = -1;
      error = ELOOP;
    }
    if (at != folder) ::close(at);
    if (last || next < 0) {
      errno = error;
      return next;
    }
    at = next;
    rest.remove_prefix(slash + 1);
  }
}

ssize_t Disk::write(int file, const char* bytes, std::size_t size) const {
  return ::write(file, bytes, size);
}

int Disk::sync(int file) const { return ::fsync(file); }

int Disk::rename_new(int folder, const std::string& from, const std::string& to) const {
  return static_cast<int>(
      ::syscall(SYS_renameat2, folder, from.c_str(), folder, to.c_str(), RENAME_NOREPLACE));
}

int Disk::link_new(int folder, const std::string& from, const std::string& to) const {
  return ::linkat(folder, from.c_str(), folder, to.c_str(), 0);
}

int Disk::is_mount(int folder) const {
  struct stat here {};
  struct stat above {};
  if (::fstat(folder, &here) != 0 || ::fstatat(folder, "..", &above, 0) != 0) return -1;
  return here.st_dev != above.st_dev ? 1 : 0;
}

const Disk& kernel_disk() {
  static const Disk disk;
  return disk;
}

}  // namespace ecluse::services
