// SPDX-License-Identifier: EUPL-1.2
// The folders of one legacy system, and nothing else of the disk: what ecluse.files/1 promises
// (sdk/abi/include/ecluse/service/files.h), kept by the kernel (openat2, Linux 5.6; where there is
// none, as in some containers, by walking name by name). Stricter than the header: ".." is refused
// anywhere in a path.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "services/disk.hpp"

namespace ecluse::services {

struct FileEntry {
  std::string path;       ///< relative to its root
  std::int32_t kind = 0;  ///< ECLUSE_FILE_…
  std::uint64_t bytes = 0;
  std::int64_t modified_ns = 0;
  std::uint64_t identity = 0;
};

class FileAccess {
 public:
  /// `roots`: absolute paths, the folder and file settings of the system. `disk` is borrowed.
  explicit FileAccess(std::vector<std::string> roots, const Disk& disk = kernel_disk());
  ~FileAccess();

  using Visit = std::function<base::Status(const FileEntry&)>;

  base::Status list(std::string_view root, std::string_view path,
                    const Visit& visit) const;  ///< [any]
  base::Status stat(std::string_view root, std::string_view path,
                    const Visit& visit) const;  ///< [any]
  /// `read` is 0 at the end. [any]
  base::Status read(std::string_view root, std::string_view path, std::uint64_t offset,
                    char* buffer, std::size_t capacity, std::size_t& read) const;
  /// A hidden temporary name, sync, a rename that replaces nothing, sync of the folder. [any]
  base::Status publish(std::string_view root, std::string_view path, std::string_view bytes) const;

 private:
  struct Root;
  struct Opened;
  Root* find(std::string_view root) const;
  Opened open_at(Root& root, std::string_view path, std::uint64_t flags) const;
  base::Status reachable(Root& root, base::Status status) const;
  base::Status write_new(int folder, const std::string& name, std::string_view bytes) const;
  int open_new(int folder, std::string& temporary) const;
  int open_within(int folder, const std::string& path, std::uint64_t flags,
                  std::uint64_t mode) const;

  std::vector<std::unique_ptr<Root>> roots_;
  const Disk& disk_;
};

}  // namespace ecluse::services
