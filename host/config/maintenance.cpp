// SPDX-License-Identifier: EUPL-1.2
#include "config/maintenance.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace ecluse::config {
namespace {

constexpr std::array<std::string_view, 7> weekdays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
/// Windows that cover every hour of every day have no end: who asks is told to ask tomorrow.
constexpr int farthest_steps = 8;

std::tm local(std::time_t time) {
  std::tm parts{};
  ::localtime_r(&time, &parts);
  return parts;
}

std::time_t whole_seconds(base::Wall time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

base::Wall wall(std::time_t time) { return base::Wall(std::chrono::seconds(time)); }

int minute_of(const std::tm& parts) { return parts.tm_hour * 60 + parts.tm_min; }

/// Minutes left of the window at this local time; 0 outside.
int minutes_left(const MaintenanceWindow& window, const std::tm& now) {
  const int minute = minute_of(now);
  const auto begins_on = [&](int day) { return !window.weekday || *window.weekday == day; };
  if (window.from < window.to)
    return minute >= window.from && minute < window.to && begins_on(now.tm_wday)
               ? window.to - minute
               : 0;
  if (minute >= window.from && begins_on(now.tm_wday)) return minutes_of_day - minute + window.to;
  if (minute < window.to && begins_on((now.tm_wday + 6) % 7)) return window.to - minute;
  return 0;
}

/// The first moment after `time`, which is in the window, that is out of it.
std::time_t end_of(const MaintenanceWindow& window, std::time_t time) {
  const std::tm parts = local(time);
  const std::time_t straight = time - parts.tm_sec + minutes_left(window, parts) * 60;
  if (local(straight).tm_gmtoff == parts.tm_gmtoff) return straight;
  // Clocks change on the way: minute by minute, one day in 180.
  std::time_t at = time - parts.tm_sec;
  while (minutes_left(window, local(at)) > 0) at += 60;
  return at;
}

}  // namespace

std::optional<int> parse_time_of_day(std::string_view text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
    return std::nullopt;
  const int hours = (text[0] - '0') * 10 + (text[1] - '0');
  const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
  if (minutes > 59 || hours * 60 + minutes > minutes_of_day) return std::nullopt;
  return hours * 60 + minutes;
}

std::optional<MaintenanceWindow> parse_window(std::string_view text) {
  MaintenanceWindow window;
  if (const auto space = text.find(' '); space != text.npos) {
    const auto day = std::find(weekdays.begin(), weekdays.end(), text.substr(0, space));
    if (day == weekdays.end()) return std::nullopt;
    window.weekday = static_cast<int>(day - weekdays.begin());
    text.remove_prefix(space + 1);
  }
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  const auto from = parse_time_of_day(text.substr(0, 5)), to = parse_time_of_day(text.substr(6));
  if (!from || !to || *from == *to || *from == minutes_of_day) return std::nullopt;
  window.from = *from;
  window.to = *to;
  return window;
}

std::optional<base::Wall> end_of_maintenance(const std::vector<MaintenanceWindow>& windows,
                                             base::Wall now) {
  std::time_t at = whole_seconds(now);
  int steps = 0;
  for (bool inside = true; inside && steps < farthest_steps;) {
    const std::tm parts = local(at);
    const auto found = std::find_if(
        windows.begin(), windows.end(),
        [&](const MaintenanceWindow& window) { return minutes_left(window, parts) > 0; });
    inside = found != windows.end();
    if (inside) at = end_of(*found, at);
    steps += inside ? 1 : 0;
  }
  return steps == 0 ? std::nullopt : std::optional(wall(at));
}

base::Wall next_time_of_day(int minute, base::Wall now) {
  const std::time_t at = whole_seconds(now);
  for (int days = 0;; ++days) {
    std::tm parts = local(at);
    parts.tm_mday += days;
    parts.tm_hour = minute / 60;
    parts.tm_min = minute % 60;
    parts.tm_sec = 0;
    parts.tm_isdst = -1;
    const std::time_t found = std::mktime(&parts);
    if (found > at || days > 2) return wall(found);
  }
}

std::string local_time_of_day(base::Wall time) {
  const std::tm parts = local(whole_seconds(time));
  char text[16];
  std::snprintf(text, sizeof text, "%02d:%02d", parts.tm_hour, parts.tm_min);
  return text;
}

}  // namespace ecluse::config
