// SPDX-License-Identifier: EUPL-1.2
// A real folder as a kit::FileSource, for tests and benchmarks (connectors go through
// ecluse.files/1).
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <ecluse/kit/folder.hpp>

namespace ecluse::deces {

class DiskFolder : public kit::FileSource {
 public:
  explicit DiskFolder(std::string root) : root_(std::move(root)) {}
  ~DiskFolder() override {
    for (const auto& [name, descriptor] : open_) ::close(descriptor);
  }

  Result<std::vector<kit::FileInfo>> list(std::string_view) override {
    std::vector<kit::FileInfo> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(root_, error)) {
      auto file = stat(entry.path().filename().string());
      if (file) files.push_back(*file);
    }
    if (error) return fail(Status::unavailable, "folder-unreachable");
    return files;
  }
  Result<kit::FileInfo> stat(std::string_view path) override {
    struct ::stat status {};
    const std::string name = path.empty() ? root_ : root_ + '/' + std::string(path);
    if (::stat(name.c_str(), &status) != 0) return fail(Status::not_found, "file-gone");
    const auto kind = S_ISDIR(status.st_mode) ? kit::FileKind::folder : kit::FileKind::regular;
    return kit::FileInfo{std::string(path), kind, static_cast<std::uint64_t>(status.st_size),
                         status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec,
                         status.st_ino};
  }
  Result<std::size_t> read(std::string_view path, std::uint64_t offset, char* buffer,
                           std::size_t capacity) override {
    auto [found, fresh] = open_.try_emplace(std::string(path), -1);
    if (fresh) found->second = ::open((root_ + '/' + found->first).c_str(), O_RDONLY | O_CLOEXEC);
    const ssize_t count = ::pread(found->second, buffer, capacity, static_cast<off_t>(offset));
    if (count < 0) return fail(Status::not_found, "file-gone");
    bytes_read += static_cast<std::uint64_t>(count);
    return static_cast<std::size_t>(count);
  }
  Result<void> publish(std::string_view, std::string_view) override {
    return fail(Status::unimplemented, "read-only");
  }

  std::uint64_t bytes_read = 0;

 private:
  std::string root_;
  std::map<std::string, int> open_;
};

/// Every file of the folder, settled.
inline kit::Scan settled(kit::FileSource& source) {
  kit::Scan scan;
  auto files = source.list({});
  if (files)
    for (const kit::FileInfo& file : *files)
      if (file.kind == kit::FileKind::regular) scan.ready.push_back({file, 0});
  return scan;
}

}  // namespace ecluse::deces
