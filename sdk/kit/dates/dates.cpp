// SPDX-License-Identifier: MIT
#include "ecluse/kit/dates.hpp"

#include <cstdio>

#include "ecluse/kit/formats.hpp"

namespace ecluse {
namespace {

int number(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

std::string padded(int value, int width) {
  char buffer[16];
  const int size = std::snprintf(buffer, sizeof buffer, "%0*d", width, value);
  return std::string(buffer, static_cast<std::size_t>(size));
}

}  // namespace

std::optional<PartialDate> PartialDate::parse(std::string_view text) {
  if (!kit::is_valid(kit::Format::partial_date, text)) return std::nullopt;
  return of(number(text.substr(0, 4)), text.size() > 4 ? number(text.substr(5, 2)) : 0,
            text.size() > 7 ? number(text.substr(8, 2)) : 0);
}

std::optional<PartialDate> PartialDate::of(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 0 || month > 12 || day < 0) return std::nullopt;
  if (day > 0 && (month == 0 || day > kit::days_in_month(year, month))) return std::nullopt;
  PartialDate date;
  date.year_ = static_cast<std::int16_t>(year);
  date.month_ = static_cast<std::int8_t>(month);
  date.day_ = static_cast<std::int8_t>(day);
  return date;
}

PackedDay PartialDate::first_day() const {
  return year_ * 10'000 + (month_ == 0 ? 1 : month_) * 100 + (day_ == 0 ? 1 : day_);
}

PackedDay PartialDate::last_day() const {
  const int month = month_ == 0 ? 12 : month_;
  const int day = day_ == 0 ? kit::days_in_month(year_, month) : day_;
  return year_ * 10'000 + month * 100 + day;
}

bool PartialDate::may_equal(const PartialDate& other) const {
  return first_day() <= other.last_day() && other.first_day() <= last_day();
}

std::string PartialDate::text() const {
  if (year_ == 0) return {};
  std::string text = padded(year_, 4);
  if (month_ != 0) text += '-' + padded(month_, 2);
  if (day_ != 0) text += '-' + padded(day_, 2);
  return text;
}

std::optional<Date> Date::parse(std::string_view text) {
  if (!kit::is_valid(kit::Format::date, text)) return std::nullopt;
  return of(number(text.substr(0, 4)), number(text.substr(5, 2)), number(text.substr(8, 2)));
}

std::optional<Date> Date::of(int year, int month, int day) {
  if (day < 1 || !PartialDate::of(year, month, day)) return std::nullopt;
  Date date;
  date.packed_ = year * 10'000 + month * 100 + day;
  return date;
}

std::optional<Date> Date::of(PackedDay packed) {
  return of(packed / 10'000, packed / 100 % 100, packed % 100);
}

std::string Date::text() const {
  if (packed_ == 0) return {};
  return padded(packed_ / 10'000, 4) + '-' + padded(packed_ / 100 % 100, 2) + '-' +
         padded(packed_ % 100, 2);
}

}  // namespace ecluse
