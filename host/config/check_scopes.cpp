// SPDX-License-Identifier: EUPL-1.2
// Scopes that are misspelt, that name nothing, or that open nothing.
#include <algorithm>

#include "base/identifier.hpp"
#include "config/checking.hpp"

namespace ecluse::config {
namespace {

/// Rights that are no action (see access/filter.hpp).
constexpr std::string_view rights[] = {"reveal-filiation"};

bool is_right(const std::string& what) {
  return std::find(std::begin(rights), std::end(rights), what) != std::end(rights);
}

bool offers(const manifest::Connector& connector, const std::string& what) {
  return connector.find_action(what) != nullptr || connector.find_trigger(what) != nullptr;
}

std::string names_of(const manifest::Connector& connector) {
  std::string names = listed(connector.actions, [](const auto& action) { return action.name; });
  for (const auto& trigger : connector.triggers) names += ", " + trigger.name;
  return names;
}

/// Whether *read or *write opens anything of the connector.
bool opens_something(const manifest::Connector& connector, const std::string& what) {
  const auto effect = what == "*read" ? manifest::Effect::reads : manifest::Effect::writes;
  if (what == "*read" && (!connector.triggers.empty() || !connector.options.empty())) return true;
  return std::any_of(connector.actions.begin(), connector.actions.end(),
                     [&](const auto& action) { return action.effect == effect; });
}

/// A scope of every system: some system must have it.
void check_everywhere(const Checking& checking, const std::string& what, Place place) {
  std::string known;
  for (const auto& [id, system] : checking.config.systems) {
    const auto* connector = checking.connector(system.connector);
    if (connector == nullptr || offers(*connector, what))
      return;  // an unknown connector is told already
    known += (known.empty() ? "" : ", ") + names_of(*connector);
  }
  if (!known.empty()) checking.find("scope-nowhere", place, {{"name", what}, {"known", known}});
}

void check_scope(const Checking& checking, const std::string& scope, Place place) {
  const auto colon = scope.find(':');
  const std::string system = scope.substr(0, colon);
  const std::string what = colon == std::string::npos ? "" : scope.substr(colon + 1);
  const bool whole = what == "*read" || what == "*write";
  if ((system != "*" && !base::is_kebab_case(system)) || !(whole || base::is_kebab_case(what)))
    return checking.find("scope-wrong", place, {{"scope", scope}});
  if (system == "*") {
    if (!whole && !is_right(what)) check_everywhere(checking, what, place);
    return;
  }
  const auto declared = checking.config.systems.find(system);
  if (declared == checking.config.systems.end())
    return checking.find(
        "scope-system", place,
        {{"scope", scope},
         {"known", listed(checking.config.systems, [](const auto& each) { return each.first; })}});
  const auto* connector = checking.connector(declared->second.connector);
  if (connector == nullptr || is_right(what)) return;
  const std::string known = names_of(*connector);
  if (whole) {
    if (!opens_something(*connector, what))
      checking.find("scope-opens-nothing", place, {{"scope", scope}, {"known", known}});
  } else if (!offers(*connector, what)) {
    checking.find("scope-action", place, {{"system", system}, {"name", what}, {"known", known}});
  }
}

}  // namespace

void check_scopes(const Checking& checking, const Consumer& consumer) {
  for (std::size_t index = 0; index < consumer.scopes.size(); ++index)
    check_scope(checking, consumer.scopes[index], consumer.scope_places[index]);
}

}  // namespace ecluse::config
