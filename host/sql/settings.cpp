// SPDX-License-Identifier: EUPL-1.2
#include "sql/settings.hpp"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "json/parse.hpp"
#include "sql/faults.hpp"

namespace ecluse::sql {
namespace {

base::Error wrong(std::string_view setting) {
  return fault(base::Status::invalid_argument, "database-settings").with("setting", setting);
}

/// Reads members one by one; the first one that is wrong is kept.
class Reader {
 public:
  explicit Reader(const json::Value& value) : value_(value) {}

  std::string text(const char* name) {
    const auto found = value_.find(name);
    if (found == value_.end() || found->is_null()) return {};
    if (!found->is_string()) return fail(name);
    auto text = found->get<std::string>();
    return text.find('\0') == std::string::npos ? text : fail(name);
  }
  std::uint16_t number(const char* name, std::uint16_t otherwise, int least, int most) {
    const auto found = value_.find(name);
    if (found == value_.end() || found->is_null()) return otherwise;
    if (found->is_number_integer() && *found >= least && *found <= most)
      return found->get<std::uint16_t>();
    fail(name);
    return otherwise;
  }
  /// Refuses what nobody reads: a misspelt "tls" would go unnoticed.
  void only(std::initializer_list<std::string_view> known) {
    for (const auto& [name, value] : value_.items())
      if (std::find(known.begin(), known.end(), name) == known.end()) fail(name);
  }
  std::string fail(std::string_view name) {
    if (wrong_.empty()) wrong_ = name;
    return {};
  }
  const std::string& wrong() const { return wrong_; }

 private:
  const json::Value& value_;
  std::string wrong_;
};

bool named(const Endpoints& endpoints, const std::string& text) {
  return std::find(endpoints.texts.begin(), endpoints.texts.end(), text) != endpoints.texts.end();
}

bool beneath_root(const Endpoints& endpoints, const std::string& file) {
  const std::filesystem::path path(file);
  if (!path.is_absolute() || path.lexically_normal() != path) return false;
  return std::any_of(endpoints.roots.begin(), endpoints.roots.end(), [&](const std::string& root) {
    return file == root || (file.size() > root.size() + 1 && file.starts_with(root + "/"));
  });
}

Engine engine_of(Reader& reader) {
  const std::string name = reader.text("engine");
  if (name == "sqlite") return Engine::sqlite;
  if (name == "postgresql") return Engine::postgresql;
  if (name == "odbc") return Engine::odbc;
  if (name != "mysql") reader.fail("engine");
  return Engine::mysql;
}

Tls tls_of(Reader& reader, Engine engine) {
  const std::string name = reader.text("tls");
  const bool postgresql = engine == Engine::postgresql;
  if (name.empty()) return postgresql ? Tls::prefer : Tls::off;
  if (name == "require") return Tls::require;
  if (name == "verify") return Tls::verify;
  if (name == "prefer" && postgresql) return Tls::prefer;
  if (name != "off") reader.fail("tls");
  return Tls::off;
}

/// `Server=…` of an ODBC connection: the settings must name it; a driver by its path alone.
void check_connection(Reader& reader, const std::string& connection, const Endpoints& endpoints) {
  bool driver = false;
  for (std::size_t at = 0; at < connection.size();) {
    const std::size_t end = std::min(connection.find(';', at), connection.size());
    const std::string part = connection.substr(at, end - at);
    const std::size_t equals = part.find('=');
    at = end + 1;
    if (equals == std::string::npos) continue;
    std::string name = part.substr(0, equals);
    const std::string value = part.substr(equals + 1);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    if (name == "driver") driver = value.starts_with("/usr/lib/");
    const bool place =
        name == "server" || name == "servername" || name == "host" || name == "socket";
    if (place && !named(endpoints, value)) reader.fail("connection");
    if (name == "database" && value.starts_with("/") && !beneath_root(endpoints, value))
      reader.fail("connection");
    if (name == "uid" || name == "pwd" || name == "dsn" || name == "filedsn")
      reader.fail("connection");
  }
  if (!driver) reader.fail("connection");
}

void check_places(Reader& reader, const Settings& settings, const Endpoints& endpoints) {
  if (!settings.tls_ca.empty() && !beneath_root(endpoints, settings.tls_ca)) reader.fail("tls_ca");
  if (settings.engine == Engine::sqlite) {
    if (!beneath_root(endpoints, settings.file)) reader.fail("file");
    return;
  }
  if (settings.engine == Engine::odbc)
    return check_connection(reader, settings.connection, endpoints);
  const std::string& place = settings.socket.empty() ? settings.host : settings.socket;
  if (place.empty() || !named(endpoints, place))
    reader.fail(settings.socket.empty() ? "host" : "socket");
  // libpq reads several hosts from one text, and a host that begins with '/' is a socket's folder.
  if (settings.host.find_first_of(",/@ ") != std::string::npos) reader.fail("host");
  if (!settings.socket.empty() && !settings.socket.starts_with("/")) reader.fail("socket");
  if (settings.database.empty()) reader.fail("database");
  if (settings.user.empty()) reader.fail("user");
}

}  // namespace

std::string Settings::server() const {
  if (engine == Engine::sqlite) return std::filesystem::path(file).filename().string();
  if (engine == Engine::odbc) return "ODBC";
  return socket.empty() ? host + ":" + std::to_string(port) : socket;
}

base::Result<Settings> read_settings(std::string_view text, const Endpoints& endpoints) {
  const auto value = json::parse(text);
  if (!value || !value->is_object()) return base::fail(wrong("engine"));
  Reader reader(*value);
  reader.only({"engine", "file", "host", "port", "socket", "database", "user", "password",
               "charset", "schema", "tls", "tls_ca", "connection", "connect_seconds"});
  Settings settings;
  settings.engine = engine_of(reader);
  settings.tls = tls_of(reader, settings.engine);
  settings.port =
      reader.number("port", settings.engine == Engine::postgresql ? 5432 : 3306, 1, 65535);
  settings.connect_seconds = reader.number("connect_seconds", 5, 1, 60);
  for (const auto& [name, into] : {std::pair("file", &settings.file),
                                   {"host", &settings.host},
                                   {"socket", &settings.socket},
                                   {"database", &settings.database},
                                   {"user", &settings.user},
                                   {"password", &settings.password},
                                   {"charset", &settings.charset},
                                   {"schema", &settings.schema},
                                   {"tls_ca", &settings.tls_ca},
                                   {"connection", &settings.connection}})
    *into = reader.text(name);
  if (settings.charset.empty()) settings.charset = "utf8mb4";
  if (settings.charset != "utf8mb4" && settings.charset != "utf8mb3") reader.fail("charset");
  if (settings.schema.find_first_of(" \\'\"") != std::string::npos) reader.fail("schema");
  check_places(reader, settings, endpoints);
  if (!reader.wrong().empty()) return base::fail(wrong(reader.wrong()));
  return settings;
}

void wipe(Settings& settings) {
  volatile char* letters = settings.password.data();
  for (std::size_t index = 0; index < settings.password.size(); ++index) letters[index] = 0;
  settings.password.clear();
}

}  // namespace ecluse::sql
