// SPDX-License-Identifier: EUPL-1.2
#include "validate/mutate.hpp"

#include <array>
#include <filesystem>
#include <string>

namespace ecluse::validate {
namespace {

using Json = nlohmann::json;

/// A sequence that is the same for a seed on every machine (SplitMix64).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {}
  std::uint64_t roll(std::uint64_t sides) {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return (mixed ^ (mixed >> 31)) % sides;
  }

 private:
  std::uint64_t state_;
};

const std::array<std::string, 18>& odd_texts() {
  static const std::array<std::string, 18> all{"",
                                               " ",
                                               "a",
                                               "'",
                                               "' OR '1'='1",
                                               "\"; DROP TABLE agents; --",
                                               "../../../../etc/passwd",
                                               "%s%n%x",
                                               "<a><b/>&lt;",
                                               "${jndi:x}",
                                               "\xC5\x92UVRARD \xC3\xA9",
                                               "\xF0\x9F\x98\x80",
                                               "\xE2\x80\xAE"
                                               "x",
                                               std::string("a\0b", 3),
                                               "\r\nX: 1",
                                               "-1",
                                               "NaN",
                                               std::string(90, 'z')};
  return all;
}

std::string plain_text(const Json& schema) {
  static const std::array<std::pair<const char*, const char*>, 10> formats{
      {{"date", "2024-02-29"},
       {"partial-date", "2024-02"},
       {"time", "10:30"},
       {"date-time", "2024-02-29T10:30:00Z"},
       {"decimal", "12.50"},
       {"duration", "10s"},
       {"url", "http://127.0.0.1:9"},
       {"email", "a@mairie.example"},
       {"insee-commune", "44109"},
       {"uuid", "00000000-0000-4000-8000-000000000000"}}};
  const std::string wanted = schema.value("format", "");
  const auto here = std::filesystem::current_path();
  if (wanted == "folder") return (here / "files").string();
  if (wanted == "file") return (here / "files" / "file").string();
  for (const auto& [format, text] : formats)
    if (wanted == format) return text;
  std::string text = "text";
  text.resize(std::max<std::size_t>(text.size(), schema.value("minLength", std::size_t{0})), 'x');
  if (schema.contains("maxLength"))
    text.resize(std::min<std::size_t>(text.size(), schema["maxLength"].get<std::size_t>()));
  return text;
}

bool given_by(const Json& schema, const Json& settings_format) {
  return schema.contains("examples") && !schema["examples"].empty() &&
         settings_format != "folder" && settings_format != "file";
}

/// An odd value of the right type, at the edges that the schema names.
Json edge_value(const Json& schema, Dice& dice) {
  const std::string type = schema.value("type", "");
  if (schema.contains("enum")) return schema["enum"][dice.roll(schema["enum"].size())];
  if (type == "string") {
    if (schema.contains("format") && dice.roll(2) == 0) return plain_text(schema);
    if (schema.contains("maxLength") && dice.roll(8) == 0)
      return std::string(schema["maxLength"].get<std::size_t>(), 'x');
    return odd_texts()[dice.roll(odd_texts().size())];
  }
  if (type == "integer") {
    const std::array<std::int64_t, 4> edges{
        schema.value("minimum", std::int64_t{-9007199254740991}),
        schema.value("maximum", std::int64_t{9007199254740991}), 0, 1};
    return edges[dice.roll(edges.size())];
  }
  if (type == "boolean") return dice.roll(2) == 1;
  if (type == "array") {
    Json list = Json::array();
    for (auto count = dice.roll(4); count > 0; --count)
      list.push_back(edge_value(schema["items"], dice));
    return list;
  }
  Json object = Json::object();
  const Json properties = schema.value("properties", Json::object());
  const Json required = schema.value("required", Json::array());
  for (const auto& [name, property] : properties.items()) {
    const bool must = std::find(required.begin(), required.end(), name) != required.end();
    if (must || dice.roll(3) == 0)
      object[name] = dice.roll(2) == 0 ? plain_value(property) : edge_value(property, dice);
  }
  return object;
}

Json wrong_value(Dice& dice) {
  switch (dice.roll(8)) {
    case 0:
      return nullptr;
    case 1:
      return true;
    case 2:
      return std::int64_t{-9223372036854775807};
    case 3:
      return 1.5;
    case 4:
      return Json::array({Json::array({1})});
    case 5:
      return Json::object({{"a", Json::object()}});
    case 6:
      return std::string(20'000, 'y');
    default:
      return odd_texts()[dice.roll(odd_texts().size())];
  }
}

/// Replaces, removes or adds something somewhere inside.
void spoil(Json& value, Dice& dice) {
  Json* at = &value;
  while (!at->empty() && at->is_structured() && dice.roll(4) != 0) {
    auto member = at->begin();
    std::advance(member, static_cast<std::ptrdiff_t>(dice.roll(at->size())));
    at = &*member;
  }
  if (at->is_object() && dice.roll(3) == 0) {
    (*at)["not_there"] = wrong_value(dice);
  } else if (at->is_object() && !at->empty() && dice.roll(2) == 0) {
    at->erase(at->begin());
  } else {
    *at = wrong_value(dice);
  }
}

}  // namespace

Json plain_value(const Json& schema) {
  if (given_by(schema, schema.value("format", ""))) return schema["examples"][0];
  if (schema.contains("default")) return schema["default"];
  if (schema.contains("enum")) return schema["enum"][0];
  const std::string type = schema.value("type", "");
  if (type == "string") return plain_text(schema);
  if (type == "integer") return schema.value("minimum", std::int64_t{1});
  if (type == "boolean") return false;
  if (type == "array") {
    Json list = Json::array();
    for (std::size_t count = schema.value("minItems", std::size_t{0}); count > 0; --count)
      list.push_back(plain_value(schema["items"]));
    return list;
  }
  Json object = Json::object();
  for (const auto& name : schema.value("required", Json::array()))
    object[name.get<std::string>()] = plain_value(schema["properties"][name.get<std::string>()]);
  return object;
}

Json odd_value(const Json& schema, std::uint64_t seed) {
  Dice dice(seed);
  Json value = edge_value(schema, dice);
  if (seed % 2 == 1) spoil(value, dice);
  return value;
}

}  // namespace ecluse::validate
