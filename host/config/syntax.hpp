// SPDX-License-Identifier: EUPL-1.2
// What is wrong with the text before it is a table: nesting that no parser survives, and the
// parser's own words turned into sentences for an administrator.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "config/config.hpp"

namespace ecluse::config {

constexpr std::size_t largest_file = 1 << 20;  ///< bytes
constexpr int deepest_nesting = 64;            ///< dotted names, lists and tables together

/// Where the nesting passes the limit. The parser bounds lists and tables but not dotted names, and
/// it frees what it read by recursion: `a.a.a.…` of 800 kB ends the process.
std::optional<Place> too_deep(std::string_view text);

/// A fault of faults() for what the parser said of the text at a place.
struct SyntaxFault {
  std::string slug;
  Place place;
  base::Parameters parameters;
};
SyntaxFault explain(std::string_view description, Place place, std::string_view text);

}  // namespace ecluse::config
