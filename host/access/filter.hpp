// SPDX-License-Identifier: EUPL-1.2
// Which personal fields leave: the one function on every way out (answer, event, export). It walks
// the value with the schema's marks. For now one rule is decided: filiation is dropped unless the
// consumer's scopes grant `reveal-filiation` on the system. Masks, pseudonyms and purposes join the
// same pass later.
#pragma once

#include <string_view>

#include "access/scope.hpp"
#include "json/schema.hpp"
#include "json/value.hpp"

namespace ecluse::access {

enum class Reveal : std::uint8_t { no, yes };

/// What one consumer may see of one system.
struct FieldPolicy {
  Reveal filiation = Reveal::no;
};

FieldPolicy policy_for(const std::vector<Scope>& scopes, std::string_view system);

/// Whether filter could change a value of this schema; when not, the bytes may pass as they are.
/// [any]
bool may_filter(const json::SchemaNode& schema, const FieldPolicy& policy);

/// Removes what may not leave. [any]
void filter(json::Value& value, const json::SchemaNode& schema, const FieldPolicy& policy);

}  // namespace ecluse::access
