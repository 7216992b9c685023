// SPDX-License-Identifier: EUPL-1.2
// Scopes: `system:action`, `system:*read` (every action marked safe, triggers and option lists),
// `system:*write` (every other action), `system:<right>` such as reveal-filiation, and `*` in place
// of the system.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "manifest/manifest.hpp"

namespace ecluse::access {

struct Scope {
  std::string system;  ///< or "*"
  std::string what;    ///< an action, a right, "*read" or "*write"
};

/// Nothing when the text is not `system:what`.
bool parse_scope(std::string_view text, Scope& scope);

bool opens(const std::vector<Scope>& scopes, std::string_view system,
           const manifest::Action& action);
/// Triggers, option lists and the catalog: whatever reads.
bool opens_reading(const std::vector<Scope>& scopes, std::string_view system,
                   std::string_view name);
/// A right that is named and nothing else: `system:reveal-filiation`.
bool grants(const std::vector<Scope>& scopes, std::string_view system, std::string_view right);
/// Whether any scope names this system.
bool knows(const std::vector<Scope>& scopes, std::string_view system);

}  // namespace ecluse::access
