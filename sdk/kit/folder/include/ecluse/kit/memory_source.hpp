// SPDX-License-Identifier: MIT
// A FileSource in memory, for tests: files appear, grow and vanish as the test says.
#pragma once

#include <algorithm>
#include <ecluse/kit/folder.hpp>
#include <functional>

namespace ecluse::kit::testing {

class MemorySource final : public FileSource {
 public:
  struct File {
    FileInfo info;
    std::string bytes;
  };

  void put(const std::string& path, std::string bytes, std::int64_t modified_s) {
    auto& file = files[path];
    if (file.info.identity == 0) file.info.identity = next_identity++;
    file.info.path = path;
    file.info.bytes = bytes.size();
    file.info.modified_ns = modified_s * 1'000'000'000;
    file.bytes = std::move(bytes);
  }

  Result<std::vector<FileInfo>> list(std::string_view) override {
    if (!reachable) return fail(Status::unavailable, "");
    std::vector<FileInfo> infos;
    for (const auto& [path, file] : files) infos.push_back(file.info);
    return infos;
  }

  Result<FileInfo> stat(std::string_view path) override {
    if (!reachable) return fail(Status::unavailable, "");
    if (path.empty())
      return FileInfo{.path = {}, .kind = FileKind::folder, .identity = root_identity};
    const auto found = files.find(path);
    if (found == files.end()) return fail(Status::not_found, "");
    return found->second.info;
  }

  Result<std::size_t> read(std::string_view path, std::uint64_t offset, char* buffer,
                           std::size_t capacity) override {
    if (!reachable) return fail(Status::unavailable, "");
    ++reads;
    if (on_read) on_read();
    const auto found = files.find(path);
    if (found == files.end()) return fail(Status::not_found, "");
    const std::string& bytes = found->second.bytes;
    if (offset >= bytes.size()) return std::size_t{0};
    return bytes.copy(buffer, capacity, static_cast<std::size_t>(offset));
  }

  Result<void> publish(std::string_view path, std::string_view bytes) override {
    if (!reachable) return fail(Status::unavailable, "");
    if (files.find(path) != files.end()) return fail(Status::already_exists, "");
    put(std::string(path), std::string(bytes), 0);
    return {};
  }

  std::map<std::string, File, std::less<>> files;
  std::function<void()> on_read;
  std::uint64_t root_identity = 1;
  std::uint64_t next_identity = 10;
  bool reachable = true;
  int reads = 0;
};

}  // namespace ecluse::kit::testing
