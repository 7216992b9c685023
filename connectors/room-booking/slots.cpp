// SPDX-License-Identifier: EUPL-1.2
#include "slots.hpp"

#include <algorithm>

namespace ecluse::rooms {
namespace {

/// The first moment of the grid of a day that is not before `at`, and the last not after it.
Epoch grid_up(Epoch opens, Epoch at, int step) {
  return at <= opens ? opens : opens + (at - opens + step - 1) / step * step;
}
Epoch grid_down(Epoch opens, Epoch at, int step) {
  return at <= opens ? opens : opens + (at - opens) / step * step;
}

/// Walks the free stretches of all days in order; `take(stretch, opens)` answers false to stop.
template <typename Take>
void walk(const Calendar& calendar, const std::vector<Interval>& busy, const Wanted& wanted,
          Take take) {
  const int step = slot_seconds(calendar.area);
  const auto first = plus_days(calendar.zone.wall(wanted.window.start).day, -1);
  const auto last = calendar.zone.wall(wanted.window.end).day;
  auto next = busy.begin();
  Epoch booked_until = 0;
  for (PackedDay day = first; day <= last; day = plus_days(day, 1)) {
    const auto hours = open_hours(calendar, day);
    if (!hours || hours->end <= wanted.window.start) continue;
    if (hours->start >= wanted.window.end) return;
    Epoch at = std::max(hours->start, wanted.window.start);
    const Epoch until = std::min(hours->end, wanted.window.end);
    while (at < until) {
      at = std::max(at, booked_until);
      while (next != busy.end() && next->start <= at) {
        booked_until = std::max(booked_until, next->end);
        at = std::max(at, booked_until);
        ++next;
      }
      const Epoch end = std::min(until, next == busy.end() ? until : next->start);
      const Interval stretch{grid_up(hours->start, at, step), grid_down(hours->start, end, step)};
      if (stretch.end - stretch.start >= wanted.seconds && !take(stretch)) return;
      if (end >= until) break;
      at = end;
    }
  }
}

}  // namespace

std::vector<Interval> free_stretches(const Calendar& calendar, const std::vector<Interval>& busy,
                                     const Wanted& wanted) {
  std::vector<Interval> found;
  walk(calendar, busy, wanted, [&](const Interval& stretch) {
    found.push_back(stretch);
    return true;
  });
  return found;
}

std::vector<Interval> free_slots(const Calendar& calendar, const std::vector<Interval>& busy,
                                 const Wanted& wanted) {
  std::vector<Interval> found;
  const int step = slot_seconds(calendar.area);
  const auto length = std::max<std::int64_t>((wanted.seconds + step - 1) / step * step, step);
  walk(calendar, busy, wanted, [&](const Interval& stretch) {
    for (Epoch at = stretch.start; at + wanted.seconds <= stretch.end; at += length)
      found.push_back({at, at + wanted.seconds});
    return true;
  });
  return found;
}

std::vector<Interval> busy_together(const std::vector<std::vector<Interval>>& each_room) {
  std::vector<Interval> all;
  for (const auto& room : each_room) all.insert(all.end(), room.begin(), room.end());
  std::sort(all.begin(), all.end(),
            [](const Interval& a, const Interval& b) { return a.start < b.start; });
  return all;
}

std::vector<Alternative> alternatives(const Calendar& calendar, const Interval& wanted,
                                      const std::vector<Candidate>& candidates, Epoch until,
                                      std::size_t count) {
  std::vector<Alternative> found;
  const int step = slot_seconds(calendar.area);
  for (const auto& candidate : candidates) {
    std::size_t of_room = 0;
    const Wanted what{{wanted.start, until}, wanted.end - wanted.start};
    walk(calendar, candidate.busy, what, [&](const Interval& stretch) {
      for (Epoch at = stretch.start; at + what.seconds <= stretch.end; at += step) {
        found.push_back({candidate.room, {at, at + what.seconds}});
        if (++of_room == count) return false;
      }
      return true;
    });
  }
  std::stable_sort(found.begin(), found.end(), [](const Alternative& a, const Alternative& b) {
    return a.when.start < b.when.start;
  });
  if (found.size() > count) found.resize(count);
  return found;
}

}  // namespace ecluse::rooms
