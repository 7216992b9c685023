// SPDX-License-Identifier: EUPL-1.2
// The rows of the one table of problems, by who can mend them; problems.hpp is what others use.
#pragma once

#include <span>

#include "base/problems.hpp"

namespace ecluse::base {

std::span<const Problem> problems_of_requests();  ///< 4xx
std::span<const Problem> problems_of_the_host();  ///< 5xx

}  // namespace ecluse::base
