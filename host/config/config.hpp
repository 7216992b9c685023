// SPDX-License-Identifier: EUPL-1.2
// ecluse.toml as structs: what the IT of the municipality says. Immutable once loaded.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/language.hpp"
#include "config/maintenance.hpp"
#include "json/value.hpp"

namespace ecluse::config {

/// Where a value stands in the file; both from 1.
struct Place {
  int line = 1;
  int column = 1;
};

/// [server.tls]
struct Tls {
  bool given = false;                            ///< without it the host speaks in clear
  std::string certificate, key, client_ca;       ///< absolute paths of PEM files
  std::string client_certificates = "optional";  ///< "required": nobody without one
  std::map<std::string, Place> places;           ///< key to its value; "": the section
};

struct Server {
  std::string host = "127.0.0.1";
  int port = 8080;
  std::string public_url;        ///< without a slash at its end; every link begins with it
  bool public_url_given = true;  ///< false: made from the address
  base::Language language = base::Language::french;
  std::string deployment = "ecluse";
  std::string user;  ///< who serves when root starts the host
  std::string state_folder, control_socket, secrets_folder;  ///< absolute
  std::string log_level = "info";
  int threads = 16;                          ///< calls at a time of one system, at most
  std::vector<std::string> trusted_proxies;  ///< addresses and networks, as written
  Tls tls;
  std::map<std::string, Place> places;  ///< key to its value, for those that the file gives
};

/// What a plugin or a connector file must be; an empty member asks nothing.
struct Pin {
  std::string sha256;     ///< of the file, hexadecimal
  std::string publisher;  ///< as its manifest says
  Place place, sha256_place, publisher_place;
};

struct Plugins {
  std::vector<std::string> folders;  ///< absolute
  std::vector<Place> folder_places;
  std::map<std::string, Pin> pins;  ///< by name: the file's, without its extension
};

struct System {
  std::string id;
  std::string connector;
  bool connector_given = false;       ///< there is such a key, of whatever type
  std::string isolation = "process";  ///< "none": in the host itself
  Place isolation_place;
  std::vector<MaintenanceWindow> maintenance;
  int memory_mb = 512;                          ///< of its worker
  std::shared_ptr<const json::Value> settings;  ///< as written: secrets are still references
  Place place, connector_place;
  std::map<std::string, Place> places;      ///< JSON pointer into the settings, to the value
  std::map<std::string, Place> key_places;  ///< likewise, to the name before it
};

struct Consumer {
  std::string id;
  std::string purpose;
  std::optional<base::Language> language;
  std::vector<std::string> scopes;
  std::vector<Place> scope_places;
  std::vector<std::string> allow_callbacks;
  Place place;
};

struct Config {
  std::string file;    ///< path of ecluse.toml
  std::string folder;  ///< absolute; relative paths begin here
  Server server;
  Plugins plugins;
  std::map<std::string, System, std::less<>> systems;
  std::map<std::string, Consumer> consumers;
};

}  // namespace ecluse::config
