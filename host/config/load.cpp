// SPDX-License-Identifier: EUPL-1.2
#include "config/load.hpp"

#include <toml++/toml.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/identifier.hpp"
#include "config/reading.hpp"
#include "config/syntax.hpp"

namespace ecluse::config {
namespace {

/// Room for a path in a Unix address, with its end.
constexpr std::size_t longest_socket_path = 107;
/// The consumer under which the command line calls.
constexpr std::string_view command_line = "operator";

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

class Parser : private Reading {
 public:
  using Reading::Reading;

  void read(const toml::table& root) {
    for (const auto& [key, node] : root) {
      const std::string name(key.str());
      const auto* table = node.as_table();
      if (name != "server" && name != "plugins" && name != "systems" && name != "consumers")
        unknown_key("", key);
      else if (table == nullptr)
        wrong_type(name, KeyType::table, node);
      else if (name == "server")
        read_server(*this, *table);
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
  void read_plugins(const toml::table& table) {
    section(table, "plugins", [&](const std::string& name, const toml::node& node) {
      if (name == "pin") return read_pins(*node.as_table());
      for (const auto& folder : texts(node)) config.plugins.folders.push_back(absolute(folder));
      for (const auto& item : *node.as_array())
        config.plugins.folder_places.push_back(place_of(item));
    });
  }

  void read_pins(const toml::table& table) {
    each(table, [&](const std::string& name, const toml::table& of, Place place) {
      Pin& pin = config.plugins.pins[name];
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
      System& system = config.systems[name];
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
      Consumer& consumer = config.consumers[name];
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
    Server& server = config.server;
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
      if (const auto found = config.server.places.find(key); found != config.server.places.end())
        return found->second;
    return {};
  }
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
