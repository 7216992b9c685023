// SPDX-License-Identifier: EUPL-1.2
// Which page a path names: our own table, never a regular expression.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ecluse::http {

enum class Page : std::uint8_t {
  none,
  hook,
  catalog,
  option_list,
  events,
  me,
  openapi,
  live,
  ready,
  metrics,
  docs
};

struct Route {
  Page page = Page::none;
  std::string_view system;  ///< borrowed from the path
  std::string_view name;    ///< action, trigger or list
};

/// [any]
Route find_route(std::string_view path);

/// The methods of a page, for Allow.
std::string_view allowed_methods(Page page);

}  // namespace ecluse::http
