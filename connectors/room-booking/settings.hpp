// SPDX-License-Identifier: EUPL-1.2
// Settings of the two connectors.
#pragma once

#include <ecluse/connector.hpp>

#include "fingerprint.hpp"
#include "model.hpp"

namespace ecluse::rooms {

enum class EngineSetting : std::uint8_t { mariadb, mysql, postgresql, sqlite, odbc };
enum class TlsSetting : std::uint8_t { off, prefer, require, verify };
enum class WithoutLock : std::uint8_t { refuse, optimistic };

/// How to reach the base. The names `port` and `socket` open the sandbox for them (sdk/abi/SQL.md).
struct Database {
  EngineSetting engine = EngineSetting::mariadb;
  std::optional<std::string> host, name, user, schema, folder, file, connection, socket;
  std::optional<int> port;
  std::optional<Secret> password;
  std::optional<TlsSetting> tls;  ///< else the service's own default for the engine
};

struct TypeSetting {
  std::string code, name;
};

struct MrbsSettings {
  Database database;
  std::string prefix = "mrbs_";
  std::optional<std::string> version;
  std::string booked_as;
  WithoutLock without_lock = WithoutLock::refuse;
  std::optional<std::string> product_user;
  std::string uid_domain = "ecluse.invalid";
  std::optional<std::vector<TypeSetting>> types;
  std::optional<std::vector<Date>> closed_days;
  bool past_allowed = false;
  int week_starts_on = 0;
  int series_at_most = 366;
  int settle_seconds = 3;
  std::string time_zone = "Europe/Paris";
};

struct GrrSettings {
  Database database;
  std::string prefix = "grr_";
  std::optional<std::string> version;
  std::string booked_as;
  std::optional<std::vector<Date>> closed_days;
  int series_at_most = 365;
  std::string time_zone = "Europe/Paris";
};

/// What both come to.
struct DeskSettings {
  Product product = Product::mrbs;
  Tables tables;
  Claims claims;
  std::string booked_as, uid_domain, time_zone;
  std::vector<BookingType> types;
  std::vector<PackedDay> closed_days;
  WithoutLock without_lock = WithoutLock::refuse;
  bool past_allowed = false;
  int week_starts_on = 0;
  int series_at_most = 366;
  int settle_seconds = 3;
};

/// The object of sdk/abi/SQL.md, and what stays when the password is handed on. [control]
Result<std::string> database_settings(const Database& database);
Result<DeskSettings> desk_settings(const MrbsSettings& settings);
Result<DeskSettings> desk_settings(const GrrSettings& settings);

}  // namespace ecluse::rooms
