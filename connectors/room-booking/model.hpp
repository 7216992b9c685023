// SPDX-License-Identifier: EUPL-1.2
// Areas, rooms and bookings as both products know them; what a product does not have stays empty.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "wall_clock.hpp"

namespace ecluse::rooms {

/// A named part of the day. The n-th is stored as 12:00 + n minutes, whatever its real hours.
struct Period {
  std::string name, from, until;  ///< real hours may be unknown
};

/// Limits that the base keeps for an area; nothing where the area does not set one.
struct Limits {
  std::optional<int> min_ahead, max_ahead;                ///< seconds, of creating
  std::optional<int> min_ahead_cancel, max_ahead_cancel;  ///< seconds, of cancelling
  std::optional<int> longest_seconds, longest_periods;
  /// Bookings and seconds of one account: per day, week, month, year, and from now on.
  std::array<std::optional<int>, 5> bookings_per, seconds_per;
};

enum class SlotMode : std::uint8_t { times, periods };

struct Area {
  std::int64_t id = 0;
  std::string name;
  bool disabled = false;
  std::string zone = "Europe/Paris";
  SlotMode mode = SlotMode::times;
  std::vector<Period> periods;
  int resolution = 1800;   ///< seconds; the grid starts at `opens`
  int opens = 8 * 3600;    ///< second of the day
  int closes = 19 * 3600;  ///< end of the last slot; beyond 86,400 after midnight
  std::array<bool, 7> open_days = {true, true, true, true, true, true, true};  ///< Sunday first
  std::string default_type;
  bool approval = false;
  std::string administrator_email;
  Limits limits;
  int bookings_per_account = -1;  ///< GRR: -1 is no limit
};

struct Room {
  std::int64_t id = 0, area = 0;
  std::string name, description;
  int capacity = 0;
  bool disabled = false;
  std::vector<std::string> invalid_types;
  std::string administrator_email;
  // GRR alone:
  bool moderated = false;
  bool past_allowed = false;
  bool listed_accounts_only = false;  ///< who_can_book = 0
  int bookings_per_account = -1;
  int max_days_ahead = -1;
  int min_minutes_ahead = 0;
  int option_days = 0;
  int who_books_for_others = 5;  ///< level from which one may book for somebody else
};

struct BookingType {
  std::string code, name;
};

enum class Approval : std::uint8_t { none, awaiting, accepted, refused };
enum class SeriesRole : std::uint8_t { single, member, changed_member };

/// One row of the entry table.
struct Booking {
  std::int64_t id = 0;
  std::int64_t room = 0;
  Interval when;
  std::string title, type, description;
  std::string created_by, modified_by;
  bool is_private = false, tentative = false;
  Approval approval = Approval::none;
  SeriesRole role = SeriesRole::single;
  std::int64_t series = 0;  ///< 0: none
  std::string uid;          ///< "" in rows of old versions
  std::string recurrence;   ///< ical_recur_id: the original start, or ""
  int sequence = 0;
  std::string changed_at;   ///< the row's timestamp, as the server writes it
  std::string beneficiary;  ///< GRR
};

}  // namespace ecluse::rooms
