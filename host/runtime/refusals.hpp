// SPDX-License-Identifier: EUPL-1.2
// The errors of calls that are refused before their system hears of them, each with the time after
// which it is worth asking again. Private to this room.
#pragma once

#include <chrono>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "registry/places.hpp"
#include "store/change.hpp"

namespace ecluse::runtime {

/// Whole seconds, at least one.
std::chrono::seconds seconds_until(std::chrono::nanoseconds wait);

base::Error breaker_open(std::string_view system, std::string_view reason,
                         std::chrono::nanoseconds wait);
/// No place: 503, or 429 when this consumer alone fills the queue.
base::Error no_place(std::string_view system, const registry::Places::Refused& refused);
base::Error system_paused(const store::PauseRow& row, base::Wall now);
base::Error consumer_paused(const store::PauseRow& row, base::Wall now);
base::Error under_maintenance(std::string_view system, base::Wall end, base::Wall now);

}  // namespace ecluse::runtime
