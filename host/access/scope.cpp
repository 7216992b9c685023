// SPDX-License-Identifier: EUPL-1.2
#include "access/scope.hpp"

#include <algorithm>

#include "base/identifier.hpp"

namespace ecluse::access {
namespace {

bool is_for(const Scope& scope, std::string_view system) {
  return scope.system == "*" || scope.system == system;
}

template <typename Test>
bool any(const std::vector<Scope>& scopes, std::string_view system, Test test) {
  return std::any_of(scopes.begin(), scopes.end(),
                     [&](const Scope& scope) { return is_for(scope, system) && test(scope.what); });
}

}  // namespace

bool parse_scope(std::string_view text, Scope& scope) {
  const auto colon = text.find(':');
  if (colon == text.npos) return false;
  const auto system = text.substr(0, colon);
  const auto what = text.substr(colon + 1);
  if (system != "*" && !base::is_kebab_case(system)) return false;
  if (what != "*read" && what != "*write" && !base::is_kebab_case(what)) return false;
  scope = {std::string(system), std::string(what)};
  return true;
}

bool opens(const std::vector<Scope>& scopes, std::string_view system,
           const manifest::Action& action) {
  const std::string_view all = action.effect == manifest::Effect::reads ? "*read" : "*write";
  return any(scopes, system,
             [&](std::string_view what) { return what == all || what == action.name; });
}

bool opens_reading(const std::vector<Scope>& scopes, std::string_view system,
                   std::string_view name) {
  return any(scopes, system,
             [&](std::string_view what) { return what == "*read" || what == name; });
}

bool grants(const std::vector<Scope>& scopes, std::string_view system, std::string_view right) {
  return any(scopes, system, [&](std::string_view what) { return what == right; });
}

bool knows(const std::vector<Scope>& scopes, std::string_view system) {
  return any(scopes, system, [](std::string_view) { return true; });
}

}  // namespace ecluse::access
