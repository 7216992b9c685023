// SPDX-License-Identifier: EUPL-1.2
// Times of an area: the base keeps seconds since 1970, people say the time on the wall. A day is
// always a day of the area's IANA zone, never of the server's.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <ecluse/kit/dates.hpp>

namespace date {
class time_zone;
}

namespace ecluse::rooms {

/// Seconds since 1970, as both products store them.
using Epoch = std::int64_t;

/// Half open: a booking that ends at 11:00 and one that starts at 11:00 do not meet.
struct Interval {
  Epoch start = 0, end = 0;
  bool meets(const Interval& other) const { return start < other.end && end > other.start; }
  bool operator==(const Interval&) const = default;
};

/// A time on the wall. `second_of_day` may pass 86,399: it then lies in the next day.
struct Wall {
  PackedDay day = 0;
  std::int32_t second_of_day = 0;
  bool operator==(const Wall&) const = default;
};

/// Why a text is no moment of a zone.
enum class TimeFault : std::uint8_t {
  none,
  malformed,    ///< neither YYYY-MM-DDTHH:MM[:SS] nor that with Z or an offset
  skipped,      ///< no clock showed it: the hour that spring takes away
  twice,        ///< two moments showed it: the hour that autumn repeats; an offset decides
  out_of_range  ///< both products keep 32 bits: nothing after 2038-01-19
};
struct Moment {
  Epoch at = 0;
  TimeFault fault = TimeFault::none;
};

/// An IANA zone. Copyable; points into the machine's time zone data, which never changes. [any]
class Zone {
 public:
  /// "Europe/Paris"; nothing for a name that the machine's time zone data does not hold.
  static std::optional<Zone> find(std::string_view iana_name);

  /// What a person or a flow wrote. Without offset it is a time on this zone's wall.
  Moment read(std::string_view text) const;
  /// Where nobody can be asked (the members of a series): as the web applications do, a time that
  /// was skipped moves past the gap, and of two moments it is the first.
  Epoch at(const Wall& wall) const;
  Wall wall(Epoch at) const;
  /// RFC 3339 with the offset of that moment: 2027-01-11T09:00:00+01:00.
  std::string text(Epoch at) const;
  const std::string& name() const;

 private:
  explicit Zone(const date::time_zone* zone) : zone_(zone) {}
  const date::time_zone* zone_;
};

// Days as numbers of the calendar. [any]
PackedDay plus_days(PackedDay day, int days);
PackedDay plus_months(PackedDay first_of_month, int months);  ///< of the first day of a month
int weekday(PackedDay day);                                   ///< 0 is Sunday
int days_between(PackedDay from, PackedDay to);
PackedDay first_of_month(PackedDay day);
PackedDay packed_day(int year, int month, int day);

/// "20270112T170000Z", as ical_recur_id holds it.
std::string utc_basic(Epoch at);

}  // namespace ecluse::rooms
