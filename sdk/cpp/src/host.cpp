// SPDX-License-Identifier: MIT
#include "ecluse/host.hpp"

#include <cstdlib>
#include <cstring>

namespace ecluse {
namespace {

ecluse_text text(std::string_view view) { return {view.data(), view.size()}; }
std::string_view view(ecluse_text from) { return {from.data, from.size}; }

template <typename Table>
const Table* service(const ecluse_host* host, const char* id) {
  return static_cast<const Table*>(host->service(host, {id, std::strlen(id)}));
}

Failure failed(ecluse_status status) { return fail(static_cast<Status>(status), ""); }

FileInfo info_of(const ecluse_file_info& raw) {
  return {std::string(view(raw.path)),
          raw.kind == ECLUSE_FILE_REGULAR,
          raw.kind == ECLUSE_FILE_FOLDER,
          raw.bytes,
          raw.modified_ns,
          raw.identity};
}

ecluse_status collect(void* context, const ecluse_file_info* raw) {
  try {
    static_cast<std::vector<FileInfo>*>(context)->push_back(info_of(*raw));
    return ECLUSE_OK;
  } catch (...) {
    return ECLUSE_INTERNAL;
  }
}

ecluse_status keep_value(void* context, ecluse_text, ecluse_text value) {
  try {
    *static_cast<std::optional<std::string>*>(context) = std::string(view(value));
    return ECLUSE_OK;
  } catch (...) {
    return ECLUSE_INTERNAL;
  }
}

}  // namespace

Files::Files(const ecluse_host* host)
    : host_(host), table_(service<ecluse_files>(host, ECLUSE_SERVICE_FILES)) {
  if (table_ == nullptr) std::abort();  // the manifest must require ecluse.files/1
}

Result<std::vector<FileInfo>> Files::list(std::string_view root, std::string_view path) const {
  std::vector<FileInfo> found;
  const ecluse_status status = table_->list(host_, text(root), text(path), collect, &found);
  if (status != ECLUSE_OK) return failed(status);
  return found;
}

Result<FileInfo> Files::stat(std::string_view root, std::string_view path) const {
  std::vector<FileInfo> found;
  const ecluse_status status = table_->stat(host_, text(root), text(path), collect, &found);
  if (status != ECLUSE_OK || found.empty()) return failed(status);
  return std::move(found.front());
}

Result<std::size_t> Files::read(std::string_view root, std::string_view path, std::uint64_t offset,
                                char* buffer, std::size_t capacity) const {
  std::size_t got = 0;
  const ecluse_status status =
      table_->read(host_, text(root), text(path), offset, buffer, capacity, &got);
  if (status != ECLUSE_OK) return failed(status);
  return got;
}

Result<void> Files::publish(std::string_view root, std::string_view path,
                            std::string_view bytes) const {
  const ecluse_status status = table_->publish(host_, text(root), text(path), text(bytes));
  if (status != ECLUSE_OK) return failed(status);
  return {};
}

Storage::Storage(const ecluse_host* host)
    : host_(host), table_(service<ecluse_storage>(host, ECLUSE_SERVICE_STORAGE)) {
  if (table_ == nullptr) std::abort();  // the manifest must require ecluse.storage/1
}

Result<std::optional<std::string>> Storage::get(std::string_view key) const {
  std::optional<std::string> value;
  const ecluse_status status = table_->get(host_, text(key), keep_value, &value);
  if (status != ECLUSE_OK && status != ECLUSE_NOT_FOUND) return failed(status);
  return value;
}

Result<void> Storage::put(std::string_view key, const std::optional<std::string>& expected,
                          std::string_view value) const {
  const ecluse_text wanted = expected ? text(*expected) : ecluse_text{};
  const ecluse_text written = text(value);
  const ecluse_status status =
      table_->put(host_, text(key), expected ? &wanted : nullptr, &written);
  if (status != ECLUSE_OK) return failed(status);
  return {};
}

Host::Host(const ecluse_host* host, const ecluse_open& open)
    : host_(host),
      clock_(service<ecluse_clock>(host, ECLUSE_SERVICE_CLOCK)),
      log_(service<ecluse_log>(host, ECLUSE_SERVICE_LOG)),
      system_(view(open.system)),
      source_(view(open.source)),
      state_folder_(view(open.state_folder)),
      role_(open.role == ECLUSE_ROLE_BACKGROUND ? Role::background : Role::serving) {}

void Host::log(int level, std::string_view message, std::string_view fields) const {
  if (level >= log_->lowest_level) log_->write(host_, level, text(message), text(fields));
}
void Host::debug(std::string_view message, std::string_view fields) const {
  log(ECLUSE_LOG_DEBUG, message, fields);
}
void Host::info(std::string_view message, std::string_view fields) const {
  log(ECLUSE_LOG_INFO, message, fields);
}
void Host::warning(std::string_view message, std::string_view fields) const {
  log(ECLUSE_LOG_WARNING, message, fields);
}
void Host::error(std::string_view message, std::string_view fields) const {
  log(ECLUSE_LOG_ERROR, message, fields);
}

}  // namespace ecluse
