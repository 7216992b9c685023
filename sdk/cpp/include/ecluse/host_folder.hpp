// SPDX-License-Identifier: MIT
// A folder setting of a connector, through the host's files service (ecluse/service/files.h), as
// the FileSource that kit/folder watches. Whoever includes it links ecluse::kit_folder too.
#pragma once

#include <ecluse/host.hpp>
#include <ecluse/kit/folder.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecluse {

/// Holds a Host, which must stay valid: no longer than the instance. [worker]
class HostFolder final : public kit::FileSource {
 public:
  /// `root` is the value of the folder setting.
  HostFolder(Host host, std::string root) : host_(std::move(host)), root_(std::move(root)) {}

  Result<std::vector<kit::FileInfo>> list(std::string_view path) override {
    auto files = host_.files().list(root_, path);
    if (!files) return fail(std::move(files));
    std::vector<kit::FileInfo> infos;
    infos.reserve(files->size());
    for (auto& file : *files) infos.push_back(info_of(std::move(file)));
    return infos;
  }
  Result<kit::FileInfo> stat(std::string_view path) override {
    auto file = host_.files().stat(root_, path);
    if (!file) return fail(std::move(file));
    return info_of(std::move(*file));
  }
  Result<std::size_t> read(std::string_view path, std::uint64_t offset, char* buffer,
                           std::size_t capacity) override {
    return host_.files().read(root_, path, offset, buffer, capacity);
  }
  Result<void> publish(std::string_view path, std::string_view bytes) override {
    return host_.files().publish(root_, path, bytes);
  }

 private:
  static kit::FileInfo info_of(FileInfo&& file) {
    kit::FileInfo info;
    info.path = std::move(file.path);
    info.kind = file.regular  ? kit::FileKind::regular
                : file.folder ? kit::FileKind::folder
                              : kit::FileKind::other;
    info.bytes = file.bytes;
    info.modified_ns = file.modified_ns;
    info.identity = file.identity;
    return info;
  }

  Host host_;
  std::string root_;
};

}  // namespace ecluse
