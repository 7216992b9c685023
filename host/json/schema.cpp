// SPDX-License-Identifier: EUPL-1.2
#include "json/schema.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/problems.hpp"
#include "json/pointer.hpp"

namespace ecluse::json {
namespace {

constexpr std::array<std::string_view, 5> type_names{"string", "integer", "boolean", "object",
                                                     "array"};
constexpr std::array<std::string_view, 6> personal_names{"",     "identity", "contact",
                                                         "bank", "nir",      "filiation"};

std::string_view found_type(const Value& value) {
  if (value.is_number_integer()) return "integer";
  if (value.is_number()) return "number";
  return value.type_name();
}

/// The steps to the value that is looked at, on the stack of the walk; text only for a fault.
struct Step {
  const Step* parent = nullptr;
  std::string_view name;
  std::size_t index = 0;
};

std::string pointer_to(const Step* step) {
  if (step == nullptr || step->parent == nullptr) return {};
  std::string text = pointer_to(step->parent);
  text += '/';
  text += step->name.data() == nullptr ? std::to_string(step->index) : escape_pointer(step->name);
  return text;
}

using Fault = std::optional<base::Error>;

base::Error fault(std::string_view code, const Step& step) {
  return base::problem(code).at(pointer_to(&step));
}

Fault limit_fault(std::string_view code, std::string limit, const Step& step) {
  return fault(code, step).with("limit", limit);
}

std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char letter) {
    return (static_cast<unsigned char>(letter) & 0xc0) != 0x80;
  }));
}

template <typename Allowed>
std::string joined(const Allowed& allowed) {
  std::string text;
  for (const auto& value : allowed) {
    if (!text.empty()) text += ", ";
    if constexpr (std::is_convertible_v<decltype(value), std::string>)
      text += value;
    else
      text += std::to_string(value);
  }
  return text;
}

Fault walk(const SchemaNode& node, const Value& value, const Step& step);

Fault walk_string(const SchemaNode& node, const std::string& text, const Step& step) {
  if (!node.texts.empty() &&
      std::find(node.texts.begin(), node.texts.end(), text) == node.texts.end())
    return fault("not-in-enum", step).with("allowed", joined(node.texts));
  if (node.shortest > 0 || text.size() > node.longest) {
    const std::size_t length = characters(text);
    if (length < node.shortest)
      return limit_fault("too-short", std::to_string(node.shortest), step);
    if (length > node.longest) return limit_fault("too-long", std::to_string(node.longest), step);
  }
  if (node.format && !kit::is_valid(*node.format, text))
    return fault("wrong-format", step).with("format", kit::name(*node.format));
  return std::nullopt;
}

Fault walk_integer(const SchemaNode& node, const Value& value, const Step& step) {
  // An unsigned number beyond the signed range is too large for every schema.
  const bool beyond = value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX;
  const std::int64_t number = beyond ? INT64_MAX : value.get<std::int64_t>();
  if (!node.integers.empty() &&
      std::find(node.integers.begin(), node.integers.end(), number) == node.integers.end())
    return fault("not-in-enum", step).with("allowed", joined(node.integers));
  if (number < node.least) return limit_fault("too-small", std::to_string(node.least), step);
  if (number > node.most) return limit_fault("too-large", std::to_string(node.most), step);
  return std::nullopt;
}

Fault walk_array(const SchemaNode& node, const Value& value, const Step& step) {
  if (value.size() < node.shortest)
    return limit_fault("too-few", std::to_string(node.shortest), step);
  if (value.size() > node.longest)
    return limit_fault("too-many", std::to_string(node.longest), step);
  Step inner{&step, {}, 0};
  for (const Value& item : value) {
    if (auto found = walk(*node.items, item, inner)) return found;
    ++inner.index;
  }
  return std::nullopt;
}

Fault unknown_property(const SchemaNode& node, const Value& value, const Step& step) {
  for (auto member = value.begin(); member != value.end(); ++member) {
    if (node.find(member.key()) != nullptr) continue;
    std::vector<std::string> known;
    for (const auto& property : node.properties) known.push_back(property.name);
    const Step inner{&step, member.key(), 0};
    return fault("unknown", inner)
        .with("name", member.key().substr(0, 100))
        .with("known", joined(known));
  }
  return std::nullopt;
}

Fault walk_object(const SchemaNode& node, const Value& value, const Step& step) {
  std::size_t known = 0;
  for (const auto& property : node.properties) {
    const Step inner{&step, property.name, 0};
    const auto member = value.find(property.name);
    if (member != value.end()) {
      ++known;
      if (auto found = walk(*property.node, *member, inner)) return found;
    } else if (property.required) {
      return fault("missing", inner).with("name", property.name);
    }
  }
  return known == value.size() ? std::nullopt : unknown_property(node, value, step);
}

bool has_type(const Value& value, Type type) {
  switch (type) {
    case Type::string:
      return value.is_string();
    case Type::integer:
      return value.is_number_integer();
    case Type::boolean:
      return value.is_boolean();
    case Type::object:
      return value.is_object();
    case Type::array:
      return value.is_array();
  }
  return false;
}

Fault walk(const SchemaNode& node, const Value& value, const Step& step) {
  if (!has_type(value, node.type))
    return fault("wrong-type", step)
        .with("expected", name(node.type))
        .with("found", found_type(value));
  switch (node.type) {
    case Type::string:
      return walk_string(node, value.get_ref<const std::string&>(), step);
    case Type::integer:
      return walk_integer(node, value, step);
    case Type::boolean:
      return std::nullopt;
    case Type::object:
      return walk_object(node, value, step);
    case Type::array:
      return walk_array(node, value, step);
  }
  return std::nullopt;
}

void fill(const SchemaNode& node, Value& value) {
  if (node.type == Type::array && value.is_array())
    for (Value& item : value) fill(*node.items, item);
  if (node.type != Type::object || !value.is_object()) return;
  for (const auto& property : node.properties) {
    const auto member = value.find(property.name);
    if (member != value.end())
      fill(*property.node, *member);
    else if (property.node->fallback != nullptr)
      value[property.name] = *property.node->fallback;
  }
}

}  // namespace

std::string_view name(Type type) { return type_names[static_cast<std::size_t>(type)]; }
std::string_view name(Personal personal) {
  return personal_names[static_cast<std::size_t>(personal)];
}

const SchemaNode::Property* SchemaNode::find(std::string_view property) const {
  const auto found = std::lower_bound(
      properties.begin(), properties.end(), property,
      [](const Property& row, std::string_view wanted) { return row.name < wanted; });
  return found != properties.end() && found->name == property ? &*found : nullptr;
}

base::Result<void> Schema::validate(const Value& value) const {
  const Step root;
  if (auto found = walk(*root_, value, root)) return base::fail(std::move(*found));
  return {};
}

void Schema::fill_defaults(Value& value) const { fill(*root_, value); }

}  // namespace ecluse::json
