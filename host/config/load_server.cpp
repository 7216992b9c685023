// SPDX-License-Identifier: EUPL-1.2
// [server]: where it listens, who it is, and whom it believes.
#include <arpa/inet.h>

#include <charconv>

#include "base/identifier.hpp"
#include "config/network.hpp"
#include "config/reading.hpp"

namespace ecluse::config {
namespace {

void read_tls(Reading& reading, const toml::table& table) {
  Tls& tls = reading.config.server.tls;
  tls.given = true;
  tls.places[""] = place_of(table);
  reading.section(table, "server.tls", [&](const std::string& name, const toml::node& node) {
    tls.places[name] = place_of(node);
    const std::string text = node.value_or(std::string());
    if (name == "certificate") tls.certificate = reading.absolute(text);
    if (name == "key") tls.key = reading.absolute(text);
    if (name == "client_ca") tls.client_ca = reading.absolute(text);
    if (name == "client_certificates") {
      tls.client_certificates = text;
      reading.one_of("server.tls", name, text, node);
    }
  });
  for (const auto& [name, path] : {std::pair("certificate", &tls.certificate), {"key", &tls.key}})
    if (path->empty() && (!table.contains(name) || table.get(name)->is_string()))
      reading.find("tls-incomplete", place_of(table), {{"name", name}});
  if (tls.client_certificates == "required" && tls.client_ca.empty())
    reading.find("tls-without-client-ca", tls.places["client_certificates"], {});
}

void read_proxies(Reading& reading, const toml::array& list) {
  for (const auto& item : list) {
    const std::string text = item.value_or(std::string());
    if (is_network(text))
      reading.config.server.trusted_proxies.push_back(text);
    else
      reading.find("proxy-wrong", place_of(item), {{"value", text}});
  }
}

/// 127.0.0.1:8080, localhost:8080 or [::1]:8080. A name that a resolver would have to find is
/// none.
void read_listen(Reading& reading, const std::string& text, const toml::node& node) {
  const auto colon = text.rfind(':');
  std::string host = text.substr(0, colon);
  int port = 0;
  const char* end = text.data() + text.size();
  const char* digits = colon == std::string::npos ? end : text.data() + colon + 1;
  const auto [at, error] = std::from_chars(digits, end, port);
  unsigned char address[16];
  bool right = error == std::errc() && at == end && port >= 1 && port <= 65535;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
    right = right && ::inet_pton(AF_INET6, host.c_str(), address) == 1;
  } else {
    right = right && (host == "localhost" || ::inet_pton(AF_INET, host.c_str(), address) == 1);
  }
  if (!right) return reading.find("listen-wrong", place_of(node), {{"value", text}});
  reading.config.server.host = host;
  reading.config.server.port = port;
}

}  // namespace

void read_server(Reading& reading, const toml::table& table) {
  Server& server = reading.config.server;
  reading.section(table, "server", [&](const std::string& name, const toml::node& node) {
    server.places[name] = place_of(node);
    if (name == "tls") return read_tls(reading, *node.as_table());
    if (name == "threads")
      return reading.read_number("server", "threads", node, reading.config.server.threads);
    if (name == "trusted_proxies") return read_proxies(reading, *node.as_array());
    const std::string text = node.value_or(std::string());
    if (name == "state_folder") server.state_folder = reading.absolute(text);
    if (name == "control_socket") server.control_socket = reading.absolute(text);
    if (name == "secrets_folder") server.secrets_folder = reading.absolute(text);
    if (name == "listen") read_listen(reading, text, node);
    if (name == "language" || name == "log_level") reading.one_of("server", name, text, node);
    if (name == "language")
      server.language = text == "en" ? base::Language::english : base::Language::french;
    if (name == "log_level") server.log_level = text;
    if (name == "public_url") {
      server.public_url = text;
      if (!is_base_url(text) || text.back() == '/')
        reading.find("public-url-wrong", place_of(node), {{"value", text}});
    }
    if (name == "deployment") {
      server.deployment = text;
      if (!base::is_kebab_case(text)) reading.find("name-wrong", place_of(node), {{"name", text}});
    }
    if (name == "user") {
      server.user = text;
      if (text == "root" || text.empty())
        reading.find("runs-as-root", place_of(node), {{"user", text}});
    }
  });
}

}  // namespace ecluse::config
