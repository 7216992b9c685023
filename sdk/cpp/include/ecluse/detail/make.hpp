// SPDX-License-Identifier: MIT
// From a class and its parts to the connector of model.hpp: what connector.hpp's functions call.
#pragma once

#include <string_view>
#include <type_traits>
#include <utility>

#include "make_served.hpp"
#include "make_upkeep.hpp"

namespace ecluse::detail {

/// No two parts of one kind with one name; of check and refresh there is one.
template <typename... Parts>
constexpr bool differ() {
  constexpr std::size_t count = sizeof...(Parts);
  const PartKind kinds[] = {Parts::kind..., PartKind::action};
  const std::string_view names[] = {Parts::method_name()..., ""};
  for (std::size_t left = 0; left < count; ++left)
    for (std::size_t right = left + 1; right < count; ++right) {
      const bool single = kinds[left] == PartKind::check || kinds[left] == PartKind::refresh;
      if (kinds[left] == kinds[right] && (single || names[left] == names[right])) return false;
    }
  return true;
}

template <typename Class, typename Settings>
ConnectorModel make_connector(ConnectorFacts facts) {
  static_assert(judge_settings<Settings>());
  ConnectorModel model;
  model.facts = std::move(facts);
  model.settings = &type_of<Settings>;
  model.open = [](std::string_view text, const Host& host) -> Result<void*> {
    Settings settings{};
    if (auto parsed = read_input(text, settings); !parsed) return fail(std::move(parsed));
    if constexpr (requires { Class::open(std::move(settings), host); }) {
      auto opened = Class::open(std::move(settings), host);
      if (!opened) return fail(std::move(opened));
      return static_cast<void*>(opened->release());
    } else if constexpr (std::is_constructible_v<Class, Settings, Host>) {
      return static_cast<void*>(new Class(std::move(settings), host));
    } else {
      static_assert(
          std::is_constructible_v<Class, Settings>,
          "ecluse: a connector has `static Result<std::unique_ptr<It>> open(Settings, Host)` "
          "or a constructor from Settings, or from Settings and Host");
      return static_cast<void*>(new Class(std::move(settings)));
    }
  };
  model.close = [](void* object) { delete static_cast<Class*>(object); };
  return model;
}

}  // namespace ecluse::detail
