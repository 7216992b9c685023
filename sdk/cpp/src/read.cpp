// SPDX-License-Identifier: MIT
// JSON to objects, with the faults of sdk/abi/SCHEMA.md: the same codes, pointers and order as the
// host.
#include <algorithm>

#include "json.hpp"

namespace ecluse::detail {
namespace {

constexpr std::size_t default_longest = 10'000;
constexpr std::int64_t safe_integer = (std::int64_t{1} << 53) - 1;

Failure at_fault(std::string_view code, const std::string& pointer) {
  return fail(Status::invalid_argument, code).at(pointer);
}

std::string_view found_type(const Json& value) {
  if (value.is_number_integer()) return "integer";
  if (value.is_number()) return "number";
  return value.type_name();
}

Failure wrong_type(std::string_view expected, const Json& value, const std::string& pointer) {
  return at_fault("wrong-type", pointer)
      .with("expected", expected)
      .with("found", found_type(value));
}

std::string escaped(std::string_view name) {
  std::string step;
  for (const char letter : name) {
    if (letter == '~')
      step += "~0";
    else if (letter == '/')
      step += "~1";
    else
      step += letter;
  }
  return step;
}

std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char letter) {
    return (static_cast<unsigned char>(letter) & 0xc0) != 0x80;
  }));
}

Result<void> read_text(const TypeInfo& type, const Traits& traits, const Json& value,
                       const std::string& pointer, void* object) {
  if (!value.is_string()) return wrong_type("string", value, pointer);
  const auto& text = value.get_ref<const std::string&>();
  const std::size_t length = characters(text);
  const std::size_t longest =
      std::min(traits.longest, traits.longest == SIZE_MAX ? default_longest : SIZE_MAX);
  if (length < traits.shortest)
    return at_fault("too-short", pointer).with("limit", std::to_string(traits.shortest));
  if (length > longest) return at_fault("too-long", pointer).with("limit", std::to_string(longest));
  const bool formatted = type.has_format || traits.has_format != 0;
  const Format format = type.has_format ? type.format : traits.format;
  if ((formatted && !kit::is_valid(format, text)) || !type.set_text(object, text))
    return at_fault("wrong-format", pointer).with("format", kit::name(format));
  return {};
}

Result<void> read_integer(const TypeInfo& type, const Traits& traits, const Json& value,
                          const std::string& pointer, void* object) {
  if (!value.is_number_integer()) return wrong_type("integer", value, pointer);
  const bool beyond = value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX;
  const std::int64_t number = beyond ? INT64_MAX : value.get<std::int64_t>();
  const std::int64_t least = std::max({type.least, traits.least, -safe_integer});
  const std::int64_t most = std::min({type.most, traits.most, safe_integer});
  if (number < least) return at_fault("too-small", pointer).with("limit", std::to_string(least));
  if (number > most) return at_fault("too-large", pointer).with("limit", std::to_string(most));
  type.set_integer(object, number);
  return {};
}

Result<void> read_choice(const TypeInfo& type, const Json& value, const std::string& pointer,
                         void* object) {
  if (!value.is_string()) return wrong_type("string", value, pointer);
  std::string allowed;
  for (const Choice& choice : type.choices) {
    if (choice.name == value.get_ref<const std::string&>()) {
      type.set_integer(object, choice.value);
      return {};
    }
    allowed += allowed.empty() ? "" : ", ";
    allowed += choice.name;
  }
  return at_fault("not-in-enum", pointer).with("allowed", allowed);
}

Result<void> read_list(const TypeInfo& type, const Traits& traits, const Json& value,
                       const std::string& pointer, void* object) {
  if (!value.is_array()) return wrong_type("array", value, pointer);
  const std::size_t most = traits.most_items == SIZE_MAX ? default_longest : traits.most_items;
  if (value.size() < traits.fewest_items)
    return at_fault("too-few", pointer).with("limit", std::to_string(traits.fewest_items));
  if (value.size() > most) return at_fault("too-many", pointer).with("limit", std::to_string(most));
  for (std::size_t index = 0; index < value.size(); ++index) {
    auto read = read_value(type.element(), traits, value[index],
                           pointer + "/" + std::to_string(index), type.append(object));
    if (!read) return read;
  }
  return {};
}

void use_fallback(const TypeInfo& type, const Traits& traits, void* object) {
  if (type.kind == Kind::optional) return use_fallback(type.element(), traits, type.append(object));
  if (traits.fallback != Traits::Fallback::text)
    return type.set_integer(object, traits.fallback_integer);
  if (type.kind != Kind::choice) {
    type.set_text(object, traits.fallback_text);
    return;
  }
  for (const Choice& choice : type.choices)
    if (choice.name == traits.fallback_text) type.set_integer(object, choice.value);
}

Failure unknown_field(const TypeInfo& type, const Json& value, const std::string& pointer) {
  std::string known, name;
  for (const FieldInfo& field : type.fields) {
    known += known.empty() ? "" : ", ";
    known += field.name;
  }
  for (auto member = value.begin(); member != value.end() && name.empty(); ++member)
    if (std::none_of(type.fields.begin(), type.fields.end(),
                     [&](const FieldInfo& field) { return field.name == member.key(); }))
      name = member.key();
  return at_fault("unknown", pointer + "/" + escaped(name))
      .with("name", name.substr(0, 100))
      .with("known", known);
}

Result<void> read_structure(const TypeInfo& type, const Json& value, const std::string& pointer,
                            void* object) {
  if (!value.is_object()) return wrong_type("object", value, pointer);
  std::size_t found = 0;
  for (const FieldInfo& field : type.fields) {
    const auto member = value.find(std::string(field.name));
    if (member != value.end()) {
      ++found;
      auto read = read_value(field.type(), field.traits, *member,
                             pointer + "/" + escaped(field.name), field.reach(object));
      if (!read) return read;
    } else if (field.traits.fallback != Traits::Fallback::none) {
      use_fallback(field.type(), field.traits, field.reach(object));
    } else if (field.type().kind != Kind::optional) {
      return at_fault("missing", pointer + "/" + escaped(field.name)).with("name", field.name);
    }
  }
  if (found != value.size()) return unknown_field(type, value, pointer);
  return {};
}

}  // namespace

Result<void> read_value(const TypeInfo& type, const Traits& traits, const Json& value,
                        const std::string& pointer, void* object) {
  switch (type.kind) {
    case Kind::text:
    case Kind::secret:
      return read_text(type, traits, value, pointer, object);
    case Kind::integer:
      return read_integer(type, traits, value, pointer, object);
    case Kind::boolean:
      if (!value.is_boolean()) return wrong_type("boolean", value, pointer);
      type.set_integer(object, value.get<bool>() ? 1 : 0);
      return {};
    case Kind::choice:
      return read_choice(type, value, pointer, object);
    case Kind::list:
      return read_list(type, traits, value, pointer, object);
    case Kind::optional:
      return read_value(type.element(), traits, value, pointer, type.append(object));
    case Kind::structure:
      return read_structure(type, value, pointer, object);
  }
  return {};
}

Result<void> parse_into(std::string_view text, const TypeInfo& type, void* object) {
  const Json value = text.empty() ? Json::object() : Json::parse(text, nullptr, false);
  if (value.is_discarded())
    return fail(Status::invalid_argument, "invalid-json").with("offset", "0");
  return read_value(type, Traits{}, value, "", object);
}

}  // namespace ecluse::detail
