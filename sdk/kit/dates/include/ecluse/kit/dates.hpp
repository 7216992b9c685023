// SPDX-License-Identifier: MIT
// Dates as the files hold them: whole, or as far as they are known. A missing month or day is never
// filled in; a partial date stands for the range of days that it leaves open.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ecluse {

/// A day of the Gregorian calendar as YYYYMMDD, so that days compare as numbers. 0 is none.
using PackedDay = std::int32_t;

/// A date of which the day, or the month and the day, may be unknown. Never an impossible one.
class PartialDate {
 public:
  PartialDate() = default;  ///< nothing is known; empty text

  /// "1969", "2001-06", "2001-06-14"; nothing for anything else.
  static std::optional<PartialDate> parse(std::string_view text);
  /// 0 for what is unknown; nothing when such a day does not exist, or a day stands without its
  /// month.
  static std::optional<PartialDate> of(int year, int month, int day);

  int year() const { return year_; }
  int month() const { return month_; }
  int day() const { return day_; }
  bool known() const { return year_ != 0; }
  bool whole() const { return day_ != 0; }

  /// The first and the last day that it may be.
  PackedDay first_day() const;
  PackedDay last_day() const;
  /// Whether some day may be both.
  bool may_equal(const PartialDate& other) const;

  std::string text() const;
  auto operator<=>(const PartialDate&) const = default;

 private:
  std::int16_t year_ = 0;
  std::int8_t month_ = 0;
  std::int8_t day_ = 0;
};

/// A whole date.
class Date {
 public:
  Date() = default;
  /// "2001-06-14"; nothing for anything else.
  static std::optional<Date> parse(std::string_view text);
  static std::optional<Date> of(int year, int month, int day);
  /// From YYYYMMDD; nothing when there is no such day.
  static std::optional<Date> of(PackedDay packed);

  PackedDay packed() const { return packed_; }
  std::string text() const;
  auto operator<=>(const Date&) const = default;

 private:
  PackedDay packed_ = 0;
};

}  // namespace ecluse
