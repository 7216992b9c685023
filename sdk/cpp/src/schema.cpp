// SPDX-License-Identifier: MIT
#include "json.hpp"

namespace ecluse::detail {
namespace {

constexpr const char* personal_names[] = {"", "identity", "contact", "bank", "nir", "filiation"};

void add_limits(Json& schema, const TypeInfo& type, const Traits& traits) {
  if (type.kind == Kind::integer) {
    const auto least = std::max(type.least, traits.least);
    const auto most = std::min(type.most, traits.most);
    constexpr std::int64_t safe = (std::int64_t{1} << 53) - 1;
    if (least > -safe) schema["minimum"] = least;
    if (most < safe) schema["maximum"] = most;
  }
  if (type.kind == Kind::text || type.kind == Kind::secret) {
    if (traits.shortest > 0) schema["minLength"] = traits.shortest;
    if (traits.longest < SIZE_MAX) schema["maxLength"] = traits.longest;
    if (type.has_format || traits.has_format != 0)
      schema["format"] = kit::name(type.has_format ? type.format : traits.format);
  }
}

Json example_of(const TypeInfo& type, std::string_view text) {
  if (type.kind == Kind::optional) return example_of(type.element(), text);
  if (type.kind == Kind::integer || type.kind == Kind::boolean || type.kind == Kind::list)
    return Json::parse(text, nullptr, false);
  return std::string(text);
}

Json bare_schema(const TypeInfo& type, const Traits& traits, Place place);

void add_choices(Json& schema, const TypeInfo& type) {
  schema["enum"] = Json::array();
  schema["labels"] = Json::object();
  for (const Choice& choice : type.choices) {
    schema["enum"].push_back(std::string(choice.name));
    schema["labels"][std::string(choice.name)] = localized(choice.label);
  }
}

void add_list(Json& schema, const TypeInfo& type, const Traits& traits, Place place) {
  Traits inner = traits;
  inner.fewest_items = 0;
  inner.most_items = SIZE_MAX;
  schema["items"] = bare_schema(type.element(), inner, place);
  if (traits.fewest_items > 0) schema["minItems"] = traits.fewest_items;
  if (traits.most_items < SIZE_MAX) schema["maxItems"] = traits.most_items;
}

void add_fields(Json& schema, const TypeInfo& type, Place place);

Json bare_schema(const TypeInfo& type, const Traits& traits, Place place) {
  Json schema = Json::object();
  switch (type.kind) {
    case Kind::optional:
      return bare_schema(type.element(), traits, place);
    case Kind::text:
      schema["type"] = "string";
      break;
    case Kind::secret:
      schema["type"] = "string";
      schema["writeOnly"] = true;
      break;
    case Kind::integer:
      schema["type"] = "integer";
      break;
    case Kind::boolean:
      schema["type"] = "boolean";
      break;
    case Kind::choice:
      schema["type"] = "string";
      add_choices(schema, type);
      break;
    case Kind::list:
      schema["type"] = "array";
      add_list(schema, type, traits, place);
      break;
    case Kind::structure:
      add_fields(schema, type, place);
      break;
  }
  add_limits(schema, type, traits);
  return schema;
}

Json field_schema(const FieldInfo& field, Place place) {
  const Traits& traits = field.traits;
  Json schema = bare_schema(field.type(), traits, place);
  schema["title"] = localized(traits.title);
  if (!traits.description.french.empty()) schema["description"] = localized(traits.description);
  if (!traits.example.empty())
    schema["examples"] = Json::array({example_of(field.type(), traits.example)});
  if (!traits.option_list.empty()) schema["options"] = std::string(traits.option_list);
  if (traits.personal != Personal::none)
    schema["personal"] = personal_names[static_cast<std::size_t>(traits.personal)];
  if (traits.folded != 0) schema["advanced"] = true;
  switch (traits.fallback) {
    case Traits::Fallback::none:
      break;
    case Traits::Fallback::integer:
      schema["default"] = traits.fallback_integer;
      break;
    case Traits::Fallback::boolean:
      schema["default"] = traits.fallback_integer != 0;
      break;
    case Traits::Fallback::text:
      schema["default"] = std::string(traits.fallback_text);
      break;
  }
  return schema;
}

void add_fields(Json& schema, const TypeInfo& type, Place place) {
  schema["type"] = "object";
  schema["additionalProperties"] = false;
  schema["properties"] = Json::object();
  Json required = Json::array();
  for (const FieldInfo& field : type.fields) {
    schema["properties"][std::string(field.name)] = field_schema(field, place);
    const bool optional = field.type().kind == Kind::optional;
    // What has a default may be absent from what we receive; what we give is always whole.
    const bool filled = place != Place::output && field.traits.fallback != Traits::Fallback::none;
    if (!optional && !filled) required.push_back(std::string(field.name));
  }
  if (!required.empty()) schema["required"] = std::move(required);
}

}  // namespace

Json localized(const Words& words) {
  return {{"fr", std::string(words.french)}, {"en", std::string(words.english)}};
}

Json schema_of(const TypeInfo& type, Place place) { return bare_schema(type, Traits{}, place); }

}  // namespace ecluse::detail
