// SPDX-License-Identifier: EUPL-1.2
// How a database is reached: what a connector gives to `open` (sdk/abi/SQL.md), held against what
// the operator's settings name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace ecluse::sql {

enum class Engine : std::uint8_t { sqlite, mysql, postgresql, odbc };
enum class Tls : std::uint8_t { off, prefer, require, verify };

/// What the settings of the system name: nothing else may be reached.
struct Endpoints {
  std::vector<std::string> texts;  ///< every text of the settings that is no secret
  std::vector<std::string> roots;  ///< values of folder and file settings
};

struct Settings {
  Engine engine = Engine::sqlite;
  Tls tls = Tls::off;
  std::uint16_t port = 0;
  std::uint16_t connect_seconds = 5;
  std::string file, host, socket, database, user, password, charset, schema, tls_ca, connection;

  /// For sentences: "db.mairie.local:3306", a socket's path, a file's name.
  std::string server() const;
  bool operator==(const Settings&) const = default;
};

/// "database-settings" {setting}. [any]
base::Result<Settings> read_settings(std::string_view json, const Endpoints& endpoints);

/// Overwrites the password. [any]
void wipe(Settings& settings);

}  // namespace ecluse::sql
