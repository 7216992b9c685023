// SPDX-License-Identifier: EUPL-1.2
#include "http/route.hpp"

#include <array>

namespace ecluse::http {
namespace {

/// Up to five segments; more than that is no page of ours.
std::size_t split(std::string_view path, std::array<std::string_view, 6>& segments) {
  std::size_t count = 0;
  while (!path.empty() && path.front() == '/' && count < segments.size()) {
    path.remove_prefix(1);
    segments[count] = path.substr(0, path.find('/'));
    path.remove_prefix(segments[count].size());
    ++count;
  }
  return path.empty() ? count : 0;
}

}  // namespace

Route find_route(std::string_view path) {
  std::array<std::string_view, 6> part;
  const std::size_t count = split(path, part);
  if (count == 3 && part[0] == "hooks") return {Page::hook, part[1], part[2]};
  if (count == 1) {
    if (part[0] == "livez") return {Page::live, {}, {}};
    if (part[0] == "readyz") return {Page::ready, {}, {}};
    if (part[0] == "metrics") return {Page::metrics, {}, {}};
    if (part[0] == "openapi.json") return {Page::openapi, {}, {}};
  }
  if (count == 2 && part[0] == "docs" && part[1] == "errors") return {Page::docs, {}, {}};
  if (count >= 2 && part[0] == "api") {
    if (count == 2 && part[1] == "catalog") return {Page::catalog, {}, {}};
    if (count == 2 && part[1] == "me") return {Page::me, {}, {}};
    if (count == 4 && part[1] == "events") return {Page::events, part[2], part[3]};
    if (count == 5 && part[1] == "catalog" && part[3] == "options")
      return {Page::option_list, part[2], part[4]};
  }
  return {};
}

std::string_view allowed_methods(Page page) { return page == Page::hook ? "POST, GET" : "GET"; }

}  // namespace ecluse::http
