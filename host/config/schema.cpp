// SPDX-License-Identifier: EUPL-1.2
// The published JSON Schema of ecluse.toml, from the table of keys.
#include <nlohmann/json.hpp>

#include "config/keys.hpp"

namespace ecluse::config {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view ids = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$";
constexpr std::string_view secret_names = "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$";

Json allowed_values(std::string_view list) {
  Json values = Json::array();
  while (!list.empty()) {
    const auto comma = list.find(", ");
    values.push_back(std::string(list.substr(0, comma)));
    list.remove_prefix(comma == list.npos ? list.size() : comma + 2);
  }
  return values;
}

void constrain_text(const Key& key, Json& schema) {
  schema["type"] = "string";
  if (!key.allowed.empty()) schema["enum"] = allowed_values(key.allowed);
  if (!key.pattern.empty()) schema["pattern"] = std::string(key.pattern);
}

Json key_schema(const Key& key, base::Language language) {
  Json schema;
  schema["description"] = std::string(key.description.in(language));
  switch (key.type) {
    case KeyType::text:
      constrain_text(key, schema);
      break;
    case KeyType::integer:
      schema["type"] = "integer";
      schema["minimum"] = key.least;
      schema["maximum"] = key.most;
      break;
    case KeyType::texts:
      schema["type"] = "array";
      constrain_text(key, schema["items"]);
      break;
    case KeyType::table:
      schema["type"] = "object";
      break;
  }
  if (!key.fallback.empty()) schema["default"] = Json::parse(key.fallback);
  return schema;
}

Json section_schema(std::string_view section, base::Language language) {
  Json schema{{"type", "object"}, {"additionalProperties", false}};
  for (const Key& key : keys()) {
    if (key.section != section) continue;
    schema["properties"][std::string(key.name)] = key_schema(key, language);
    if (key.presence == Presence::required) schema["required"].push_back(std::string(key.name));
  }
  return schema;
}

/// A table of sections by name.
Json named(Json section) {
  return {{"type", "object"},
          {"propertyNames", {{"pattern", std::string(ids)}, {"maxLength", 60}}},
          {"additionalProperties", std::move(section)}};
}

/// A value of the settings: open, but what looks like a reference to a secret must be one.
Json setting_schema() {
  Json one = Json::array();
  for (const auto* form : {"file", "env", "systemd_credential"}) {
    Json looks{{"type", "object"}, {"required", {form}}, {"maxProperties", 1}};
    Json is{{"properties", {{form, {{"type", "string"}, {"pattern", std::string(secret_names)}}}}}};
    one.push_back({{"if", std::move(looks)}, {"then", std::move(is)}});
  }
  const Json again{{"$ref", "#/$defs/setting"}};
  return {{"type", {"string", "integer", "boolean", "array", "object"}},
          {"items", again},
          {"additionalProperties", again},
          {"allOf", std::move(one)}};
}

}  // namespace

std::string json_schema(base::Language language) {
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "ecluse.toml"},
              {"type", "object"},
              {"additionalProperties", false}};
  auto& properties = schema["properties"];
  properties["server"] = section_schema("server", language);
  auto& tls = properties["server"]["properties"]["tls"];
  const Json description = tls["description"];
  tls = section_schema("server.tls", language);
  tls["description"] = description;
  properties["plugins"] = section_schema("plugins", language);
  properties["plugins"]["properties"]["pin"]["additionalProperties"] =
      section_schema("plugins.pin", language);
  properties["systems"] = named(section_schema("systems", language));
  properties["systems"]["additionalProperties"]["properties"]["settings"]["additionalProperties"] =
      {{"$ref", "#/$defs/setting"}};
  properties["consumers"] = named(section_schema("consumers", language));
  schema["$defs"]["setting"] = setting_schema();
  return schema.dump(2) + "\n";
}

}  // namespace ecluse::config
