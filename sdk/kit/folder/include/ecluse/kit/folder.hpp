// SPDX-License-Identifier: MIT
// A watched folder, by listing alone: town halls have Windows shares, where notifications are lost.
//
// A file is ready when its size, time and identity stood still for `settle` on the caller's clock.
// A folder that cannot be reached is an error and changes nothing: it never means "all files are
// gone". A file is read whole or not at all: it is looked at before and after reading.
//
// Slugs: folder-unreachable (unavailable) {folder}, folder-forbidden (permission_denied) {folder},
// file-gone (not_found), file-changed (aborted), file-too-large (resource_exhausted) {limit}; the
// last three with {file}, its name.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <ecluse/result.hpp>

namespace ecluse::kit {

enum class FileKind : std::uint8_t { regular, folder, other };

struct FileInfo {
  std::string path;  ///< relative to the root, '/' between names
  FileKind kind = FileKind::regular;
  std::uint64_t bytes = 0;
  std::int64_t modified_ns = 0;  ///< since 1970, on the clock of whoever holds the disk
  std::uint64_t identity = 0;    ///< changes when another file takes the name
  bool operator==(const FileInfo&) const = default;
};

/// One root of ecluse.files/1: the SDK adapts the host's service, tests hold a map. [worker]
/// Errors carry the Status of that service: unavailable (root unreachable), not_found,
/// permission_denied, already_exists, invalid_argument; slugs do not matter, Folder sets them.
class FileSource {
 public:
  virtual ~FileSource() = default;
  virtual Result<std::vector<FileInfo>> list(std::string_view path) = 0;
  virtual Result<FileInfo> stat(std::string_view path) = 0;
  /// Up to `capacity` bytes at `offset`; 0 at the end.
  virtual Result<std::size_t> read(std::string_view path, std::uint64_t offset, char* buffer,
                                   std::size_t capacity) = 0;
  /// A whole new file, seen by readers entirely or not at all; never overwrites.
  virtual Result<void> publish(std::string_view path, std::string_view bytes) = 0;
};

struct WatchOptions {
  std::string label;  ///< {folder} in errors: the setting's name, not a path
  std::chrono::nanoseconds settle{std::chrono::seconds(10)};
  std::uint64_t max_bytes = 4 * 1024 * 1024;
  std::string suffix = ".xml";  ///< compared without case; empty takes every name
};

/// A file and since when it has looked like this.
struct Observation {
  FileInfo file;
  std::int64_t since_ns = 0;
};

struct Scan {
  std::vector<Observation> ready;      ///< stood still for `settle`; of any size
  std::vector<Observation> unsettled;  ///< look again later
  std::uint64_t root_identity = 0;     ///< 0 when the source does not tell
};

/// Remembers what it saw; one thread at a time.
class Folder {
 public:
  Folder(FileSource& source, WatchOptions options);

  /// What an earlier process saw (from an index), so that a restart does not start waiting again.
  void remember(std::vector<Observation> observations, std::uint64_t root_identity);

  /// Lists once. Hidden names (a leading dot or '~') and names without the suffix are not files of
  /// ours. An empty folder whose identity changed since it had files is an unmounted share: error.
  Result<Scan> scan(std::int64_t now_ns);

  /// The bytes of a file that still looks like `expected`, else file-changed or file-gone.
  Result<std::string> read(const FileInfo& expected);

  const WatchOptions& options() const { return options_; }

 private:
  Failure unreachable(const Error& error) const;

  FileSource& source_;
  WatchOptions options_;
  std::map<std::string, Observation, std::less<>> seen_;
  std::uint64_t root_identity_ = 0;
};

/// "10s" → nanoseconds; ms, s, m, h, d. Anything else: 0 (settings are validated before).
std::chrono::nanoseconds parse_duration(std::string_view text);

}  // namespace ecluse::kit
