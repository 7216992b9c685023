// SPDX-License-Identifier: MIT
// The folder sdk/abi/schema_cases, which the host's walker runs too: the same codes, pointers and
// parameters. A TypeInfo is built from each schema at run time, as make_type builds it from a
// struct.
#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <filesystem>
#include <fstream>
#include <utility>

#include "json.hpp"

namespace ecluse::detail {
namespace {

/// A TypeInfo refers to others by functions without state: a table of functions, one for each type.
constexpr std::size_t most_types = 128;
std::array<TypeInfo, most_types> types;
std::size_t types_used = 0;
template <std::size_t Index>
const TypeInfo& type_at() {
  return types[Index];
}
template <std::size_t... Index>
constexpr auto table_of(std::index_sequence<Index...>) {
  return std::array<const TypeInfo& (*)(), sizeof...(Index)>{&type_at<Index>...};
}
constexpr auto type_functions = table_of(std::make_index_sequence<most_types>{});

/// Keeps what the TypeInfos of one schema point at.
struct Storage {
  std::deque<std::string> texts;
  std::deque<std::vector<FieldInfo>> fields;
  std::deque<std::vector<Choice>> choices;
};

/// The values themselves are not looked at here: describe_test.cpp does.
void* nowhere(void* object) { return object; }

std::optional<Format> format_called(const std::string& name) {
  for (int number = 0; number < 64; ++number)
    if (kit::name(static_cast<Format>(number)) == name) return static_cast<Format>(number);
  return std::nullopt;
}

Traits traits_of(const Json& schema) {
  Traits traits;
  const Json& text = schema["type"] == "array" ? schema["items"] : schema;
  traits.least = text.value("minimum", traits.least);
  traits.most = text.value("maximum", traits.most);
  traits.shortest = text.value("minLength", traits.shortest);
  traits.longest = text.value("maxLength", traits.longest);
  traits.fewest_items = schema.value("minItems", traits.fewest_items);
  traits.most_items = schema.value("maxItems", traits.most_items);
  if (text.contains("format")) {
    const auto format = format_called(text["format"]);
    EXPECT_TRUE(format) << text["format"];
    traits.has_format = 1;
    traits.format = format.value_or(Format::date);
  }
  return traits;
}

std::size_t add_type(const Json& schema, Storage& storage);

void add_fields_of(TypeInfo& info, const Json& schema, Storage& storage) {
  const Json required = schema.value("required", Json::array());
  std::vector<FieldInfo> rows;
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [name, property] : properties.items()) {
    std::size_t type = add_type(property, storage);
    if (std::find(required.begin(), required.end(), name) == required.end()) {
      TypeInfo optional;
      optional.kind = Kind::optional;
      optional.element = type_functions[type];
      optional.append = nowhere;
      type = types_used++;
      types[type] = optional;
    }
    storage.texts.push_back(name);
    rows.push_back({storage.texts.back(), traits_of(property), type_functions[type], nowhere});
  }
  storage.fields.push_back(std::move(rows));
  info.fields = {storage.fields.back().data(), storage.fields.back().size()};
}

std::size_t add_type(const Json& schema, Storage& storage) {
  TypeInfo info;
  info.set_text = [](void*, std::string_view) { return true; };
  info.set_integer = [](void*, std::int64_t) {};
  const std::string type = schema["type"];
  if (type == "integer") info.kind = Kind::integer;
  if (type == "boolean") info.kind = Kind::boolean;
  if (type == "string") info.kind = Kind::text;
  if (type == "string" && schema.contains("enum")) {
    info.kind = Kind::choice;
    std::vector<Choice> rows;
    for (const auto& name : schema["enum"]) {
      storage.texts.push_back(name);
      rows.push_back({static_cast<std::int64_t>(rows.size()), storage.texts.back(), {}});
    }
    storage.choices.push_back(std::move(rows));
    info.choices = {storage.choices.back().data(), storage.choices.back().size()};
  }
  if (type == "array") {
    info.kind = Kind::list;
    info.append = nowhere;
    info.element = type_functions[add_type(schema["items"], storage)];
  }
  if (type == "object") add_fields_of(info, schema, storage);
  types[types_used] = info;
  return types_used++;
}

/// What no C++ type says: an enum of integers, and an enum with a length. The walker of the host is
/// alone with those.
bool beyond_the_sdk(const Json& schema, const std::string& pointer) {
  const auto slash = pointer.find('/', 1);
  const std::string name = pointer.empty() ? "" : pointer.substr(1, slash - 1);
  const Json property = schema["properties"].value(name, Json::object());
  return property.contains("enum") &&
         (property["type"] == "integer" || property.contains("maxLength"));
}

Json told(const Result<void>& result) {
  if (result) return nullptr;
  Json parameters = Json::object();
  for (const auto& [name, value] : result.error().parameters) parameters[name] = value;
  return {{"code", result.error().slug},
          {"pointer", result.error().pointer},
          {"parameters", parameters}};
}

TEST(SchemaCases, TheParserTellsWhatTheHostTells) {
  std::size_t judged = 0, left_out = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(ECLUSE_SOURCE_FOLDER "/sdk/abi/schema_cases")) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path());
    const Json content = Json::parse(file);
    Storage storage;
    types_used = 0;
    const TypeInfo& type = types[add_type(content["schema"], storage)];
    for (const auto& row : content["cases"]) {
      if (!row["fault"].is_null() && beyond_the_sdk(content["schema"], row["fault"]["pointer"])) {
        ++left_out;
        continue;
      }
      ++judged;
      char object = 0;
      const auto result = parse_into(row["input"].dump(), type, &object);
      EXPECT_EQ(told(result), row["fault"])
          << entry.path().filename() << " " << row["input"].dump().substr(0, 200);
    }
  }
  EXPECT_GE(judged, 180u);
  EXPECT_LE(left_out, 4u);
}

}  // namespace
}  // namespace ecluse::detail
