// SPDX-License-Identifier: EUPL-1.2
// Windows in which a system is under maintenance, "22:00-23:30" or "sat 23:30-01:00", and other
// times of the day as people write them. They are in the local time of the machine (libc's zone).
//
// When clocks go back, an hour is there twice and a window within it holds twice; when they go
// forward, what lies in the hour that is skipped does not happen.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace ecluse::config {

constexpr int minutes_of_day = 24 * 60;

/// From its first minute to before its last one; over midnight when `to` is not above `from`.
struct MaintenanceWindow {
  int from = 0, to = 0;        ///< minutes of the day; `to` may be 24:00
  std::optional<int> weekday;  ///< on which it begins, 0 is Sunday; every day when there is none
};

/// "07:05" or "24:00" in minutes.
std::optional<int> parse_time_of_day(std::string_view text);

/// Nothing when it is no window, or one of no length.
std::optional<MaintenanceWindow> parse_window(std::string_view text);

/// The end of the maintenance that `now` falls in, windows that touch or overlap counting as one;
/// nothing when it falls in none. [any]
std::optional<base::Wall> end_of_maintenance(const std::vector<MaintenanceWindow>& windows,
                                             base::Wall now);

/// When the clock on the wall next shows this minute of the day: today, or tomorrow. [any]
base::Wall next_time_of_day(int minute, base::Wall now);

/// "23:30", in local time. [any]
std::string local_time_of_day(base::Wall time);

}  // namespace ecluse::config
