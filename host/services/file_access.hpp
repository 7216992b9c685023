// SPDX-License-Identifier: EUPL-1.2
// The folders of one legacy system, and nothing else of the disk: what ecluse.files/1 promises
// (sdk/abi/include/ecluse/service/files.h), kept by the kernel (openat2, Linux 5.6).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"

namespace ecluse::services {

struct FileEntry {
  std::string path;  ///< relative to its root
  std::int32_t kind = 0;  ///< ECLUSE_FILE_…
  std::uint64_t bytes = 0;
  std::int64_t modified_ns = 0;
  std::uint64_t identity = 0;
};

class FileAccess {
 public:
  /// `roots`: absolute paths, the folder and file settings of the system.
  explicit FileAccess(std::vector<std::string> roots) : roots_(std::move(roots)) {}

  using Visit = std::function<base::Status(const FileEntry&)>;

  base::Status list(std::string_view root, std::string_view path, const Visit& visit) const;  ///< [any]
  base::Status stat(std::string_view root, std::string_view path, const Visit& visit) const;  ///< [any]
  /// `read` is 0 at the end. [any]
  base::Status read(std::string_view root, std::string_view path, std::uint64_t offset,
                    char* buffer, std::size_t capacity, std::size_t& read) const;
  /// A temporary name, sync, a rename that replaces nothing, sync of the folder. [any]
  base::Status publish(std::string_view root, std::string_view path, std::string_view bytes) const;

 private:
  bool is_root(std::string_view root) const;
  std::vector<std::string> roots_;
};

}  // namespace ecluse::services
