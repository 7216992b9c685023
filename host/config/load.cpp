// SPDX-License-Identifier: EUPL-1.2
#include "config/load.hpp"

#include <arpa/inet.h>

#include <toml++/toml.h>
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/identifier.hpp"
#include "config/keys.hpp"
#include "config/network.hpp"
#include "config/settings.hpp"
#include "config/syntax.hpp"
#include "config/toml_value.hpp"
#include "ecluse/kit/formats.hpp"

namespace ecluse::config {
namespace {

constexpr base::Sentence expected_types[] = {{"un texte", "a text"},
                                             {"un nombre entier", "an integer"},
                                             {"une liste de textes", "a list of texts"},
                                             {"une table", "a table"}};

/// Room for a path in a Unix address, with its end.
constexpr std::size_t longest_socket_path = 107;
/// The consumer under which the command line calls.
constexpr std::string_view command_line = "operator";

bool is_base_url(const std::string& text) {
  return kit::is_valid(kit::Format::url, text) &&
         text.find_first_of("?#@'\"\\") == std::string::npos;
}

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

class Parser {
 public:
  explicit Parser(Loaded& loaded) : loaded_(loaded), config_(loaded.config) {}

  void read(const toml::table& root) {
    for (const auto& [key, node] : root) {
      const std::string name(key.str());
      const auto* table = node.as_table();
      if (name != "server" && name != "plugins" && name != "systems" && name != "consumers")
        unknown_key("", key);
      else if (table == nullptr)
        wrong_type(name, KeyType::table, node);
      else if (name == "server")
        read_server(*table);
      else if (name == "plugins")
        read_plugins(*table);
      else if (name == "systems")
        read_systems(*table);
      else
        read_consumers(*table);
    }
    finish(root);
  }

 private:
  void find(std::string_view slug, Place place, base::Parameters parameters) {
    loaded_.findings.push_back(make_finding(slug, config_, place, std::move(parameters)));
  }
  void wrong_type(const std::string& name, KeyType type, const toml::node& node) {
    base::Parameters parameters{{"name", name}};
    add_words(parameters, "expected", expected_types[static_cast<std::size_t>(type)]);
    find("wrong-type", place_of(node.source()), std::move(parameters));
  }
  void unknown_key(std::string_view section, const toml::key& key) {
    const std::string name(key.str());
    const std::string nearest = nearest_key(section, name);
    if (nearest.empty())
      find("unknown-key-here", place_of(key.source()),
           {{"name", name}, {"known", known_keys(section)}});
    else
      find("unknown-key", place_of(key.source()), {{"name", name}, {"suggestion", nearest}});
  }
  static Place place_of(const toml::node& node) { return config::place_of(node.source()); }
  static Place place_of(const toml::source_region& region) { return config::place_of(region); }

  /// The sections of a table of sections, by name.
  template <typename Use>
  void each(const toml::table& table, Use use) {
    for (const auto& [key, node] : table) {
      const std::string name(key.str());
      if (node.is_table())
        use(name, *node.as_table(), place_of(key.source()));
      else
        wrong_type(name, KeyType::table, node);
    }
  }

  /// The members of a section that the table of keys knows, of the right type; the rest are
  /// findings.
  template <typename Use>
  void section(const toml::table& table, std::string_view section, Use use) {
    for (const auto& [key, node] : table) {
      const std::string name(key.str());
      const Key* known = find_key(section, name);
      if (known == nullptr) {
        unknown_key(section, key);
        continue;
      }
      const bool right =
          (known->type == KeyType::text && node.is_string()) ||
          (known->type == KeyType::integer && node.is_integer()) ||
          (known->type == KeyType::table && node.is_table()) ||
          (known->type == KeyType::texts && node.is_array() &&
           (node.as_array()->empty() || node.as_array()->is_homogeneous(toml::node_type::string)));
      if (right)
        use(name, node);
      else
        wrong_type(name, known->type, node);
    }
  }

  std::string absolute(const std::string& path) const {
    if (path.empty() || path.front() == '/') return path;
    return absolute_path(config_, path);
  }

  /// Whether the value is one of those that the table of keys allows.
  void one_of(std::string_view section, const std::string& name, const std::string& value,
              const toml::node& node) {
    const std::string_view allowed = find_key(section, name)->allowed;
    for (std::string_view rest = allowed; !rest.empty();) {
      const auto comma = rest.find(", ");
      if (rest.substr(0, comma) == value) return;
      rest.remove_prefix(comma == rest.npos ? rest.size() : comma + 2);
    }
    find("not-in-list", place_of(node),
         {{"name", name}, {"value", value}, {"allowed", std::string(allowed)}});
  }

  void read_server(const toml::table& table) {
    Server& server = config_.server;
    section(table, "server", [&](const std::string& name, const toml::node& node) {
      server.places[name] = place_of(node);
      if (name == "tls") return read_tls(*node.as_table());
      if (name == "threads") return read_number("server", "threads", node, config_.server.threads);
      if (name == "trusted_proxies") return read_proxies(*node.as_array());
      const std::string text = node.value_or(std::string());
      if (name == "state_folder") server.state_folder = absolute(text);
      if (name == "control_socket") server.control_socket = absolute(text);
      if (name == "secrets_folder") server.secrets_folder = absolute(text);
      if (name == "listen") read_listen(text, node);
      if (name == "language" || name == "log_level") one_of("server", name, text, node);
      if (name == "language")
        server.language = text == "en" ? base::Language::english : base::Language::french;
      if (name == "log_level") server.log_level = text;
      if (name == "public_url") {
        server.public_url = text;
        if (!is_base_url(text) || text.back() == '/')
          find("public-url-wrong", place_of(node), {{"value", text}});
      }
      if (name == "deployment") {
        server.deployment = text;
        if (!base::is_kebab_case(text)) find("name-wrong", place_of(node), {{"name", text}});
      }
      if (name == "user") {
        server.user = text;
        if (text == "root" || text.empty()) find("runs-as-root", place_of(node), {{"user", text}});
      }
    });
  }

  void read_tls(const toml::table& table) {
    Tls& tls = config_.server.tls;
    tls.given = true;
    tls.places[""] = place_of(table);
    section(table, "server.tls", [&](const std::string& name, const toml::node& node) {
      tls.places[name] = place_of(node);
      const std::string text = node.value_or(std::string());
      if (name == "certificate") tls.certificate = absolute(text);
      if (name == "key") tls.key = absolute(text);
      if (name == "client_ca") tls.client_ca = absolute(text);
      if (name == "client_certificates") {
        tls.client_certificates = text;
        one_of("server.tls", name, text, node);
      }
    });
    for (const auto& [name, path] : {std::pair("certificate", &tls.certificate), {"key", &tls.key}})
      if (path->empty() && (!table.contains(name) || table.get(name)->is_string()))
        find("tls-incomplete", place_of(table), {{"name", name}});
    if (tls.client_certificates == "required" && tls.client_ca.empty())
      find("tls-without-client-ca", tls.places["client_certificates"], {});
  }

  /// A number within the bounds of its key; outside of them it is a finding.
  void read_number(std::string_view section, const char* name, const toml::node& node, int& into) {
    const Key& key = *find_key(section, name);
    const auto number = node.value_or(std::int64_t{0});
    if (number < key.least || number > key.most)
      return find("out-of-range", place_of(node),
                  {{"name", name},
                   {"least", std::to_string(key.least)},
                   {"most", std::to_string(key.most)}});
    into = static_cast<int>(number);
  }

  void read_proxies(const toml::array& list) {
    for (const auto& item : list) {
      const std::string text = item.value_or(std::string());
      if (is_network(text))
        config_.server.trusted_proxies.push_back(text);
      else
        find("proxy-wrong", place_of(item), {{"value", text}});
    }
  }

  /// 127.0.0.1:8080, localhost:8080 or [::1]:8080. A name that a resolver would have to find is
  /// none.
  void read_listen(const std::string& text, const toml::node& node) {
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
    if (!right) return find("listen-wrong", place_of(node), {{"value", text}});
    config_.server.host = host;
    config_.server.port = port;
  }

  static std::vector<std::string> texts(const toml::node& node) {
    std::vector<std::string> all;
    for (const auto& item : *node.as_array()) all.push_back(item.value_or(std::string()));
    return all;
  }

  void read_plugins(const toml::table& table) {
    section(table, "plugins", [&](const std::string& name, const toml::node& node) {
      if (name == "pin") return read_pins(*node.as_table());
      for (const auto& folder : texts(node)) config_.plugins.folders.push_back(absolute(folder));
      for (const auto& item : *node.as_array())
        config_.plugins.folder_places.push_back(place_of(item));
    });
  }

  void read_pins(const toml::table& table) {
    each(table, [&](const std::string& name, const toml::table& of, Place place) {
      Pin& pin = config_.plugins.pins[name];
      pin.place = place;
      section(of, "plugins.pin", [&](const std::string& key, const toml::node& value) {
        const std::string text = value.value_or(std::string());
        (key == "sha256" ? pin.sha256 : pin.publisher) = text;
        (key == "sha256" ? pin.sha256_place : pin.publisher_place) = place_of(value);
        const bool digest =
            text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
        if (key == "sha256" && !digest) find("sha256-wrong", place_of(value), {{"name", name}});
      });
    });
  }

  void check_name(const std::string& name, Place place) {
    if (!base::is_kebab_case(name)) find("name-wrong", place, {{"name", name}});
  }

  void read_systems(const toml::table& table) {
    each(table, [&](const std::string& name, const toml::table& of, Place place) {
      check_name(name, place);
      System& system = config_.systems[name];
      system.id = name;
      system.place = system.connector_place = system.isolation_place = place;
      system.settings = std::make_shared<const json::Value>(json::Value::object());
      system.places[""] = place;
      section(of, "systems", [&](const std::string& key, const toml::node& value) {
        if (key == "connector") {
          system.connector = value.value_or(std::string());
          system.connector_place = place_of(value);
        }
        if (key == "isolation") {
          system.isolation = value.value_or(std::string());
          system.isolation_place = place_of(value);
          one_of("systems", key, system.isolation, value);
        }
        if (key == "maintenance") read_maintenance(system, value);
        if (key == "memory_mb") read_number("systems", "memory_mb", value, system.memory_mb);
        if (key == "settings")
          system.settings = std::make_shared<const json::Value>(value_of(value, "", system));
      });
      // A connector of a wrong type is told already.
      system.connector_given = of.contains("connector");
    });
  }

  void read_maintenance(System& system, const toml::node& value) {
    for (const auto& item : *value.as_array()) {
      const std::string text = item.value_or(std::string());
      if (const auto window = parse_window(text))
        system.maintenance.push_back(*window);
      else
        find("window-wrong", place_of(item), {{"value", text}});
    }
  }

  void read_consumers(const toml::table& table) {
    each(table, [&](const std::string& name, const toml::table& of, Place place) {
      check_name(name, place);
      if (name == command_line) find("name-reserved", place, {{"name", name}});
      Consumer& consumer = config_.consumers[name];
      consumer.id = name;
      consumer.place = place;
      section(of, "consumers", [&](const std::string& key, const toml::node& value) {
        read_consumer(consumer, key, value);
      });
      const auto* purpose = of.get("purpose");
      if (purpose == nullptr || (purpose->is_string() && is_blank(consumer.purpose)))
        find("purpose-missing", purpose == nullptr ? place : place_of(*purpose), {{"name", name}});
      const auto* scopes = of.get_as<toml::array>("scopes");
      if (!of.contains("scopes") || (scopes != nullptr && scopes->empty()))
        find("scopes-missing", place, {{"name", name}});
    });
  }

  void read_consumer(Consumer& consumer, const std::string& key, const toml::node& value) {
    const std::string text = value.value_or(std::string());
    if (key == "purpose") consumer.purpose = text;
    if (key == "language") {
      one_of("consumers", key, text, value);
      consumer.language = text == "en" ? base::Language::english : base::Language::french;
    }
    if (key == "allow_callbacks") {
      consumer.allow_callbacks = texts(value);
      for (const auto& item : *value.as_array())
        if (const std::string url = item.value_or(std::string()); !is_base_url(url))
          find("callback-wrong", place_of(item), {{"value", url}});
    }
    if (key == "scopes") {
      consumer.scopes = texts(value);
      for (const auto& item : *value.as_array()) consumer.scope_places.push_back(place_of(item));
    }
  }

  /// What absence means, and what only the whole file can tell.
  void finish(const toml::table& root) {
    Server& server = config_.server;
    if (server.public_url.empty()) {
      server.public_url = url_of_address(server);
      server.public_url_given = false;
      const bool here =
          server.host.rfind("127.", 0) == 0 || server.host == "localhost" || server.host == "::1";
      if (!here && server.places.count("public_url") == 0)
        find("public-url-missing", server.places["listen"], {{"value", server.public_url}});
    }
    if (server.tls.given && server.public_url.rfind("http://", 0) == 0)
      find("public-url-not-https", server.places["public_url"], {{"value", server.public_url}});
    if (server.state_folder.empty()) server.state_folder = absolute("state");
    if (server.control_socket.empty())
      server.control_socket = server.state_folder + "/control.sock";
    if (server.secrets_folder.empty()) server.secrets_folder = absolute("secrets");
    if (server.control_socket.size() > longest_socket_path)
      find("socket-path-too-long", place_of_first({"control_socket", "state_folder"}),
           {{"limit", std::to_string(longest_socket_path)}, {"path", server.control_socket}});
    const auto* systems = root.get_as<toml::table>("systems");
    if (!root.contains("systems") || (systems != nullptr && systems->empty()))
      find("systems-missing", systems == nullptr ? Place{} : place_of(*systems), {});
  }

  Place place_of_first(std::initializer_list<const char*> keys) const {
    for (const auto* key : keys)
      if (const auto found = config_.server.places.find(key); found != config_.server.places.end())
        return found->second;
    return {};
  }

  Loaded& loaded_;
  Config& config_;
};

}  // namespace

std::string url_of_address(const Server& server) {
  const bool ipv6 = server.host.find(':') != std::string::npos;
  return (server.tls.given ? "https://" : "http://") +
         (ipv6 ? "[" + server.host + "]" : server.host) + ":" + std::to_string(server.port);
}

Loaded parse(std::string_view text, const std::string& file) {
  Loaded loaded;
  loaded.config.file = file;
  std::error_code ignored;
  loaded.config.folder =
      std::filesystem::absolute(file, ignored).parent_path().lexically_normal().string();
  const auto refuse = [&](std::string_view slug, Place place, base::Parameters parameters) {
    loaded.findings.push_back(make_finding(slug, loaded.config, place, std::move(parameters)));
  };
  if (text.size() > largest_file) {
    refuse("file-too-large", {}, {{"path", file}, {"limit", std::to_string(largest_file)}});
  } else if (const auto place = too_deep(text)) {
    refuse("too-deep", *place, {{"limit", std::to_string(deepest_nesting)}});
  } else {
    try {
      const toml::table root = toml::parse(text, file);
      Parser(loaded).read(root);
      loaded.readable = true;
    } catch (const toml::parse_error& error) {
      SyntaxFault fault = explain(error.description(), place_of(error.source()), text);
      refuse(fault.slug, fault.place, std::move(fault.parameters));
    }
  }
  sort_by_place(loaded.findings);
  return loaded;
}

}  // namespace ecluse::config
