// SPDX-License-Identifier: EUPL-1.2
// The servers of the fixture `databases` (servers.py), for tests in C++: how to reach them.
#pragma once

#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace ecluse::testing {

/// servers.json of the fixture, or of a folder that the test started its own servers in; empty when
/// there is none: then the fixture does not run.
inline nlohmann::json databases(const std::string& folder = ECLUSE_BUILD_FOLDER "/databases") {
  std::ifstream file(folder + "/servers.json");
  if (!file) return nlohmann::json::object();
  return nlohmann::json::parse(file);
}

/// The settings that ecluse.sql/1 wants for one of them ("mariadb", "postgresql"), over TCP.
inline nlohmann::json database_settings(const nlohmann::json& servers, const std::string& name) {
  nlohmann::json settings;
  for (const char* member : {"engine", "host", "port", "database", "user", "password"})
    settings[member] = servers.at(name).at(member);
  settings["tls"] = "off";
  return settings;
}

}  // namespace ecluse::testing
