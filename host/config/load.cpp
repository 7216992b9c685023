// SPDX-License-Identifier: EUPL-1.2
#include "config/load.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <toml++/toml.h>

#include "base/identifier.hpp"
#include "config/keys.hpp"
#include "ecluse/kit/formats.hpp"
#include "json/pointer.hpp"

namespace ecluse::config {
namespace {

Place place_of(const toml::source_region& region) {
  return {static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

constexpr base::Sentence expected_types[] = {{"un texte", "a text"},
                                             {"un nombre entier", "an integer"},
                                             {"une liste de textes", "a list of texts"},
                                             {"une table", "a table"}};

class Parser {
 public:
  explicit Parser(Loaded& loaded) : loaded_(loaded), config_(loaded.config) {}

  void read(const toml::table& root) {
    each(root, "", [&](const std::string& name, const toml::node& node) {
      const auto* table = node.as_table();
      if (name != "server" && name != "plugins" && name != "systems" && name != "consumers")
        return find("unknown-key", place_of(node), {{"name", name}, {"suggestion", "server, plugins, systems, consumers"}});
      if (table == nullptr) return wrong_type(name, KeyType::table, node);
      if (name == "server") read_server(*table);
      if (name == "plugins") read_plugins(*table);
      if (name == "systems") read_systems(*table);
      if (name == "consumers") read_consumers(*table);
    });
    finish();
  }

 private:
  void find(std::string_view slug, Place place, base::Parameters parameters) {
    loaded_.findings.push_back(make_finding(slug, config_, place, std::move(parameters)));
  }
  void wrong_type(const std::string& name, KeyType type, const toml::node& node) {
    const auto& words = expected_types[static_cast<std::size_t>(type)];
    find("wrong-type", place_of(node.source()),
         {{"name", name}, {"expected_fr", std::string(words.french)}, {"expected_en", std::string(words.english)}});
  }
  static Place place_of(const toml::node& node) { return config::place_of(node.source()); }
  static Place place_of(const toml::source_region& region) { return config::place_of(region); }

  template <typename Use>
  void each(const toml::table& table, std::string_view, Use use) {
    for (const auto& [name, node] : table) use(std::string(name.str()), node);
  }

  /// The members of a section that the table of keys knows, of the right type; the rest are findings.
  template <typename Use>
  void section(const toml::table& table, std::string_view section, Use use) {
    for (const auto& [key, node] : table) {
      const std::string name(key.str());
      const Key* known = find_key(section, name);
      if (known == nullptr) {
        find("unknown-key", place_of(key.source()), {{"name", name}, {"suggestion", nearest_key(section, name)}});
        continue;
      }
      const bool right = (known->type == KeyType::text && node.is_string()) ||
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
    return (std::filesystem::path(config_.folder) / path).lexically_normal().string();
  }

  void one_of(const std::string& name, const std::string& value, std::initializer_list<std::string_view> allowed,
              const toml::node& node) {
    std::string list;
    for (const auto each : allowed) {
      if (each == value) return;
      list += list.empty() ? "" : ", ";
      list += each;
    }
    find("not-in-list", place_of(node), {{"name", name}, {"value", value}, {"allowed", list}});
  }

  void read_server(const toml::table& table) {
    Server& server = config_.server;
    section(table, "server", [&](const std::string& name, const toml::node& node) {
      const std::string text = node.value_or(std::string());
      if (name == "listen") read_listen(text, node);
      if (name == "public_url") {
        server.public_url = text;
        if (!kit::is_valid(kit::Format::url, text) || text.back() == '/') find("public-url-wrong", place_of(node), {{"value", text}});
      }
      if (name == "language") {
        one_of(name, text, {"fr", "en"}, node);
        server.language = text == "en" ? base::Language::english : base::Language::french;
      }
      if (name == "deployment") {
        server.deployment = text;
        if (!base::is_kebab_case(text)) find("name-wrong", place_of(node), {{"name", text}});
      }
      if (name == "user") {
        server.user = text;
        if (text == "root" || text.empty()) find("runs-as-root", place_of(node), {{"user", text}});
      }
      if (name == "state_folder") server.state_folder = absolute(text);
      if (name == "control_socket") server.control_socket = absolute(text);
      if (name == "secrets_folder") server.secrets_folder = absolute(text);
      if (name == "log_level") {
        one_of(name, text, {"debug", "info", "warning", "error"}, node);
        server.log_level = text;
      }
      if (name == "threads") {
        const auto number = node.value_or(std::int64_t{0});
        if (number < 1 || number > 256) find("too-large", place_of(node), {{"name", name}, {"limit", "256"}});
        server.threads = static_cast<int>(number);
      }
    });
  }

  void read_listen(const std::string& text, const toml::node& node) {
    const auto colon = text.rfind(':');
    int port = 0;
    if (colon != std::string::npos && colon > 0) {
      const char* end = text.data() + text.size();
      const auto [at, error] = std::from_chars(text.data() + colon + 1, end, port);
      if (error == std::errc() && at == end && port >= 1 && port <= 65535) {
        config_.server.host = text.substr(0, colon);
        config_.server.port = port;
        return;
      }
    }
    find("listen-wrong", place_of(node), {{"value", text}});
  }

  static std::vector<std::string> texts(const toml::node& node) {
    std::vector<std::string> all;
    for (const auto& item : *node.as_array()) all.push_back(item.value_or(std::string()));
    return all;
  }

  void read_plugins(const toml::table& table) {
    section(table, "plugins", [&](const std::string& name, const toml::node& node) {
      if (name == "folders")
        for (const auto& folder : texts(node)) config_.plugins.folders.push_back(absolute(folder));
      if (name == "pin")
        each(*node.as_table(), "", [&](const std::string& plugin, const toml::node& pin) {
          if (!pin.is_table()) return wrong_type(plugin, KeyType::table, pin);
          section(*pin.as_table(), "plugins.pin", [&](const std::string& key, const toml::node& value) {
            const std::string text = value.value_or(std::string());
            if (key == "publisher") config_.plugins.pins[plugin].publisher = text;
            if (key != "sha256") return;
            const bool right = text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
            if (!right) find("sha256-wrong", place_of(value), {{"name", plugin}});
            config_.plugins.pins[plugin].sha256 = text;
          });
        });
    });
  }

  /// TOML to JSON, remembering where each value stands.
  json::Value value_of(const toml::node& node, const std::string& pointer, System& system) {
    system.places[pointer] = place_of(node);
    if (const auto* table = node.as_table()) {
      json::Value object = json::Value::object();
      for (const auto& [key, inner] : *table) {
        const std::string name(key.str());
        object[name] = value_of(inner, pointer + "/" + json::escape_pointer(name), system);
      }
      return object;
    }
    if (const auto* array = node.as_array()) {
      json::Value list = json::Value::array();
      for (const auto& inner : *array) list.push_back(value_of(inner, pointer + "/" + std::to_string(list.size()), system));
      return list;
    }
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return number->get();
    if (const auto* flag = node.as_boolean()) return flag->get();
    if (const auto* number = node.as_floating_point()) return number->get();
    std::stringstream date;
    node.visit([&](const auto& of) {
      if constexpr (toml::is_chronological<decltype(of)>) date << of.get();
    });
    return date.str();
  }

  bool good_name(const std::string& name, const toml::node& node) {
    if (!base::is_kebab_case(name)) find("name-wrong", place_of(node), {{"name", name}});
    return node.is_table();
  }

  void read_systems(const toml::table& table) {
    each(table, "", [&](const std::string& name, const toml::node& node) {
      if (!good_name(name, node)) return wrong_type(name, KeyType::table, node);
      System& system = config_.systems[name];
      system.id = name;
      system.place = place_of(node);
      system.settings = std::make_shared<const json::Value>(json::Value::object());
      system.places[""] = system.place;
      section(*node.as_table(), "systems", [&](const std::string& key, const toml::node& value) {
        if (key == "connector") {
          system.connector = value.value_or(std::string());
          system.connector_place = place_of(value);
        }
        if (key == "isolation") {
          system.isolation = value.value_or(std::string());
          one_of(key, system.isolation, {"process", "none"}, value);
        }
        if (key == "settings") system.settings = std::make_shared<const json::Value>(value_of(value, "", system));
      });
      if (system.connector.empty()) find("connector-missing", system.place, {{"name", name}});
    });
  }

  void read_consumers(const toml::table& table) {
    each(table, "", [&](const std::string& name, const toml::node& node) {
      if (!good_name(name, node)) return wrong_type(name, KeyType::table, node);
      Consumer& consumer = config_.consumers[name];
      consumer.id = name;
      consumer.place = place_of(node);
      section(*node.as_table(), "consumers", [&](const std::string& key, const toml::node& value) {
        const std::string text = value.value_or(std::string());
        if (key == "purpose") consumer.purpose = text;
        if (key == "allow_callbacks") consumer.allow_callbacks = texts(value);
        if (key == "language") {
          one_of(key, text, {"fr", "en"}, value);
          consumer.language = text == "en" ? base::Language::english : base::Language::french;
        }
        if (key == "scopes") {
          consumer.scopes = texts(value);
          for (const auto& item : *value.as_array()) consumer.scope_places.push_back(place_of(item));
        }
      });
      if (consumer.purpose.empty()) find("purpose-missing", consumer.place, {{"name", name}});
      if (consumer.scopes.empty()) find("scopes-missing", consumer.place, {{"name", name}});
    });
  }

  void finish() {
    Server& server = config_.server;
    if (server.public_url.empty()) server.public_url = "http://" + server.host + ":" + std::to_string(server.port);
    if (server.state_folder.empty()) server.state_folder = absolute("state");
    if (server.control_socket.empty()) server.control_socket = server.state_folder + "/control.sock";
    if (server.secrets_folder.empty()) server.secrets_folder = absolute("secrets");
    if (config_.systems.empty()) find("systems-missing", {}, {});
  }

  Loaded& loaded_;
  Config& config_;
};

}  // namespace

Loaded parse(std::string_view text, const std::string& file) {
  Loaded loaded;
  loaded.config.file = file;
  std::error_code ignored;
  loaded.config.folder = std::filesystem::absolute(file, ignored).parent_path().lexically_normal().string();
  try {
    const toml::table root = toml::parse(text, file);
    Parser(loaded).read(root);
  } catch (const toml::parse_error& error) {
    loaded.findings.push_back(make_finding("syntax", loaded.config, place_of(error.source()),
                                           {{"why", std::string(error.description())}}));
  }
  sort_by_place(loaded.findings);
  return loaded;
}

Loaded load(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) {
    Loaded loaded;
    loaded.config.file = file;
    loaded.findings.push_back(make_finding("file-unreadable", loaded.config, {}, {{"path", file}, {"why", std::strerror(errno)}}));
    return loaded;
  }
  return parse(text.str(), file);
}

}  // namespace ecluse::config
