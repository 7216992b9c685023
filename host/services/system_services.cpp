// SPDX-License-Identifier: EUPL-1.2
#include "services/system_services.hpp"

#include <ecluse/service/clock.h>
#include <ecluse/service/files.h>
#include <ecluse/service/log.h>
#include <ecluse/service/sql.h>
#include <ecluse/service/storage.h>

#include <algorithm>
#include <array>

#include "base/across_abi.hpp"
#include "services/call_scope.hpp"
#include "sql/service.hpp"

namespace ecluse::services {
namespace {

using base::borrowed;
using base::guarded;
using base::view;

constexpr std::array<std::string_view, 5> offered{ECLUSE_SERVICE_CLOCK, ECLUSE_SERVICE_FILES,
                                                  ECLUSE_SERVICE_LOG, ECLUSE_SERVICE_SQL,
                                                  ECLUSE_SERVICE_STORAGE};

ecluse_status number(base::Status status) { return static_cast<ecluse_status>(status); }

}  // namespace

struct SystemServices::State {
  State(std::string name, std::vector<std::string> roots, Surroundings surroundings)
      : system(std::move(name)),
        connector(surroundings.connector),
        access(roots),
        around(surroundings),
        sql({surroundings.texts, std::move(roots)}, surroundings.sql_sessions,
            {surroundings.clock, sql::connect}) {}

  std::string system;
  std::string connector;
  FileAccess access;
  Surroundings around;
  sql::Service sql;
  ecluse_sql sql_table = sql::Service::table();
  ecluse_log log_table{};
  ecluse_host raw{};

  static State& of(const ecluse_host* from) { return *static_cast<State*>(from->host_data); }
  const void* service(std::string_view id) const;

  static void write_log(const ecluse_host* host, int32_t level, ecluse_text message,
                        ecluse_text fields) {
    (void)guarded([&] { return write_line(of(host), level, message, fields); });
  }
  static ecluse_status write_line(State& self, int32_t level, ecluse_text message,
                                  ecluse_text fields) {
    const auto known = static_cast<LogLevel>(
        std::clamp<int32_t>(level, ECLUSE_LOG_DEBUG, ECLUSE_LOG_HOST_MISBEHAVING));
    LogFields facts{{"system", self.system}};
    if (!self.connector.empty()) facts.emplace_back("connector", self.connector);
    if (const auto request = CallScope::current(); !request.empty())
      facts.emplace_back("request_id", request);
    self.around.log->write(known, view(message), facts, view(fields));
    return ECLUSE_OK;
  }
  static ecluse_status get_value(State& self, ecluse_text key, ecluse_storage_reader reader,
                                 void* context);
  static ecluse_status put_value(State& self, ecluse_text key, const ecluse_text* expected,
                                 const ecluse_text* value);
  static ecluse_status list_values(State& self, ecluse_text prefix, ecluse_storage_reader reader,
                                   void* context);
  static int64_t wall(const ecluse_host* host) {
    return of(host).around.clock->wall().time_since_epoch().count();
  }
  static int64_t monotonic(const ecluse_host* host) {
    return of(host).around.clock->monotonic().count();
  }
};

namespace {

FileAccess::Visit visitor(ecluse_file_visitor visit, void* context) {
  return [visit, context](const FileEntry& entry) {
    const ecluse_file_info info{sizeof(ecluse_file_info), entry.kind,     entry.bytes,
                                entry.modified_ns,        entry.identity, borrowed(entry.path)};
    return base::status_from(visit(context, &info));
  };
}

ecluse_status storage_status(const base::Error& error) { return number(error.status); }

}  // namespace

ecluse_status SystemServices::State::get_value(State& self, ecluse_text key,
                                               ecluse_storage_reader reader, void* context) {
  if (self.around.storage == nullptr) return ECLUSE_UNAVAILABLE;
  const auto value = self.around.storage->get(view(key));
  if (!value) return storage_status(value.error());
  if (!*value) return ECLUSE_NOT_FOUND;
  return reader(context, key, borrowed(**value));
}

ecluse_status SystemServices::State::put_value(State& self, ecluse_text key,
                                               const ecluse_text* expected,
                                               const ecluse_text* value) {
  if (key.size == 0 || key.size > longest_storage_key ||
      (value != nullptr && value->size > longest_storage_value))
    return ECLUSE_INVALID_ARGUMENT;
  if (self.around.storage == nullptr) return ECLUSE_UNAVAILABLE;
  const auto text_of = [](const ecluse_text* text) {
    return text == nullptr ? std::nullopt : std::optional<std::string>(view(*text));
  };
  const auto kept = self.around.storage->put(view(key), text_of(expected), text_of(value));
  return kept ? ecluse_status{ECLUSE_OK} : storage_status(kept.error());
}

ecluse_status SystemServices::State::list_values(State& self, ecluse_text prefix,
                                                 ecluse_storage_reader reader, void* context) {
  if (self.around.storage == nullptr) return ECLUSE_UNAVAILABLE;
  const auto rows = self.around.storage->list(view(prefix));
  if (!rows) return storage_status(rows.error());
  for (const auto& [key, value] : *rows)
    if (const auto status = reader(context, borrowed(key), borrowed(value)); status != ECLUSE_OK)
      return status;
  return ECLUSE_OK;
}

/// The tables for C; each function finds its system in host_data.
const void* SystemServices::State::service(std::string_view id) const {
  static constexpr ecluse_clock clock{sizeof(ecluse_clock), 0, wall, monotonic};
  static constexpr ecluse_files files{
      sizeof(ecluse_files),
      0,
      [](const ecluse_host* host, ecluse_text root, ecluse_text path, ecluse_file_visitor visit,
         void* context) {
        return guarded([&] {
          return number(of(host).access.list(view(root), view(path), visitor(visit, context)));
        });
      },
      [](const ecluse_host* host, ecluse_text root, ecluse_text path, ecluse_file_visitor visit,
         void* context) {
        return guarded([&] {
          return number(of(host).access.stat(view(root), view(path), visitor(visit, context)));
        });
      },
      [](const ecluse_host* host, ecluse_text root, ecluse_text path, uint64_t offset, char* buffer,
         size_t capacity, size_t* read) {
        return guarded([&] {
          return number(
              of(host).access.read(view(root), view(path), offset, buffer, capacity, *read));
        });
      },
      [](const ecluse_host* host, ecluse_text root, ecluse_text path, ecluse_text bytes) {
        return guarded(
            [&] { return number(of(host).access.publish(view(root), view(path), view(bytes))); });
      }};
  static constexpr ecluse_storage storage{
      sizeof(ecluse_storage), 0,
      [](const ecluse_host* host, ecluse_text key, ecluse_storage_reader reader, void* context) {
        return guarded([&] { return get_value(of(host), key, reader, context); });
      },
      [](const ecluse_host* host, ecluse_text key, const ecluse_text* expected,
         const ecluse_text* value) {
        return guarded([&] { return put_value(of(host), key, expected, value); });
      },
      [](const ecluse_host* host, ecluse_text prefix, ecluse_storage_reader reader, void* context) {
        return guarded([&] { return list_values(of(host), prefix, reader, context); });
      }};
  if (id == ECLUSE_SERVICE_LOG) return &log_table;
  if (id == ECLUSE_SERVICE_CLOCK) return &clock;
  if (id == ECLUSE_SERVICE_FILES) return &files;
  if (id == ECLUSE_SERVICE_STORAGE) return &storage;
  if (id == ECLUSE_SERVICE_SQL) return &sql_table;
  return nullptr;
}

SystemServices::SystemServices(std::string system, std::vector<std::string> roots,
                               Surroundings around)
    : state_(std::make_unique<State>(std::move(system), std::move(roots), around)) {
  state_->log_table = {sizeof(ecluse_log), static_cast<int32_t>(around.log->lowest()),
                       State::write_log};
  state_->sql_table.open = [](const ecluse_host* host, ecluse_text settings,
                              const ecluse_sql_listener* listener, ecluse_sql_database** out) {
    return State::of(host).sql.open(settings, listener, out);
  };
  state_->raw = {
      sizeof(ecluse_host), ECLUSE_ABI_MINOR, state_.get(),
      [](const ecluse_host* host, ecluse_text id) { return State::of(host).service(view(id)); }};
}
SystemServices::~SystemServices() = default;
const ecluse_host* SystemServices::host() const { return &state_->raw; }

std::span<const std::string_view> offered_services() { return offered; }

}  // namespace ecluse::services
