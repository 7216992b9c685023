// SPDX-License-Identifier: EUPL-1.2
// Private: what the readers of the file's sections share: the configuration that they fill, the
// findings, and the checks that the table of keys (keys.hpp) tells for each member.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <string_view>
#include <vector>

#include "config/keys.hpp"
#include "config/load.hpp"
#include "config/toml_value.hpp"

namespace ecluse::config {

inline Place place_of(const toml::node& node) { return place_of(node.source()); }

/// A list of texts, as the table of keys lets it through.
std::vector<std::string> texts(const toml::node& node);
/// "https://host/path" without a query, a fragment or a name of a user.
bool is_base_url(const std::string& text);

class Reading {
 public:
  explicit Reading(Loaded& loaded) : config(loaded.config), loaded_(loaded) {}

  void find(std::string_view slug, Place place, base::Parameters parameters);
  void wrong_type(const std::string& name, KeyType type, const toml::node& node);
  void unknown_key(std::string_view section, const toml::key& key);

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
      if (known == nullptr)
        unknown_key(section, key);
      else if (is_of_type(node, known->type))
        use(name, node);
      else
        wrong_type(name, known->type, node);
    }
  }

  /// A path of the file, from the folder that it stands in.
  std::string absolute(const std::string& path) const;
  /// Whether the value is one of those that the table of keys allows.
  void one_of(std::string_view section, const std::string& name, const std::string& value,
              const toml::node& node);
  /// A number within the bounds of its key; outside of them it is a finding.
  void read_number(std::string_view section, const char* name, const toml::node& node, int& into);

  Config& config;

 private:
  static bool is_of_type(const toml::node& node, KeyType type);
  Loaded& loaded_;
};

/// The section [server], with [server.tls].
void read_server(Reading& reading, const toml::table& table);

}  // namespace ecluse::config
