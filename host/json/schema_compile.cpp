// SPDX-License-Identifier: EUPL-1.2
// From the text of a manifest to the tree that the walker asks: every keyword is known, or it is
// refused.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/problems.hpp"
#include "json/pointer.hpp"
#include "json/schema.hpp"

namespace ecluse::json {
namespace {

constexpr std::int64_t largest_integer = (std::int64_t{1} << 53) - 1;
constexpr std::size_t default_longest_text = 10'000;
constexpr std::size_t default_most_items = 10'000;
constexpr int deepest_schema = 32;

/// Carries the place of the fault up to compile(), and no further.
struct Refusal {
  base::Error error;
};

[[noreturn]] void refuse(const std::string& pointer, std::string_view why) {
  throw Refusal{base::problem("manifest-invalid").with("why", why).at(pointer)};
}

class Compiler {
 public:
  explicit Compiler(Place place) : place_(place) {}

  std::unique_ptr<SchemaNode> node(const Value& schema, const std::string& at, int depth) const {
    if (depth > deepest_schema) refuse(at, "nested too deeply");
    if (!schema.is_object()) refuse(at, "a schema is an object");
    auto made = std::make_unique<SchemaNode>();
    made->type = type(schema, at);
    refuse_unknown_keywords(schema, at, made->type);
    texts(schema, at);
    personal(schema, at, *made);
    switch (made->type) {
      case Type::string:
        string(schema, at, *made);
        break;
      case Type::integer:
        integer(schema, at, *made);
        break;
      case Type::boolean:
        break;
      case Type::object:
        object(schema, at, *made, depth);
        break;
      case Type::array:
        array(schema, at, *made, depth);
        break;
    }
    made->personal_within = made->personal != Personal::none || within(*made);
    if (schema.contains("default")) {
      made->fallback = std::make_shared<const Value>(schema["default"]);
      if (made->type == Type::object || made->type == Type::array)
        refuse(at + "/default", "only a string, an integer or a boolean has a default");
    }
    return made;
  }

 private:
  static bool within(const SchemaNode& node) {
    if (node.items != nullptr && node.items->personal_within) return true;
    return std::any_of(node.properties.begin(), node.properties.end(),
                       [](const auto& property) { return property.node->personal_within; });
  }

  static Type type(const Value& schema, const std::string& at) {
    const auto found = schema.find("type");
    if (found == schema.end() || !found->is_string()) refuse(at + "/type", "missing");
    for (const Type each : {Type::string, Type::integer, Type::boolean, Type::object, Type::array})
      if (*found == name(each)) return each;
    refuse(at + "/type", "one of string, integer, boolean, object, array");
  }

  static void refuse_unknown_keywords(const Value& schema, const std::string& at, Type type) {
    static constexpr std::array<std::string_view, 7> common{
        "type", "title", "description", "examples", "default", "personal", "advanced"};
    static constexpr std::array<std::array<std::string_view, 7>, 5> own{{
        {"enum", "labels", "minLength", "maxLength", "format", "writeOnly", "options"},
        {"enum", "minimum", "maximum", "options"},
        {},
        {"properties", "required", "additionalProperties"},
        {"items", "minItems", "maxItems"},
    }};
    const auto& others = own[static_cast<std::size_t>(type)];
    for (auto member = schema.begin(); member != schema.end(); ++member) {
      const bool known = std::find(common.begin(), common.end(), member.key()) != common.end() ||
                         std::find(others.begin(), others.end(), member.key()) != others.end();
      if (!known)
        refuse(at + "/" + escape_pointer(member.key()), "not a keyword of SCHEMA.md here");
    }
  }

  static bool is_localized(const Value& text) {
    return text.is_object() && text.size() == 2 && text.contains("fr") && text.contains("en") &&
           text["fr"].is_string() && text["en"].is_string();
  }

  /// What the walker does not need, but people and editors read.
  static void texts(const Value& schema, const std::string& at) {
    for (const auto* keyword : {"title", "description"})
      if (schema.contains(keyword) && !is_localized(schema[keyword]))
        refuse(at + "/" + keyword, "an object with fr and en");
    if (schema.contains("advanced") && !schema["advanced"].is_boolean())
      refuse(at + "/advanced", "true or false");
    if (schema.contains("options") && !schema["options"].is_string())
      refuse(at + "/options", "the name of an option list");
    if (schema.contains("examples") && !schema["examples"].is_array())
      refuse(at + "/examples", "an array");
  }

  /// One label for each value of the enum at most; a value without one is shown as it is.
  static void labels(const Value& schema, const std::string& at, const SchemaNode& node) {
    const auto found = schema.find("labels");
    if (found == schema.end()) return;
    if (!found->is_object()) refuse(at + "/labels", "an object");
    for (auto label = found->begin(); label != found->end(); ++label) {
      const std::string inner = at + "/labels/" + escape_pointer(label.key());
      if (std::find(node.texts.begin(), node.texts.end(), label.key()) == node.texts.end())
        refuse(inner, "not a value of the enum");
      if (!is_localized(label.value())) refuse(inner, "an object with fr and en");
    }
  }

  static void personal(const Value& schema, const std::string& at, SchemaNode& node) {
    const auto found = schema.find("personal");
    if (found == schema.end()) return;
    for (const Personal each : {Personal::identity, Personal::contact, Personal::bank,
                                Personal::nir, Personal::filiation})
      if (*found == name(each)) node.personal = each;
    if (node.personal == Personal::none)
      refuse(at + "/personal", "one of identity, contact, bank, nir, filiation");
  }

  static std::size_t count(const Value& schema, const char* keyword, const std::string& at,
                           std::size_t otherwise) {
    const auto found = schema.find(keyword);
    if (found == schema.end()) return otherwise;
    if (!found->is_number_unsigned()) refuse(at + "/" + keyword, "a positive integer");
    return found->get<std::size_t>();
  }

  void string(const Value& schema, const std::string& at, SchemaNode& node) const {
    node.shortest = count(schema, "minLength", at, 0);
    node.longest =
        count(schema, "maxLength", at, place_ == Place::output ? SIZE_MAX : default_longest_text);
    if (const auto found = schema.find("format"); found != schema.end()) {
      node.format =
          found->is_string() ? kit::format_named(found->get<std::string>()) : std::nullopt;
      if (!node.format) refuse(at + "/format", "not a format of SCHEMA.md");
      const bool path = node.format == kit::Format::folder || node.format == kit::Format::file;
      if (path && place_ != Place::settings) refuse(at + "/format", "only in settings");
    }
    if (const auto found = schema.find("writeOnly"); found != schema.end()) {
      if (!found->is_boolean()) refuse(at + "/writeOnly", "true or false");
      node.write_only = found->get<bool>();
      if (node.write_only && place_ != Place::settings)
        refuse(at + "/writeOnly", "only in settings");
      for (const auto* keyword : {"default", "examples"})
        if (node.write_only && schema.contains(keyword))
          refuse(at + "/" + keyword, "a secret is never shown");
    }
    if (const auto found = schema.find("enum"); found != schema.end()) {
      if (!found->is_array() || found->empty()) refuse(at + "/enum", "an array with values");
      for (const Value& value : *found) {
        if (!value.is_string()) refuse(at + "/enum", "texts");
        node.texts.push_back(value.get<std::string>());
      }
    }
    labels(schema, at, node);
    if (node.shortest > node.longest) refuse(at + "/minLength", "greater than maxLength");
  }

  static std::int64_t bound(const Value& schema, const char* keyword, const std::string& at,
                            std::int64_t otherwise) {
    const auto found = schema.find(keyword);
    if (found == schema.end()) return otherwise;
    if (!found->is_number_integer()) refuse(at + "/" + keyword, "an integer");
    return found->get<std::int64_t>();
  }

  static void integer(const Value& schema, const std::string& at, SchemaNode& node) {
    node.least = std::max(bound(schema, "minimum", at, -largest_integer), -largest_integer);
    node.most = std::min(bound(schema, "maximum", at, largest_integer), largest_integer);
    if (const auto found = schema.find("enum"); found != schema.end()) {
      if (!found->is_array() || found->empty()) refuse(at + "/enum", "an array with values");
      for (const Value& value : *found) {
        if (!value.is_number_integer()) refuse(at + "/enum", "integers");
        node.integers.push_back(value.get<std::int64_t>());
      }
    }
    if (node.least > node.most) refuse(at + "/minimum", "greater than maximum");
  }

  void object(const Value& schema, const std::string& at, SchemaNode& node, int depth) const {
    const auto more = schema.find("additionalProperties");
    if (more == schema.end() || *more != Value(false))
      refuse(at + "/additionalProperties", "false, always");
    const Value none = Value::object();
    const auto found = schema.find("properties");
    const Value& properties = found == schema.end() ? none : *found;
    if (!properties.is_object()) refuse(at + "/properties", "an object");
    for (auto member = properties.begin(); member != properties.end(); ++member) {
      const std::string inner = at + "/properties/" + escape_pointer(member.key());
      node.properties.push_back(
          {member.key(), false, this->node(member.value(), inner, depth + 1)});
      if (!member.value().contains("title")) refuse(inner + "/title", "missing");
    }
    require(schema, at, node);
  }

  static void require(const Value& schema, const std::string& at, SchemaNode& node) {
    const auto found = schema.find("required");
    if (found == schema.end()) return;
    if (!found->is_array()) refuse(at + "/required", "an array of names");
    for (const Value& value : *found) {
      const auto* property = value.is_string() ? node.find(value.get<std::string>()) : nullptr;
      if (property == nullptr) refuse(at + "/required", "names of properties");
      node.properties[static_cast<std::size_t>(property - node.properties.data())].required = true;
    }
  }

  void array(const Value& schema, const std::string& at, SchemaNode& node, int depth) const {
    const auto found = schema.find("items");
    if (found == schema.end()) refuse(at + "/items", "missing");
    node.items = this->node(*found, at + "/items", depth + 1);
    node.shortest = count(schema, "minItems", at, 0);
    node.longest =
        count(schema, "maxItems", at, place_ == Place::input ? default_most_items : SIZE_MAX);
    if (node.shortest > node.longest) refuse(at + "/minItems", "greater than maxItems");
  }

  Place place_;
};

/// The schema that judges a sample holds no samples itself, or nesting would double the work each
/// level.
Value without_samples(Value schema) {
  schema.erase("default");
  schema.erase("examples");
  if (const auto found = schema.find("properties"); found != schema.end())
    for (Value& property : *found) property = without_samples(std::move(property));
  if (const auto found = schema.find("items"); found != schema.end())
    *found = without_samples(std::move(*found));
  return schema;
}

/// Every default and example must satisfy its own schema, which has compiled.
void refuse_wrong_samples(const Value& schema, Place place, const std::string& at) {
  const auto check = [&](const Value& sample, const std::string& where) {
    const auto own = Schema::compile(without_samples(schema), place);
    if (own && !own->validate(sample)) refuse(at + where, "does not satisfy its own schema");
  };
  if (schema.contains("default")) check(schema["default"], "/default");
  if (const auto found = schema.find("examples"); found != schema.end())
    for (std::size_t index = 0; index < found->size(); ++index)
      check((*found)[index], "/examples/" + std::to_string(index));
  if (const auto found = schema.find("properties"); found != schema.end())
    for (auto member = found->begin(); member != found->end(); ++member)
      refuse_wrong_samples(member.value(), place,
                           at + "/properties/" + escape_pointer(member.key()));
  if (const auto found = schema.find("items"); found != schema.end())
    refuse_wrong_samples(*found, place, at + "/items");
}

}  // namespace

base::Result<Schema> Schema::compile(const Value& schema, Place place) {
  try {
    Schema whole(Compiler(place).node(schema, "", 0));
    refuse_wrong_samples(schema, place, "");
    return whole;
  } catch (Refusal& refusal) {
    return base::fail(std::move(refusal.error));
  }
}

}  // namespace ecluse::json
