// SPDX-License-Identifier: EUPL-1.2
#include "settings.hpp"

#include <ecluse/sql_errors.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace ecluse::rooms {
namespace {

Failure wrong(std::string_view setting) {
  return fail(sql_error::settings).with("setting", setting).at("/" + std::string(setting));
}

bool is_prefix(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_';
  });
}

Engine engine_of(EngineSetting engine) {
  switch (engine) {
    case EngineSetting::sqlite:
      return Engine::sqlite;
    case EngineSetting::postgresql:
      return Engine::postgresql;
    case EngineSetting::odbc:
      return Engine::odbc;
    case EngineSetting::mariadb:
    case EngineSetting::mysql:
      break;
  }
  return Engine::mysql;
}

std::vector<PackedDay> packed_days(const std::optional<std::vector<Date>>& dates) {
  std::vector<PackedDay> days;
  if (dates)
    for (const auto& date : *dates) days.push_back(date.packed());
  std::sort(days.begin(), days.end());
  return days;
}

template <typename Settings>
Result<DeskSettings> common(const Settings& settings, Product product) {
  if (!is_prefix(settings.prefix)) return wrong("prefix");
  DeskSettings made;
  made.product = product;
  made.tables = {engine_of(settings.database.engine), settings.prefix};
  made.claims = {product, settings.version.value_or(""), {}};
  if (settings.version && version_numbers(*settings.version).size() < 2) return wrong("version");
  made.booked_as = settings.booked_as;
  made.time_zone = settings.time_zone;
  if (!Zone::find(made.time_zone)) return wrong("time_zone");
  made.closed_days = packed_days(settings.closed_days);
  made.series_at_most = settings.series_at_most;
  return made;
}

}  // namespace

Result<std::string> database_settings(const Database& database) {
  nlohmann::json made;
  const auto set = [&made](const char* name, const std::optional<std::string>& value) {
    if (value) made[name] = *value;
  };
  switch (engine_of(database.engine)) {
    case Engine::sqlite:
      if (!database.folder || !database.file) return wrong("database");
      if (database.file->find('/') != std::string::npos) return wrong("database/file");
      made["engine"] = "sqlite";
      made["file"] = *database.folder + "/" + *database.file;
      return made.dump();
    case Engine::mysql:
      made["engine"] = "mysql";
      break;
    case Engine::postgresql:
      made["engine"] = "postgresql";
      set("schema", database.schema);
      break;
    case Engine::odbc:
      made["engine"] = "odbc";
      set("connection", database.connection);
      break;
  }
  set("host", database.host);
  set("socket", database.socket);
  set("database", database.name);
  set("user", database.user);
  if (database.port) made["port"] = *database.port;
  if (database.password) made["password"] = database.password->reveal();
  constexpr const char* tls[] = {"off", "prefer", "require", "verify"};
  if (database.tls) made["tls"] = tls[static_cast<std::size_t>(*database.tls)];
  return made.dump();
}

Result<DeskSettings> desk_settings(const MrbsSettings& settings) {
  auto made = common(settings, Product::mrbs);
  if (!made) return made;
  made->claims.product_user = settings.product_user.value_or("");
  made->uid_domain = settings.uid_domain;
  made->without_lock = settings.without_lock;
  made->past_allowed = settings.past_allowed;
  made->week_starts_on = settings.week_starts_on;
  made->settle_seconds = settings.settle_seconds;
  if (settings.types)
    for (const auto& type : *settings.types) made->types.push_back({type.code, type.name});
  if (made->types.empty()) made->types = {{"E", "Occasionnel"}, {"I", "Régulier"}};
  return made;
}

Result<DeskSettings> desk_settings(const GrrSettings& settings) {
  if (engine_of(settings.database.engine) == Engine::postgresql) return wrong("database/engine");
  return common(settings, Product::grr);
}

}  // namespace ecluse::rooms
