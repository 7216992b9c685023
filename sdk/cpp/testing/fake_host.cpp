// SPDX-License-Identifier: MIT
#include "ecluse/testing/fake_host.hpp"

#include <dlfcn.h>
#include <ecluse/service/clock.h>
#include <ecluse/service/files.h>
#include <ecluse/service/log.h>
#include <ecluse/service/storage.h>

#include "fake_sql.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace ecluse::testing {

struct FakeHost::State {
  ecluse_host host{};
  const ecluse_plugin* plugin = nullptr;
  ecluse_instance* instance = nullptr;
  std::int64_t wall_ns = 1'767'225'600'000'000'000;  // 2026-01-01T00:00:00Z
  std::int64_t monotonic_ns = 1'000'000'000;
  std::int64_t questions_left = -1;
  ecluse_status files_status = ECLUSE_OK;
  std::map<std::string, std::string> storage;
  std::vector<std::string> log;
  Answer answer;

  static State& of(const void* host_data) {
    return *static_cast<State*>(const_cast<void*>(host_data));  // NOLINT: it is ours
  }
  Answer run(ecluse_function function, const Request& request);

  // The services.
  static const void* service(const ecluse_host*, ecluse_text id);
  static void write_log(const ecluse_host* host, int32_t level, ecluse_text message,
                        ecluse_text fields);
  static int64_t wall(const ecluse_host* host) { return of(host->host_data).wall_ns; }
  static int64_t monotonic(const ecluse_host* host) { return of(host->host_data).monotonic_ns; }
  static ecluse_status list(const ecluse_host* host, ecluse_text root, ecluse_text path,
                            ecluse_file_visitor visit, void* context);
  static ecluse_status stat(const ecluse_host* host, ecluse_text root, ecluse_text path,
                            ecluse_file_visitor visit, void* context);
  static ecluse_status read(const ecluse_host* host, ecluse_text root, ecluse_text path,
                            uint64_t offset, char* buffer, size_t capacity, size_t* got);
  static ecluse_status publish(const ecluse_host* host, ecluse_text root, ecluse_text path,
                               ecluse_text bytes);
  static ecluse_status get(const ecluse_host* host, ecluse_text key, ecluse_storage_reader reader,
                           void* context);
  static ecluse_status put(const ecluse_host* host, ecluse_text key, const ecluse_text* expected,
                           const ecluse_text* value);
  static ecluse_status list_keys(const ecluse_host* host, ecluse_text prefix,
                                 ecluse_storage_reader reader, void* context);

  // The call.
  static ecluse_status emit(const ecluse_call* call, ecluse_text json);
  static ecluse_status fail(const ecluse_call* call, const ecluse_error* error);
  static int32_t cancelled(const ecluse_call* call);
  static ecluse_status wait(const ecluse_call* call, int64_t nanoseconds);
};

namespace {

namespace fs = std::filesystem;

// As in the real host (ecluse/service/storage.h).
constexpr std::size_t longest_key = 200, longest_value = 64 * 1024;

ecluse_text text_in(std::string_view view) { return {view.data(), view.size()}; }
std::string string_of(ecluse_text text) { return {text.data, text.size}; }

void keep_error(Answer& answer, const ecluse_error& error) {
  answer.slug = string_of(error.slug);
  answer.pointer = string_of(error.pointer);
  answer.parameters = string_of(error.parameters);
}

/// Beneath the root, and no link on the way: the real host opens nothing else.
bool is_within(ecluse_text root, ecluse_text path) {
  if (path.size == 0) return true;
  fs::path here(string_of(root));
  const std::string names = string_of(path) + "/";
  if (names.find('\0') != names.npos) return false;
  for (std::size_t at = 0, slash = names.find('/'); slash != names.npos;
       at = slash + 1, slash = names.find('/', at)) {
    const std::string name = names.substr(at, slash - at);
    if (name.empty() || name == "." || name == "..") return false;
    std::error_code error;
    here /= name;
    if (fs::is_symlink(fs::symlink_status(here, error))) return false;
  }
  return true;
}

fs::path whole(ecluse_text root, ecluse_text path) {
  return path.size == 0 ? fs::path(string_of(root)) : fs::path(string_of(root)) / string_of(path);
}

ecluse_status visit_path(const fs::path& path, const std::string& relative,
                         ecluse_file_visitor visit, void* context) {
  std::error_code error;
  const auto status = fs::symlink_status(path, error);
  if (error || !fs::exists(status)) return ECLUSE_NOT_FOUND;
  ecluse_file_info info{};
  info.size = sizeof info;
  info.kind = fs::is_regular_file(status) ? ECLUSE_FILE_REGULAR
              : fs::is_directory(status)  ? ECLUSE_FILE_FOLDER
                                          : ECLUSE_FILE_OTHER;
  if (info.kind == ECLUSE_FILE_REGULAR) info.bytes = fs::file_size(path, error);
  info.modified_ns =
      std::chrono::duration_cast<std::chrono::nanoseconds>(
          std::chrono::file_clock::to_sys(fs::last_write_time(path, error)).time_since_epoch())
          .count();
  info.identity = std::hash<std::string>{}(relative);
  info.path = text_in(relative);
  return visit(context, &info);
}

}  // namespace

void FakeHost::State::write_log(const ecluse_host* host, int32_t, ecluse_text message,
                                ecluse_text fields) {
  of(host->host_data).log.push_back(string_of(message) + " " + string_of(fields));
}

ecluse_status FakeHost::State::list(const ecluse_host* host, ecluse_text root, ecluse_text path,
                                    ecluse_file_visitor visit, void* context) {
  if (of(host->host_data).files_status != ECLUSE_OK) return of(host->host_data).files_status;
  std::error_code error;
  if (!is_within(root, path)) return ECLUSE_INVALID_ARGUMENT;
  if (!fs::is_directory(string_of(root), error)) return ECLUSE_UNAVAILABLE;
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(whole(root, path), error))
    names.push_back(entry.path().filename().string());
  if (error) return ECLUSE_NOT_FOUND;
  std::sort(names.begin(), names.end());
  for (const auto& name : names) {
    const std::string relative = path.size == 0 ? name : string_of(path) + "/" + name;
    const auto status = visit_path(fs::path(string_of(root)) / relative, relative, visit, context);
    if (status != ECLUSE_OK) return status;
  }
  return ECLUSE_OK;
}

ecluse_status FakeHost::State::stat(const ecluse_host* host, ecluse_text root, ecluse_text path,
                                    ecluse_file_visitor visit, void* context) {
  if (of(host->host_data).files_status != ECLUSE_OK) return of(host->host_data).files_status;
  if (!is_within(root, path)) return ECLUSE_INVALID_ARGUMENT;
  if (!fs::exists(string_of(root))) return ECLUSE_UNAVAILABLE;
  return visit_path(whole(root, path), string_of(path), visit, context);
}

ecluse_status FakeHost::State::read(const ecluse_host* host, ecluse_text root, ecluse_text path,
                                    uint64_t offset, char* buffer, size_t capacity, size_t* got) {
  *got = 0;
  if (of(host->host_data).files_status != ECLUSE_OK) return of(host->host_data).files_status;
  if (!is_within(root, path)) return ECLUSE_INVALID_ARGUMENT;
  if (!fs::exists(string_of(root))) return ECLUSE_UNAVAILABLE;
  std::ifstream file(whole(root, path), std::ios::binary);
  if (!file) return ECLUSE_NOT_FOUND;
  file.seekg(static_cast<std::streamoff>(offset));
  file.read(buffer, static_cast<std::streamsize>(capacity));
  *got = static_cast<size_t>(std::max<std::streamsize>(file.gcount(), 0));
  return ECLUSE_OK;
}

ecluse_status FakeHost::State::publish(const ecluse_host* host, ecluse_text root, ecluse_text path,
                                       ecluse_text bytes) {
  if (of(host->host_data).files_status != ECLUSE_OK) return of(host->host_data).files_status;
  if (!is_within(root, path) || path.size == 0) return ECLUSE_INVALID_ARGUMENT;
  if (!fs::exists(string_of(root))) return ECLUSE_UNAVAILABLE;
  if (fs::exists(whole(root, path))) return ECLUSE_ALREADY_EXISTS;
  std::ofstream file(whole(root, path), std::ios::binary);
  file.write(bytes.data, static_cast<std::streamsize>(bytes.size));
  return file ? ECLUSE_OK : ECLUSE_PERMISSION_DENIED;
}

ecluse_status FakeHost::State::get(const ecluse_host* host, ecluse_text key,
                                   ecluse_storage_reader reader, void* context) {
  const auto found = of(host->host_data).storage.find(string_of(key));
  if (found == of(host->host_data).storage.end()) return ECLUSE_NOT_FOUND;
  return reader(context, key, text_in(found->second));
}

ecluse_status FakeHost::State::put(const ecluse_host* host, ecluse_text key,
                                   const ecluse_text* expected, const ecluse_text* value) {
  auto& storage = of(host->host_data).storage;
  if (key.size == 0 || key.size > longest_key) return ECLUSE_INVALID_ARGUMENT;
  if (value != nullptr && value->size > longest_value) return ECLUSE_INVALID_ARGUMENT;
  const auto found = storage.find(string_of(key));
  const bool same = found == storage.end()
                        ? expected == nullptr
                        : expected != nullptr && string_of(*expected) == found->second;
  if (!same) return ECLUSE_ABORTED;
  if (value == nullptr)
    storage.erase(string_of(key));
  else
    storage[string_of(key)] = string_of(*value);
  return ECLUSE_OK;
}

ecluse_status FakeHost::State::list_keys(const ecluse_host* host, ecluse_text prefix,
                                         ecluse_storage_reader reader, void* context) {
  for (const auto& [key, value] : of(host->host_data).storage) {
    if (key.rfind(string_of(prefix), 0) != 0) continue;
    const auto status = reader(context, text_in(key), text_in(value));
    if (status != ECLUSE_OK) return status;
  }
  return ECLUSE_OK;
}

const void* FakeHost::State::service(const ecluse_host*, ecluse_text id) {
  static constexpr ecluse_log log{sizeof(ecluse_log), ECLUSE_LOG_DEBUG, write_log};
  static constexpr ecluse_clock clock{sizeof(ecluse_clock), 0, wall, monotonic};
  static constexpr ecluse_files files{sizeof(ecluse_files), 0, list, stat, read, publish};
  static constexpr ecluse_storage storage{sizeof(ecluse_storage), 0, get, put, list_keys};
  const std::string_view name(id.data, id.size);
  if (name == ECLUSE_SERVICE_LOG) return &log;
  if (name == ECLUSE_SERVICE_CLOCK) return &clock;
  if (name == ECLUSE_SERVICE_FILES) return &files;
  if (name == ECLUSE_SERVICE_STORAGE) return &storage;
  if (name == ECLUSE_SERVICE_SQL) return fake_sql();
  return nullptr;
}

ecluse_status FakeHost::State::emit(const ecluse_call* call, ecluse_text json) {
  of(call->host_data).answer.items.push_back(string_of(json));
  return cancelled(call) != 0 ? ECLUSE_CANCELLED : ECLUSE_OK;
}
ecluse_status FakeHost::State::fail(const ecluse_call* call, const ecluse_error* error) {
  keep_error(of(call->host_data).answer, *error);
  return ECLUSE_OK;
}
int32_t FakeHost::State::cancelled(const ecluse_call* call) {
  auto& left = of(call->host_data).questions_left;
  if (left > 0) --left;
  return left == 0 ? 1 : 0;
}
ecluse_status FakeHost::State::wait(const ecluse_call* call, int64_t nanoseconds) {
  of(call->host_data).monotonic_ns += nanoseconds;
  of(call->host_data).wall_ns += nanoseconds;
  return cancelled(call) != 0 ? ECLUSE_CANCELLED : ECLUSE_OK;
}

Answer FakeHost::State::run(ecluse_function function, const Request& request) {
  answer = {};
  if (function == nullptr) {
    answer.status = ECLUSE_UNIMPLEMENTED;
    return answer;
  }
  ecluse_call call{};
  call.size = sizeof call;
  call.flags = request.dry_run ? ECLUSE_CALL_DRY_RUN : 0;
  call.host_data = this;
  call.action = text_in(request.action);
  call.input = text_in(request.input);
  call.request_id = text_in("test-request");
  call.idempotency_key = text_in(request.idempotency_key);
  call.consumer = text_in(request.consumer);
  call.case_reference = text_in(request.case_reference);
  call.language = text_in(request.language);
  call.deadline_ns = monotonic_ns + 20'000'000'000;
  call.emit = emit;
  call.fail = fail;
  call.cancelled = cancelled;
  call.wait = wait;
  answer.status = function(instance, &call);
  return answer;
}

FakeHost::FakeHost() : state_(std::make_unique<State>()) {
  state_->host.size = sizeof(ecluse_host);
  state_->host.abi_minor = ECLUSE_ABI_MINOR;
  state_->host.host_data = state_.get();
  state_->host.service = &State::service;
}
FakeHost::~FakeHost() { close(); }

bool FakeHost::open(const ecluse_plugin* plugin, const std::string& connector,
                    const std::string& settings, const std::string& state_folder,
                    const std::string& source) {
  close();
  state_->plugin = plugin;
  state_->answer = {};
  ecluse_open open{};
  open.size = sizeof open;
  open.role = ECLUSE_ROLE_SERVING;
  open.host_data = state_.get();
  open.connector = text_in(connector);
  open.system = text_in("test-system");
  open.source = text_in(source);
  open.settings = text_in(settings);
  open.state_folder = text_in(state_folder);
  open.fail = [](const ecluse_open* of, const ecluse_error* error) -> ecluse_status {
    keep_error(State::of(of->host_data).answer, *error);
    return ECLUSE_OK;
  };
  state_->answer.status = plugin->open(&state_->host, &open, &state_->instance);
  return state_->answer.status == ECLUSE_OK;
}

void FakeHost::close() {
  if (state_->instance != nullptr) state_->plugin->close(state_->instance);
  state_->instance = nullptr;
}

const Answer& FakeHost::failure() const { return state_->answer; }

Answer FakeHost::invoke(const Request& request) {
  return state_->run(state_->plugin->invoke, request);
}

Answer FakeHost::extension(const char* id, std::size_t member, const Request& request) {
  struct Table {  // what every extension's table begins with
    std::uint32_t size;
    ecluse_function functions[2];
  };
  const auto* table = static_cast<const Table*>(state_->plugin->extension(text_in(id)));
  const bool there =
      table != nullptr &&
      offsetof(Table, functions) + (member + 1) * sizeof(ecluse_function) <= table->size;
  return state_->run(there ? table->functions[member] : nullptr, request);
}

void FakeHost::cancel_after(std::int64_t questions) { state_->questions_left = questions; }
void FakeHost::advance_seconds(std::int64_t seconds) {
  state_->wall_ns += seconds * 1'000'000'000;
  state_->monotonic_ns += seconds * 1'000'000'000;
}
void FakeHost::break_files(ecluse_status status) { state_->files_status = status; }
const std::vector<std::string>& FakeHost::log_lines() const { return state_->log; }
std::map<std::string, std::string>& FakeHost::storage() { return state_->storage; }

const ecluse_plugin* load_plugin(const std::string& path) {
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* symbol = library == nullptr ? nullptr : ::dlsym(library, "ecluse_plugin_v1");
  if (symbol == nullptr) {
    const char* why = ::dlerror();
    std::fprintf(stderr, "%s: %s\n", path.c_str(), why == nullptr ? "not a plugin" : why);
    return nullptr;
  }
  return reinterpret_cast<ecluse_plugin_v1_function>(symbol)();
}

}  // namespace ecluse::testing
