// SPDX-License-Identifier: EUPL-1.2
#include "recurrence.hpp"

#include <ecluse/kit/formats.hpp>

#include <algorithm>

namespace ecluse::rooms {
namespace {

constexpr std::array<std::string_view, 7> day_names = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};

PackedDay nth_weekday_of(PackedDay month, const NthWeekday& wanted) {
  const int length = kit::days_in_month(month / 10000, month / 100 % 100);
  const int first = weekday(month);
  const int earliest = 1 + (wanted.day_of_week - first + 7) % 7;
  const int latest = earliest + (length - earliest) / 7 * 7;
  const int day = wanted.nth < 0 ? latest + (wanted.nth + 1) * 7 : earliest + (wanted.nth - 1) * 7;
  return day < 1 || day > length ? 0 : month - 1 + day;
}

PackedDay day_in_month(PackedDay month, int day) {
  return day <= kit::days_in_month(month / 10000, month / 100 % 100) ? month - 1 + day : 0;
}

/// Adds the day when it counts; false: it lies after the end.
struct Collector {
  const Recurrence& recurrence;
  PackedDay first;
  std::size_t most;
  std::vector<PackedDay> days = {};

  bool add(PackedDay day) {
    if (day == 0 || day < first) return true;
    if (day > recurrence.until || days.size() > most) return false;
    days.push_back(day);
    return true;
  }
};

void weekly(Collector& into, const Recurrence& recurrence) {
  auto wanted = recurrence.weekdays;
  if (std::none_of(wanted.begin(), wanted.end(), [](bool each) { return each; }))
    wanted[static_cast<std::size_t>(weekday(into.first))] = true;
  // Weeks begin on Sunday, as rep_opt does.
  PackedDay week = plus_days(into.first, -weekday(into.first));
  for (;; week = plus_days(week, 7 * recurrence.interval)) {
    if (week > recurrence.until) return;
    for (int day = 0; day < 7; ++day)
      if (wanted[static_cast<std::size_t>(day)] && !into.add(plus_days(week, day))) return;
  }
}

void monthly(Collector& into, const Recurrence& recurrence, int months) {
  const int day = recurrence.month_day.value_or(into.first % 100);
  for (PackedDay month = first_of_month(into.first); month <= recurrence.until;
       month = plus_months(month, months)) {
    const auto found = recurrence.month_week ? nth_weekday_of(month, *recurrence.month_week)
                                             : day_in_month(month, day);
    if (!into.add(found)) return;
  }
}

}  // namespace

std::vector<PackedDay> days_of(const Recurrence& recurrence, PackedDay first, std::size_t most) {
  Collector into{recurrence, first, most};
  const int interval = std::max(recurrence.interval, 1);
  switch (recurrence.frequency) {
    case Frequency::daily:
      for (PackedDay day = first; into.add(day);) day = plus_days(day, interval);
      break;
    case Frequency::weekly:
      weekly(into, recurrence);
      break;
    case Frequency::monthly:
      monthly(into, recurrence, interval);
      break;
    case Frequency::yearly: {
      auto on_day = recurrence;
      on_day.month_day.reset();
      on_day.month_week.reset();
      monthly(into, on_day, 12 * interval);
      break;
    }
  }
  return std::move(into.days);
}

std::vector<Interval> members_of(const Recurrence& recurrence, const Zone& zone,
                                 const Interval& first, std::size_t most) {
  const auto start = zone.wall(first.start);
  const auto end = zone.wall(first.end);
  const int nights = days_between(start.day, end.day);
  std::vector<Interval> members;
  for (const auto day : days_of(recurrence, start.day, most))
    members.push_back({zone.at({day, start.second_of_day}),
                       zone.at({plus_days(day, nights), end.second_of_day})});
  return members;
}

std::string relative_text(const NthWeekday& nth) {
  return std::to_string(nth.nth) +
         std::string(day_names[static_cast<std::size_t>(nth.day_of_week)]);
}

std::optional<NthWeekday> relative_of(std::string_view text) {
  if (text.size() < 3) return {};
  const auto name = text.substr(text.size() - 2);
  const auto found = std::find(day_names.begin(), day_names.end(), name);
  auto number = text.substr(0, text.size() - 2);
  const bool from_end = number.front() == '-';
  if (from_end) number.remove_prefix(1);
  if (found == day_names.end() || number.size() != 1 || number[0] < '1' || number[0] > '5')
    return {};
  const int nth = number[0] - '0';
  return NthWeekday{from_end ? -nth : nth, static_cast<int>(found - day_names.begin())};
}

std::string weekdays_text(const std::array<bool, 7>& weekdays) {
  std::string text;
  for (const bool each : weekdays) text += each ? '1' : '0';
  return text;
}

NthWeekday nth_of(PackedDay day) { return {(day % 100 - 1) / 7 + 1, weekday(day)}; }

}  // namespace ecluse::rooms
