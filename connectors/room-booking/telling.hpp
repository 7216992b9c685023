// SPDX-License-Identifier: EUPL-1.2
// From what was written in a call to moments, and from rows to what a flow reads.
#pragma once

#include "desk.hpp"
#include "errors.hpp"

namespace ecluse::rooms {

/// Why a text is no moment of a zone, with what to write instead.
Failure time_fault(const Zone& zone, std::string_view text, TimeFault fault,
                   std::string_view pointer);

/// The reference of the series that a booking belongs to: its uid, or "series:7" without one.
std::string series_reference(const Booking& booking);

/// A booking that stands in the way, without anybody's name.
ConflictRow conflict_row(const Zone& zone, const Booking& booking);

template <typename Input>
std::string_view Desk::end_pointer(const Input& input) {
  return input.end ? "/end" : input.duration_minutes ? "/duration_minutes" : "/start";
}

template <typename Input>
Result<Interval> Desk::interval_of(const Calendar& calendar, const Input& input) const {
  const auto& area = calendar.area;
  if (area.mode == SlotMode::periods) {
    if (!input.day || !input.periods || input.periods->empty())
      return fail(errors::periods_needed).at(input.day ? "/periods" : "/day");
    const auto first = period_named(area, input.periods->front());
    const auto last = period_named(area, input.periods->back());
    const bool in_a_row =
        first && last && *last >= *first && *last - *first + 1 == input.periods->size();
    if (in_a_row) {
      const auto found =
          period_interval(calendar, input.day->packed(), *first, input.periods->size());
      if (found && period_names(calendar, *found) == *input.periods) return *found;
    }
    std::string names;
    for (const auto& each : area.periods) names += (names.empty() ? "" : ", ") + each.name;
    return fail(errors::period_unknown).with("periods", names).at("/periods");
  }
  if (!input.start) return fail(errors::times_needed).at("/start");
  if (bool(input.end) == bool(input.duration_minutes)) return fail(errors::end_missing).at("/end");
  auto start = moment(calendar.zone, *input.start, "/start");
  if (!start) return fail(std::move(start));
  Interval made{*start, *start};
  if (input.duration_minutes) {
    made.end += *input.duration_minutes * 60LL;
    if (made.end > 2'147'483'647)
      return time_fault(calendar.zone, *input.start, TimeFault::out_of_range, "/duration_minutes");
  } else {
    auto end = moment(calendar.zone, *input.end, "/end");
    if (!end) return fail(std::move(end));
    made.end = *end;
  }
  if (made.end <= made.start) return fail(errors::end_before_start).at(end_pointer(input));
  return made;
}

}  // namespace ecluse::rooms
