// SPDX-License-Identifier: EUPL-1.2
// From the text of a manifest to the tree that the walker asks: every keyword is known, or it is refused.
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
      case Type::string: string(schema, at, *made); break;
      case Type::integer: integer(schema, at, *made); break;
      case Type::boolean: break;
      case Type::object: object(schema, at, *made, depth); break;
      case Type::array: array(schema, at, *made, depth); break;
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
      if (!known) refuse(at + "/" + escape_pointer(member.key()), "not a keyword of SCHEMA.md here");
    }
  }

  static void texts(const Value& schema, const std::string& at) {
    for (const auto* keyword : {"title", "description"}) {
      const auto found = schema.find(keyword);
      if (found == schema.end()) continue;
      const bool whole = found->is_object() && found->size() == 2 && found->contains("fr") &&
                         found->contains("en") && (*found)["fr"].is_string() &&
                         (*found)["en"].is_string();
      if (!whole) refuse(at + "/" + keyword, "an object with fr and en");
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
    node.longest = count(schema, "maxLength", at,
                         place_ == Place::output ? SIZE_MAX : default_longest_text);
    if (const auto found = schema.find("format"); found != schema.end()) {
      node.format = found->is_string() ? kit::format_named(found->get<std::string>()) : std::nullopt;
      if (!node.format) refuse(at + "/format", "not a format of SCHEMA.md");
      const bool path = node.format == kit::Format::folder || node.format == kit::Format::file;
      if (path && place_ != Place::settings) refuse(at + "/format", "only in settings");
    }
    if (const auto found = schema.find("writeOnly"); found != schema.end()) {
      if (!found->is_boolean()) refuse(at + "/writeOnly", "true or false");
      node.write_only = found->get<bool>();
      if (node.write_only && place_ != Place::settings)
        refuse(at + "/writeOnly", "only in settings");
    }
    if (const auto found = schema.find("enum"); found != schema.end()) {
      if (!found->is_array() || found->empty()) refuse(at + "/enum", "an array with values");
      for (const Value& value : *found) {
        if (!value.is_string()) refuse(at + "/enum", "texts");
        node.texts.push_back(value.get<std::string>());
      }
    }
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
      node.properties.push_back({member.key(), false, this->node(member.value(), inner, depth + 1)});
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
    node.longest = count(schema, "maxItems", at,
                         place_ == Place::input ? default_most_items : SIZE_MAX);
  }

  Place place_;
};

/// Every default and example must satisfy its own schema.
void refuse_wrong_samples(const Value& schema, Place place) {
  if (!schema.is_object()) return;
  const auto check = [&](const Value& sample, const char* where) {
    const auto own = Schema::compile([&] {
      Value bare = schema;
      bare.erase("default");
      bare.erase("examples");
      return bare;
    }(), place);
    if (own && !own->validate(sample)) refuse(where, "does not satisfy its own schema");
  };
  if (schema.contains("default")) check(schema["default"], "/default");
  if (const auto found = schema.find("examples"); found != schema.end() && found->is_array())
    for (const Value& sample : *found) check(sample, "/examples");
  if (const auto found = schema.find("properties"); found != schema.end() && found->is_object())
    for (const Value& property : *found) refuse_wrong_samples(property, place);
  if (const auto found = schema.find("items"); found != schema.end())
    refuse_wrong_samples(*found, place);
}

}  // namespace

base::Result<Schema> Schema::compile(const Value& schema, Place place) {
  try {
    Schema whole(Compiler(place).node(schema, "", 0));
    refuse_wrong_samples(schema, place);
    return whole;
  } catch (Refusal& refusal) {
    return base::fail(std::move(refusal.error));
  }
}

}  // namespace ecluse::json
