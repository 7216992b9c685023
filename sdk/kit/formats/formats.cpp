// SPDX-License-Identifier: MIT
#include "ecluse/kit/formats.hpp"

#include <array>
#include <utility>

namespace ecluse::kit {
namespace {

constexpr std::array<std::pair<Format, std::string_view>, 12> format_names{{
    {Format::date, "date"},
    {Format::partial_date, "partial-date"},
    {Format::time, "time"},
    {Format::date_time, "date-time"},
    {Format::decimal, "decimal"},
    {Format::duration, "duration"},
    {Format::folder, "folder"},
    {Format::file, "file"},
    {Format::url, "url"},
    {Format::email, "email"},
    {Format::insee_commune, "insee-commune"},
    {Format::uuid, "uuid"},
}};

constexpr bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// Takes exactly `count` digits from the front of `text`, or answers -1.
int take_number(std::string_view& text, std::size_t count) {
  if (text.size() < count) return -1;
  int number = 0;
  for (std::size_t index = 0; index < count; ++index) {
    if (!is_digit(text[index])) return -1;
    number = number * 10 + (text[index] - '0');
  }
  text.remove_prefix(count);
  return number;
}

bool take(std::string_view& text, char letter) {
  if (text.empty() || text.front() != letter) return false;
  text.remove_prefix(1);
  return true;
}

enum class Parts : std::uint8_t { all, some };

bool take_date(std::string_view& text, Parts parts) {
  const int year = take_number(text, 4);
  if (year < 0) return false;
  if (parts == Parts::some && text.empty()) return true;
  if (!take(text, '-')) return false;
  const int month = take_number(text, 2);
  if (month < 1 || month > 12) return false;
  if (parts == Parts::some && text.empty()) return true;
  if (!take(text, '-')) return false;
  const int day = take_number(text, 2);
  return day >= 1 && day <= days_in_month(year, month);
}

enum class Seconds : std::uint8_t { optional, required };

bool take_time(std::string_view& text, Seconds seconds) {
  const int hour = take_number(text, 2);
  if (hour < 0 || hour > 23 || !take(text, ':')) return false;
  const int minute = take_number(text, 2);
  if (minute < 0 || minute > 59) return false;
  if (!take(text, ':')) return seconds == Seconds::optional;
  const int second = take_number(text, 2);
  return second >= 0 && second <= 60;  // 60: RFC 3339 keeps leap seconds
}

bool is_date_time(std::string_view text) {
  if (!take_date(text, Parts::all)) return false;
  if (!take(text, 'T') && !take(text, 't') && !take(text, ' ')) return false;
  if (!take_time(text, Seconds::required)) return false;
  if (take(text, '.')) {
    if (text.empty() || !is_digit(text.front())) return false;
    while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  }
  if (text == "Z" || text == "z") return true;
  if (!take(text, '+') && !take(text, '-')) return false;
  const int hour = take_number(text, 2);
  if (hour < 0 || hour > 23 || !take(text, ':')) return false;
  const int minute = take_number(text, 2);
  return minute >= 0 && minute <= 59 && text.empty();
}

bool is_decimal(std::string_view text) {
  if (text.size() > 40) return false;
  take(text, '-');
  if (text.empty() || !is_digit(text.front())) return false;
  if (text.front() == '0' && text.size() > 1 && text[1] != '.') return false;
  while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  if (text.empty()) return true;
  if (!take(text, '.') || text.empty()) return false;
  while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  return text.empty();
}

bool is_duration(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  if (digits == 0 || digits > 9) return false;
  const auto unit = text.substr(digits);
  return unit == "ms" || unit == "s" || unit == "m" || unit == "h" || unit == "d";
}

bool is_path(std::string_view text) {
  if (text.empty() || text.front() != '/' || text.size() > 4000) return false;
  for (const char letter : text)
    if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f) return false;
  while (!text.empty()) {
    const auto slash = text.find('/');
    if (text.substr(0, slash) == "..") return false;
    if (slash == text.npos) break;
    text.remove_prefix(slash + 1);
  }
  return true;
}

bool is_url(std::string_view text) {
  if (text.substr(0, 7) == "http://")
    text.remove_prefix(7);
  else if (text.substr(0, 8) == "https://")
    text.remove_prefix(8);
  else
    return false;
  if (text.empty() || text.front() == '/' || text.front() == '?' || text.front() == '#')
    return false;
  for (const char letter : text)
    if (static_cast<unsigned char>(letter) <= 0x20 || letter == 0x7f) return false;
  return true;
}

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  if (at == text.npos || at == 0 || at + 1 == text.size() || text.size() > 254) return false;
  if (text.find('@', at + 1) != text.npos) return false;
  for (const char letter : text)
    if (static_cast<unsigned char>(letter) <= 0x20 || letter == 0x7f) return false;
  return true;
}

bool is_insee_commune(std::string_view text) {
  if (text.size() != 5) return false;
  for (const char letter : text.substr(2))
    if (!is_digit(letter)) return false;
  if (text[0] == '2')
    return text[1] == 'A' || (text[1] == 'B') || (text[1] >= '1' && text[1] <= '9');
  return is_digit(text[0]) && is_digit(text[1]);
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t index = 0; index < text.size(); ++index) {
    const char letter = text[index];
    const bool hexadecimal =
        is_digit(letter) || (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F');
    const bool hyphen = index == 8 || index == 13 || index == 18 || index == 23;
    if (hyphen ? letter != '-' : !hexadecimal) return false;
  }
  return true;
}

}  // namespace

int days_in_month(int year, int month) {
  constexpr std::array<int, 13> days{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) return 0;
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month)];
}

std::string_view name(Format format) {
  return format_names[static_cast<std::size_t>(format)].second;
}

std::optional<Format> format_named(std::string_view name) {
  for (const auto& [format, text] : format_names)
    if (text == name) return format;
  return std::nullopt;
}

bool is_valid(Format format, std::string_view text) {
  switch (format) {
    case Format::date:
      return take_date(text, Parts::all) && text.empty();
    case Format::partial_date:
      return take_date(text, Parts::some) && text.empty();
    case Format::time:
      return take_time(text, Seconds::optional) && text.empty();
    case Format::date_time:
      return is_date_time(text);
    case Format::decimal:
      return is_decimal(text);
    case Format::duration:
      return is_duration(text);
    case Format::folder:
    case Format::file:
      return is_path(text);
    case Format::url:
      return is_url(text);
    case Format::email:
      return is_email(text);
    case Format::insee_commune:
      return is_insee_commune(text);
    case Format::uuid:
      return is_uuid(text);
  }
  return false;
}

}  // namespace ecluse::kit
