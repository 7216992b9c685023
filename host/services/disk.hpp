// SPDX-License-Identifier: EUPL-1.2
// The few calls of the kernel that file access rests on, so that tests can make a share vanish, a
// disk full and a kernel old. Each answers -1 with errno, as the kernel does.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace ecluse::services {

class Disk {
 public:
  virtual ~Disk() = default;

  /// openat2 beneath `folder`, following no link. [any]
  virtual int open_beneath(int folder, const std::string& path, std::uint64_t flags,
                           std::uint64_t mode) const;
  /// The same walked name by name, for kernels and containers without openat2. [any]
  virtual int walk_beneath(int folder, const std::string& path, std::uint64_t flags,
                           std::uint64_t mode) const;
  virtual ssize_t write(int file, const char* bytes, std::size_t size) const;  ///< [any]
  virtual int sync(int file) const;                                            ///< [any]
  /// A rename within `folder` that replaces nothing. [any]
  virtual int rename_new(int folder, const std::string& from, const std::string& to) const;
  /// A second name within `folder`; it replaces nothing either. [any]
  virtual int link_new(int folder, const std::string& from, const std::string& to) const;
  /// 1 when `folder` is where a file system is mounted, 0 when not. [any]
  virtual int is_mount(int folder) const;
};

/// The machine's; lives as long as the program.
const Disk& kernel_disk();

}  // namespace ecluse::services
