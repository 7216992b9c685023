// SPDX-License-Identifier: MIT
// What a connector may ask of the host. Cheap to copy; valid as long as the instance.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ecluse/abi.h>
#include <ecluse/service/clock.h>
#include <ecluse/service/files.h>
#include <ecluse/service/log.h>
#include <ecluse/service/storage.h>
#include "result.hpp"

namespace ecluse {

/// One entry of a folder.
struct FileInfo {
  std::string path;  ///< relative to the root
  bool regular = false;
  bool folder = false;
  std::uint64_t bytes = 0;
  std::int64_t modified_ns = 0;  ///< since 1970
  std::uint64_t identity = 0;    ///< changes when another file takes the name
};

/// Folders of the legacy system (ecluse/service/files.h). A root is the value of a folder setting.
/// [any]
class Files {
 public:
  explicit Files(const ecluse_host* host);
  /// Errors have no slug yet: the connector names them. `unavailable` never means "no files".
  Result<std::vector<FileInfo>> list(std::string_view root, std::string_view path = {}) const;
  Result<FileInfo> stat(std::string_view root, std::string_view path) const;
  /// Reads up to `capacity` bytes; 0 at the end.
  Result<std::size_t> read(std::string_view root, std::string_view path, std::uint64_t offset,
                           char* buffer, std::size_t capacity) const;
  /// A whole new file at once; `already_exists` when the name is taken.
  Result<void> publish(std::string_view root, std::string_view path, std::string_view bytes) const;

 private:
  const ecluse_host* host_;
  const ecluse_files* table_;
};

/// A few durable values (ecluse/service/storage.h). [any]
class Storage {
 public:
  explicit Storage(const ecluse_host* host);
  Result<std::optional<std::string>> get(std::string_view key) const;
  /// Writes when the stored value is still `expected` (nothing: there is none); else `aborted`.
  Result<void> put(std::string_view key, const std::optional<std::string>& expected,
                   std::string_view value) const;

 private:
  const ecluse_host* host_;
  const ecluse_storage* table_;
};

enum class Role : std::uint8_t { serving, background };

class Host {
 public:
  Host(const ecluse_host* host, const ecluse_open& open);

  std::int64_t wall_ns() const { return clock_->wall_ns(host_); }            ///< [any]
  std::int64_t monotonic_ns() const { return clock_->monotonic_ns(host_); }  ///< [any]

  /// [any] Never personal data, never a secret. `fields` is a JSON object or empty.
  void debug(std::string_view message, std::string_view fields = {}) const;
  void info(std::string_view message, std::string_view fields = {}) const;
  void warning(std::string_view message, std::string_view fields = {}) const;
  void error(std::string_view message, std::string_view fields = {}) const;

  /// What the manifest requires is there; anything else may end the program when absent.
  Files files() const { return Files(host_); }
  Storage storage() const { return Storage(host_); }

  const std::string& system() const { return system_; }
  /// Path of the connector file, for connectors that are files.
  const std::string& source() const { return source_; }
  /// A private folder for what can be rebuilt.
  const std::string& state_folder() const { return state_folder_; }
  Role role() const { return role_; }
  const ecluse_host* raw() const { return host_; }

 private:
  void log(int level, std::string_view message, std::string_view fields) const;

  const ecluse_host* host_;
  const ecluse_clock* clock_;
  const ecluse_log* log_;
  std::string system_, source_, state_folder_;
  Role role_;
};

}  // namespace ecluse
