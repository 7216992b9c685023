// SPDX-License-Identifier: EUPL-1.2
// What goes into the actions that write, and comes out of them; describe_writes.hpp says what it
// means.
#pragma once

#include "answers.hpp"

namespace ecluse::rooms {

/// When, in an area of times or of periods.
struct NewBooking {
  std::string room;
  Text start, end;
  std::optional<int> duration_minutes;
  std::optional<Date> day;
  TextList periods;
  std::string title;
  Text type, description;
  bool private_booking = false, tentative = false;
  std::optional<int> capacity;
  Text beneficiary, beneficiary_name, beneficiary_email;
  std::optional<std::vector<Field>> fields;
};
struct ChangeBooking {
  std::string booking;
  Text room, start, end;
  std::optional<int> duration_minutes;
  std::optional<Date> day;
  TextList periods;
  Text title, type, description;
  std::optional<bool> private_booking, tentative;
  std::optional<std::vector<Field>> fields;
};
struct Decision {
  std::string booking;
  Text reason;
};

enum class Every : std::uint8_t { day, week, month, year };
enum class Weekday : std::uint8_t {
  sunday,
  monday,
  tuesday,
  wednesday,
  thursday,
  friday,
  saturday
};
struct Repeat {
  Every every = Every::week;
  int interval = 1;
  std::optional<std::vector<Weekday>> weekdays;
  std::optional<int> nth_weekday;  ///< of the first day's weekday in its month; -1 the last
  Date until;
};
struct NewSeries {
  NewBooking booking;
  Repeat repeat;
};
struct SeriesReference {
  std::string series;
};
struct ChangeSeries {
  std::string series;
  Text title, type, description;
};

struct RecipientRow {
  std::string role, email;
};
struct ShownCell {
  std::string column;
  std::string value;
};
enum class RowKind : std::uint8_t { insert, update, erase };
struct RowEffect {
  std::string table;
  RowKind change = RowKind::insert;
  std::vector<ShownCell> before, after;
};
enum class Confidence : std::uint8_t { exclusive, optimistic };

/// The answer of every write.
struct Written {
  BookingRow booking;
  int count = 1;
  bool replayed = false;
  bool notifications_not_sent = true;
  std::vector<RecipientRow> would_notify;
  std::vector<std::string> rules_checked;
  std::string protection;
  Confidence confidence = Confidence::exclusive;
  std::optional<bool> simulated;
  std::vector<RowEffect> rows;
  Text note;
};

}  // namespace ecluse::rooms
