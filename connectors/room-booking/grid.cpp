// SPDX-License-Identifier: EUPL-1.2
#include "grid.hpp"

#include <algorithm>

namespace ecluse::rooms {
namespace {

constexpr int noon = 12 * 3600;
constexpr int seconds_a_day = 86'400;

bool past_midnight(const Area& area) { return area.closes > seconds_a_day; }

/// Seconds since the wall's midnight of the day to which a moment belongs: with hours that pass
/// midnight, what lies before the closing belongs to the day before.
struct Place {
  PackedDay day;
  int second;
};

Place place_of(const Calendar& calendar, Epoch at, bool is_end) {
  const auto wall = calendar.zone.wall(at);
  const auto& area = calendar.area;
  // Midnight itself, as an end, is the end of the day before.
  const bool ends_before = is_end && wall.second_of_day == 0;
  const int late = wall.second_of_day + seconds_a_day;
  const bool of_before = past_midnight(area) && wall.second_of_day < area.opens &&
                         (is_end ? late <= area.closes : late < area.closes);
  if (ends_before || of_before) return {plus_days(wall.day, -1), late};
  return {wall.day, wall.second_of_day};
}

GridFault check_periods(const Calendar& calendar, const Interval& wanted) {
  const auto start = calendar.zone.wall(wanted.start);
  const auto end = calendar.zone.wall(wanted.end);
  if (!is_open(calendar, start.day)) return GridFault::closed_day;
  const int count = static_cast<int>(calendar.area.periods.size());
  const auto bad = [count](int second, int least, int most) {
    const int minute = (second - noon) / 60;
    return second < noon || (second - noon) % 60 != 0 || minute < least ||
           minute > count - 1 + most;
  };
  if (bad(start.second_of_day, 0, 0) || bad(end.second_of_day, 1, 1))
    return GridFault::no_such_period;
  return GridFault::none;
}

}  // namespace

bool is_open(const Calendar& calendar, PackedDay day) {
  return calendar.area.open_days[static_cast<std::size_t>(weekday(day))] &&
         !std::binary_search(calendar.closed_days.begin(), calendar.closed_days.end(), day);
}

std::optional<Interval> open_hours(const Calendar& calendar, PackedDay day) {
  const auto& area = calendar.area;
  if (!is_open(calendar, day)) return {};
  if (area.mode == SlotMode::periods) return period_interval(calendar, day, 0, area.periods.size());
  return Interval{calendar.zone.at({day, area.opens}), calendar.zone.at({day, area.closes})};
}

GridFault check_grid(const Calendar& calendar, const Interval& wanted) {
  const auto& area = calendar.area;
  if (area.mode == SlotMode::periods) return check_periods(calendar, wanted);
  const auto start = place_of(calendar, wanted.start, false);
  const auto end = place_of(calendar, wanted.end, true);
  for (PackedDay day = start.day; day <= end.day; day = plus_days(day, 1))
    if (!is_open(calendar, day)) return GridFault::closed_day;
  if (start.second < area.opens || start.second >= area.closes || end.second <= area.opens ||
      end.second > area.closes)
    return GridFault::outside_hours;
  const int step = slot_seconds(area);
  if ((start.second - area.opens) % step != 0) return GridFault::start_off_grid;
  if ((end.second - area.opens) % step != 0) return GridFault::end_off_grid;
  return GridFault::none;
}

std::optional<Interval> period_interval(const Calendar& calendar, PackedDay day, std::size_t first,
                                        std::size_t count) {
  const auto& area = calendar.area;
  if (area.mode != SlotMode::periods || count == 0 || first + count > area.periods.size())
    return {};
  const int start = noon + static_cast<int>(first) * 60;
  return Interval{calendar.zone.at({day, start}),
                  calendar.zone.at({day, start + static_cast<int>(count) * 60})};
}

std::optional<std::size_t> period_named(const Area& area, std::string_view name) {
  const auto found = std::find_if(area.periods.begin(), area.periods.end(),
                                  [&](const Period& each) { return each.name == name; });
  if (found == area.periods.end()) return {};
  return static_cast<std::size_t>(found - area.periods.begin());
}

std::vector<std::string> period_names(const Calendar& calendar, const Interval& when) {
  const auto& periods = calendar.area.periods;
  if (calendar.area.mode != SlotMode::periods) return {};
  std::vector<std::string> names;
  const auto minute = (calendar.zone.wall(when.start).second_of_day - noon) / 60;
  const auto count = (when.end - when.start) / 60;
  for (auto place = minute; place >= 0 && place < minute + count; ++place)
    if (static_cast<std::size_t>(place) < periods.size())
      names.push_back(periods[static_cast<std::size_t>(place)].name);
  return names;
}

int slot_seconds(const Area& area) {
  if (area.mode == SlotMode::periods) return 60;
  return area.resolution > 0 ? area.resolution : 1800;
}

}  // namespace ecluse::rooms
