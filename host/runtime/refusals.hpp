// SPDX-License-Identifier: EUPL-1.2
// The errors of calls that are refused before their system hears of them, each with the time after
// which it is worth asking again. Private to this room.
#pragma once

#include <chrono>
#include <string_view>

#include "base/result.hpp"

namespace ecluse::runtime {

/// Whole seconds, at least one.
std::chrono::seconds seconds_until(std::chrono::nanoseconds wait);

base::Error breaker_open(std::string_view system, std::string_view reason,
                         std::chrono::nanoseconds wait);

}  // namespace ecluse::runtime
