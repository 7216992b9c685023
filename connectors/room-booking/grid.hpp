// SPDX-License-Identifier: EUPL-1.2
// When an area can be booked: its opening hours, the grid of its slots, its periods, the days on
// which it is closed. Grid and hours are of the wall, so they hold on the days of clock changes.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "model.hpp"

namespace ecluse::rooms {

/// An area with its zone found and the days on which nothing may be booked (sorted).
struct Calendar {
  Area area;
  Zone zone;
  std::vector<PackedDay> closed_days;
};

/// Why an interval cannot be booked in an area, whoever else booked.
enum class GridFault : std::uint8_t {
  none,
  closed_day,      ///< a holiday, or a day of the week that the area does not open
  outside_hours,   ///< before it opens or after it closes
  start_off_grid,  ///< not at the beginning of a slot
  end_off_grid,    ///< not at the end of a slot
  no_such_period   ///< in an area of periods: a minute that is none
};

/// Whether the area opens on that day. [any]
bool is_open(const Calendar& calendar, PackedDay day);

/// The opening hours of a day, in an area of periods from the first to the end of the last period
/// as they are stored; nothing when it is closed. [any]
std::optional<Interval> open_hours(const Calendar& calendar, PackedDay day);

/// A booking may span days when it starts and ends in opening hours. [any]
GridFault check_grid(const Calendar& calendar, const Interval& wanted);

/// The stored interval of `count` periods of a day from the `first` (0) on; nothing when the area
/// has no such periods. [any]
std::optional<Interval> period_interval(const Calendar& calendar, PackedDay day, std::size_t first,
                                        std::size_t count);
/// The position of a period of that name; nothing for an unknown one. [any]
std::optional<std::size_t> period_named(const Area& area, std::string_view name);
/// The names of the periods that an interval covers; empty in an area of times. [any]
std::vector<std::string> period_names(const Calendar& calendar, const Interval& when);

/// Seconds of the smallest slot: the resolution, or a minute for a period. [any]
int slot_seconds(const Area& area);

}  // namespace ecluse::rooms
