// SPDX-License-Identifier: EUPL-1.2
#include "config/reading.hpp"

#include "config/settings.hpp"
#include "ecluse/kit/formats.hpp"

namespace ecluse::config {
namespace {

constexpr base::Sentence expected_types[] = {{"un texte", "a text"},
                                             {"un nombre entier", "an integer"},
                                             {"une liste de textes", "a list of texts"},
                                             {"une table", "a table"}};

}  // namespace

bool is_base_url(const std::string& text) {
  return kit::is_valid(kit::Format::url, text) &&
         text.find_first_of("?#@'\"\\") == std::string::npos;
}

void Reading::find(std::string_view slug, Place place, base::Parameters parameters) {
  loaded_.findings.push_back(make_finding(slug, config, place, std::move(parameters)));
}

void Reading::wrong_type(const std::string& name, KeyType type, const toml::node& node) {
  base::Parameters parameters{{"name", name}};
  add_words(parameters, "expected", expected_types[static_cast<std::size_t>(type)]);
  find("wrong-type", place_of(node.source()), std::move(parameters));
}

void Reading::unknown_key(std::string_view section, const toml::key& key) {
  const std::string name(key.str());
  const std::string nearest = nearest_key(section, name);
  if (nearest.empty())
    find("unknown-key-here", place_of(key.source()),
         {{"name", name}, {"known", known_keys(section)}});
  else
    find("unknown-key", place_of(key.source()), {{"name", name}, {"suggestion", nearest}});
}

bool Reading::is_of_type(const toml::node& node, KeyType type) {
  switch (type) {
    case KeyType::text:
      return node.is_string();
    case KeyType::integer:
      return node.is_integer();
    case KeyType::table:
      return node.is_table();
    default:
      return node.is_array() &&
             (node.as_array()->empty() || node.as_array()->is_homogeneous(toml::node_type::string));
  }
}

std::string Reading::absolute(const std::string& path) const {
  if (path.empty() || path.front() == '/') return path;
  return absolute_path(config, path);
}

void Reading::one_of(std::string_view section, const std::string& name, const std::string& value,
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

void Reading::read_number(std::string_view section, const char* name, const toml::node& node,
                          int& into) {
  const Key& key = *find_key(section, name);
  const auto number = node.value_or(std::int64_t{0});
  if (number < key.least || number > key.most)
    return find(
        "out-of-range", place_of(node),
        {{"name", name}, {"least", std::to_string(key.least)}, {"most", std::to_string(key.most)}});
  into = static_cast<int>(number);
}

std::vector<std::string> texts(const toml::node& node) {
  std::vector<std::string> all;
  for (const auto& item : *node.as_array()) all.push_back(item.value_or(std::string()));
  return all;
}

}  // namespace ecluse::config
