// SPDX-License-Identifier: EUPL-1.2
#include "access/filter.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ecluse::access {
namespace {

bool is_dropped(const json::SchemaNode& node, const FieldPolicy& policy) {
  return node.personal == json::Personal::filiation && policy.filiation == Reveal::no;
}

}  // namespace

FieldPolicy policy_for(const std::vector<Scope>& scopes, std::string_view system) {
  FieldPolicy policy;
  if (grants(scopes, system, "reveal-filiation")) policy.filiation = Reveal::yes;
  return policy;
}

bool may_filter(const json::SchemaNode& schema, const FieldPolicy& policy) {
  if (!schema.personal_within) return false;
  if (is_dropped(schema, policy)) return true;
  if (schema.items != nullptr && may_filter(*schema.items, policy)) return true;
  return std::any_of(schema.properties.begin(), schema.properties.end(),
                     [&](const auto& property) { return may_filter(*property.node, policy); });
}

void filter(json::Value& value, const json::SchemaNode& schema, const FieldPolicy& policy) {
  if (!schema.personal_within) return;
  if (value.is_array() && schema.items != nullptr) {
    for (auto& item : value) filter(item, *schema.items, policy);
    return;
  }
  if (!value.is_object()) return;
  for (const auto& property : schema.properties) {
    const auto member = value.find(property.name);
    if (member == value.end()) continue;
    if (is_dropped(*property.node, policy))
      value.erase(member);
    else
      filter(*member, *property.node, policy);
  }
}

}  // namespace ecluse::access
