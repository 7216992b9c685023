// SPDX-License-Identifier: EUPL-1.2
// Free time, computed from what is booked: one pass over bookings that are sorted by their start.
#pragma once

#include <vector>

#include "grid.hpp"

namespace ecluse::rooms {

/// What somebody looks for in one room.
struct Wanted {
  Interval window;
  std::int64_t seconds = 3600;  ///< in an area of periods: 60 for each period
};

/// The stretches inside `wanted.window` and the opening hours that nobody booked, cut to the grid,
/// each at least `wanted.seconds` long. `busy` is sorted by start and may overlap itself. [any]
std::vector<Interval> free_stretches(const Calendar& calendar, const std::vector<Interval>& busy,
                                     const Wanted& wanted);

/// The same stretches as slots of exactly that length, one after the other. [any]
std::vector<Interval> free_slots(const Calendar& calendar, const std::vector<Interval>& busy,
                                 const Wanted& wanted);

/// Where several rooms are wanted together: what is booked in any of them, sorted. [any]
std::vector<Interval> busy_together(const std::vector<std::vector<Interval>>& each_room);

/// One proposal instead of a slot that is taken.
struct Alternative {
  std::int64_t room = 0;
  Interval when;
  bool operator==(const Alternative&) const = default;
};

/// A room that fits, with what is booked in it from the wanted start on.
struct Candidate {
  std::int64_t room = 0;
  std::vector<Interval> busy;
};

/// The next `count` free slots at or after the wanted start: earliest first, at the same time the
/// wanted room first, then in the order of the candidates. Each on the grid of the area. [any]
std::vector<Alternative> alternatives(const Calendar& calendar, const Interval& wanted,
                                      const std::vector<Candidate>& candidates, Epoch until,
                                      std::size_t count);

}  // namespace ecluse::rooms
