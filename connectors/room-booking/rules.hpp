// SPDX-License-Identifier: EUPL-1.2
// The rules that the products keep in their base, in the products' own order. The web applications
// apply them, the base does not: who writes into it directly has to.
#pragma once

#include <ecluse/connector.hpp>
#include <functional>

#include "grid.hpp"

namespace ecluse::rooms {

/// The product's account that owns the rows.
struct Account {
  std::string login;
  int level = 1;        ///< MRBS: 2 is an administrator; GRR: 0 to 6
  bool known = false;   ///< stands in the product's own table of users
  bool listed = false;  ///< GRR: may book rooms of who_can_book = 0
  std::string email;
};

/// What an account has booked already in an interval.
struct Usage {
  std::int64_t bookings = 0, seconds = 0;
};

/// One booking to judge. Borrows everything.
struct Proposal {
  const Calendar& calendar;
  const Room& room;
  Interval when;
  std::string_view type;
  const Account& account;
  std::string_view beneficiary;  ///< GRR; empty: the account itself
  Epoch now = 0;
  int adds = 1;  ///< to what the account has booked; 0: the booking stands in the base already
};

/// What an account booked in the area (MRBS) within an interval.
using AreaUsage = std::function<Result<Usage>(const Interval&)>;

/// What an account still has before it (GRR): in the room, in the area, everywhere.
struct Ahead {
  std::int64_t room = 0, area = 0, everywhere = 0;
};
using UsageAhead = std::function<Result<Ahead>()>;

/// How the operator mirrors what the product keeps in its configuration file.
struct Mirrored {
  bool past_allowed = false;
  int week_starts_on = 0;       ///< MRBS $weekstarts: 0 is Sunday
  int everywhere_at_most = -1;  ///< GRR UserAllRoomsMaxBooking, read from its settings table
};

/// Hours, grid and closed days, which come before every other rule. `start_pointer` and
/// `end_pointer` name the fields at fault. [any]
Result<void> check_times(const Calendar& calendar, const Interval& when,
                         std::string_view start_pointer, std::string_view end_pointer);

/// MRBS: disabled rooms, invalid types, and mrbsCheckPolicy's rules of the area; an administrator
/// is exempt from the latter, as in MRBS. [worker]
Result<void> check_mrbs(const Proposal& proposal, const Mirrored& mirrored, const AreaUsage& usage);

/// GRR's ten checks in the order of its form. [worker]
Result<void> check_grr(const Proposal& proposal, const Mirrored& mirrored, const UsageAhead& usage);

/// MRBS's limits for cancelling. [any]
Result<void> check_mrbs_cancel(const Proposal& proposal);

/// Names of what the functions above check, for the answer. Static storage. [any]
std::vector<std::string> mrbs_rules();
std::vector<std::string> grr_rules();

/// The day, week, month or year (0 to 3) of the area that holds a moment; 4: all from `now` on.
Interval period_of(const Zone& zone, Epoch at, std::size_t which, int week_starts_on, Epoch now);

}  // namespace ecluse::rooms
