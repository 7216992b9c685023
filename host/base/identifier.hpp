// SPDX-License-Identifier: EUPL-1.2
// Ids of rows and requests: UUIDv7 (RFC 9562), so that they sort by the time they were made.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace ecluse::base {

/// "019b3c1e-7f00-7…": 36 characters. [any, as far as `random` is]
std::string new_identifier(const Clock& clock, Random& random);

/// True for `[a-z][a-z0-9]*(-[a-z0-9]+)*` of at most 60 characters: ids of systems, connectors,
/// actions.
bool is_kebab_case(std::string_view text);

}  // namespace ecluse::base
