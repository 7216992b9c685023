// SPDX-License-Identifier: EUPL-1.2
#include "wall_clock.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

namespace ecluse::rooms {
namespace {

using date::local_seconds;
using date::sys_seconds;
using std::chrono::seconds;

constexpr Epoch last_second = 2'147'483'647;
constexpr int day_seconds = 86'400;

date::year_month_day calendar(PackedDay day) {
  return date::year(day / 10000) / date::month(static_cast<unsigned>(day / 100 % 100)) /
         date::day(static_cast<unsigned>(day % 100));
}
PackedDay packed(date::year_month_day day) {
  return static_cast<int>(day.year()) * 10000 +
         static_cast<int>(static_cast<unsigned>(day.month())) * 100 +
         static_cast<int>(static_cast<unsigned>(day.day()));
}
date::local_days local_day(PackedDay day) { return date::local_days(calendar(day)); }

/// The digits at a place of a text of which the separators were looked at already.
int digits(std::string_view text, std::size_t from, std::size_t count) {
  int value = -1;
  const auto* end = text.data() + from + count;
  if (text.size() < from + count) return -1;
  for (const auto* each = text.data() + from; each != end; ++each)
    if (*each < '0' || *each > '9') return -1;
  std::from_chars(text.data() + from, end, value);
  return value;
}

struct Written {
  local_seconds local;
  std::optional<seconds> offset;
};

std::optional<seconds> offset_of(std::string_view text) {
  if (text == "Z" || text == "z") return seconds(0);
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return {};
  const int hours = digits(text, 1, 2);
  const int minutes = digits(text, 4, 2);
  if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) return {};
  const int total = hours * 3600 + minutes * 60;
  return seconds(text[0] == '-' ? -total : total);
}

std::optional<Written> written(std::string_view text) {
  const auto day = text.size() < 16 ? std::nullopt : Date::parse(text.substr(0, 10));
  if (!day || (text[10] != 'T' && text[10] != ' ') || text[13] != ':') return {};
  const int hour = digits(text, 11, 2);
  const int minute = digits(text, 14, 2);
  int second = 0;
  std::size_t at = 16;
  if (text.size() > at && text[at] == ':') {
    second = digits(text, at + 1, 2);
    at += 3;
  }
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return {};
  Written made{local_day(day->packed()) + seconds(hour * 3600 + minute * 60 + second), {}};
  if (at == text.size()) return made;
  made.offset = offset_of(text.substr(at));
  return made.offset ? std::optional(made) : std::nullopt;
}

Moment moment(sys_seconds at) {
  const Epoch epoch = at.time_since_epoch().count();
  return {epoch, epoch < 0 || epoch > last_second ? TimeFault::out_of_range : TimeFault::none};
}

}  // namespace

std::optional<Zone> Zone::find(std::string_view iana_name) {
  try {
    return Zone(date::locate_zone(std::string(iana_name)));
  } catch (const std::runtime_error&) {
    return {};
  }
}

Moment Zone::read(std::string_view text) const {
  const auto got = written(text);
  if (!got) return {0, TimeFault::malformed};
  if (got->offset) return moment(sys_seconds(got->local.time_since_epoch()) - *got->offset);
  const auto info = zone_->get_info(got->local);
  if (info.result == date::local_info::nonexistent) return {0, TimeFault::skipped};
  if (info.result == date::local_info::ambiguous) return {0, TimeFault::twice};
  return moment(sys_seconds(got->local.time_since_epoch()) - info.first.offset);
}

Epoch Zone::at(const Wall& wall) const {
  const auto local = local_day(wall.day) + seconds(wall.second_of_day);
  // The offset before the change fits both: it moves a skipped time past the gap, and takes the
  // first of two.
  const auto info = zone_->get_info(local);
  return (sys_seconds(local.time_since_epoch()) - info.first.offset).time_since_epoch().count();
}

Wall Zone::wall(Epoch at) const {
  const auto local = zone_->to_local(sys_seconds(seconds(at)));
  const auto day = date::floor<date::days>(local);
  return {packed(date::year_month_day(day)), static_cast<std::int32_t>((local - day).count())};
}

std::string Zone::text(Epoch at) const {
  const auto info = zone_->get_info(sys_seconds(seconds(at)));
  const auto wall_now = wall(at);
  const auto minutes = static_cast<int>(info.offset.count() / 60);
  const int size = minutes < 0 ? -minutes : minutes;
  const int second = wall_now.second_of_day;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", wall_now.day / 10000,
                     wall_now.day / 100 % 100, wall_now.day % 100, second / 3600, second / 60 % 60,
                     second % 60, minutes < 0 ? '-' : '+', size / 60, size % 60);
}

const std::string& Zone::name() const { return zone_->name(); }

PackedDay plus_days(PackedDay day, int days) {
  return packed(date::year_month_day(local_day(day) + date::days(days)));
}
PackedDay plus_months(PackedDay first_of_month, int months) {
  return packed(calendar(first_of_month) + date::months(months));
}
int weekday(PackedDay day) { return static_cast<int>(date::weekday(local_day(day)).c_encoding()); }
int days_between(PackedDay from, PackedDay to) {
  return static_cast<int>((local_day(to) - local_day(from)).count());
}
PackedDay first_of_month(PackedDay day) { return day / 100 * 100 + 1; }
PackedDay packed_day(int year, int month, int day) { return year * 10000 + month * 100 + day; }

std::string utc_basic(Epoch at) {
  const sys_seconds moment_at{seconds(at)};
  const auto day = date::floor<date::days>(moment_at);
  const date::year_month_day date(day);
  const auto rest = static_cast<int>((moment_at - day).count()) % day_seconds;
  return fmt::format("{:08}T{:02}{:02}{:02}Z", packed(date), rest / 3600, rest / 60 % 60,
                     rest % 60);
}

}  // namespace ecluse::rooms
