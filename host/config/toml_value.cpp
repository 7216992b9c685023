// SPDX-License-Identifier: EUPL-1.2
#include "config/toml_value.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

#include "json/pointer.hpp"

namespace ecluse::config {

json::Value value_of(const toml::node& node, const std::string& pointer, System& system) {
  system.places[pointer] = place_of(node.source());
  if (const auto* table = node.as_table()) {
    json::Value object = json::Value::object();
    for (const auto& [key, inner] : *table) {
      const std::string name(key.str());
      const std::string at = pointer + "/" + json::escape_pointer(name);
      system.key_places[at] = place_of(key.source());
      object[name] = value_of(inner, at, system);
    }
    return object;
  }
  if (const auto* array = node.as_array()) {
    json::Value list = json::Value::array();
    for (const auto& inner : *array)
      list.push_back(value_of(inner, pointer + "/" + std::to_string(list.size()), system));
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

}  // namespace ecluse::config
