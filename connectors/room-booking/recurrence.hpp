// SPDX-License-Identifier: EUPL-1.2
// Series: the days on which a booking repeats. Both products keep one row for the series and one
// for each member; a member starts and ends at the same time of the wall, whatever the clock
// change.
#pragma once

#include <ecluse/result.hpp>
#include <optional>
#include <string>
#include <vector>

#include "model.hpp"

namespace ecluse::rooms {

enum class Frequency : std::uint8_t { daily, weekly, monthly, yearly };

/// The n-th of a weekday in a month; -1 is the last.
struct NthWeekday {
  int nth = 1;
  int day_of_week = 0;  ///< 0 is Sunday
  bool operator==(const NthWeekday&) const = default;
};

struct Recurrence {
  Frequency frequency = Frequency::weekly;
  int interval = 1;
  std::array<bool, 7> weekdays = {};     ///< weekly; Sunday first
  std::optional<int> month_day;          ///< monthly, on a day of the month
  std::optional<NthWeekday> month_week;  ///< monthly, on the n-th of a weekday
  PackedDay until = 0;                   ///< the last day that counts
};

/// The days from `first` on. A day that a month does not have (the 31st, a fifth Monday) is left
/// out. At most `most` and one: who gets more than `most` knows that there were too many. [any]
std::vector<PackedDay> days_of(const Recurrence& recurrence, PackedDay first, std::size_t most);

/// The intervals of the members, for a first member on the wall. [any]
std::vector<Interval> members_of(const Recurrence& recurrence, const Zone& zone,
                                 const Interval& first, std::size_t most);

/// MRBS's own notation: '2TU' is the second Tuesday, '-1FR' the last Friday. [any]
std::string relative_text(const NthWeekday& nth);
std::optional<NthWeekday> relative_of(std::string_view text);
/// '0010000' is Tuesday. [any]
std::string weekdays_text(const std::array<bool, 7>& weekdays);

/// Which of its weekday in its month a day is: 1 to 5. [any]
NthWeekday nth_of(PackedDay day);

}  // namespace ecluse::rooms
