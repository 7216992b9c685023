// SPDX-License-Identifier: EUPL-1.2
#include "rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "errors.hpp"

namespace ecluse::rooms {
namespace {

constexpr int seconds_an_hour = 3600;
constexpr int mrbs_administrator = 2;
constexpr int grr_manager = 3;
constexpr std::array<std::string_view, 5> interval_names = {"day", "week", "month", "year",
                                                            "future"};

std::string clock_text(int second_of_day) {
  return fmt::format("{:02}:{:02}", second_of_day / seconds_an_hour % 24, second_of_day / 60 % 60);
}
std::string day_text(PackedDay day) {
  return fmt::format("{:04}-{:02}-{:02}", day / 10000, day / 100 % 100, day % 100);
}
std::string whole(std::int64_t seconds, std::int64_t unit) {
  return std::to_string((seconds + unit - 1) / unit);
}
std::string duration_text(std::int64_t seconds) {
  return fmt::format("{} h {:02}", seconds / seconds_an_hour, seconds / 60 % 60);
}

Failure quota(std::string_view rule, std::int64_t limit) {
  return fail(errors::quota_reached).with("rule", rule).with("limit", std::to_string(limit));
}
Failure not_allowed(const Proposal& proposal, std::string_view rule) {
  return fail(errors::account_not_allowed)
      .with("account", proposal.account.login)
      .with("rule", rule);
}

Result<void> check_ahead(const Proposal& proposal, std::optional<int> least,
                         std::optional<int> most) {
  const auto& when = proposal.when;
  if (least && when.start < proposal.now + *least)
    return fail(errors::too_soon).with("hours", whole(*least, seconds_an_hour)).at("/start");
  if (most && when.end > proposal.now + *most)
    return fail(errors::too_far_ahead)
        .with("days", whole(*most, 24 * seconds_an_hour))
        .at("/start");
  return {};
}

Result<void> check_length(const Proposal& proposal) {
  const auto& area = proposal.calendar.area;
  const auto length = proposal.when.end - proposal.when.start;
  if (area.mode == SlotMode::periods) {
    if (area.limits.longest_periods && length / 60 > *area.limits.longest_periods)
      return fail(errors::too_long)
          .with("limit", std::to_string(*area.limits.longest_periods) + " périodes")
          .at("/periods");
  } else if (area.limits.longest_seconds && length > *area.limits.longest_seconds) {
    return fail(errors::too_long)
        .with("limit", duration_text(*area.limits.longest_seconds))
        .at("/end");
  }
  return {};
}

Result<void> check_quotas(const Proposal& proposal, const Mirrored& mirrored,
                          const AreaUsage& usage) {
  const auto& limits = proposal.calendar.area.limits;
  for (std::size_t which = 0; which < interval_names.size(); ++which) {
    if (!limits.bookings_per[which] && !limits.seconds_per[which]) continue;
    const auto used = usage(period_of(proposal.calendar.zone, proposal.when.start, which,
                                      mirrored.week_starts_on, proposal.now));
    if (!used) return fail(Result<Usage>(used));
    const auto name = std::string(interval_names[which]);
    if (limits.bookings_per[which] && used->bookings + proposal.adds > *limits.bookings_per[which])
      return quota("max_per_" + name, *limits.bookings_per[which]);
    if (limits.seconds_per[which] &&
        used->seconds + proposal.adds * (proposal.when.end - proposal.when.start) >
            *limits.seconds_per[which])
      return quota("max_secs_per_" + name, *limits.seconds_per[which]);
  }
  return {};
}

Result<void> check_room(const Proposal& proposal) {
  const auto& room = proposal.room;
  if (room.disabled || proposal.calendar.area.disabled)
    return fail(errors::room_disabled).with("room", room.name).at("/room");
  const auto& barred = room.invalid_types;
  if (std::find(barred.begin(), barred.end(), proposal.type) != barred.end())
    return fail(errors::type_not_allowed)
        .with("room", room.name)
        .with("type", proposal.type)
        .at("/type");
  return {};
}

/// GRR's checks 1 to 4: what depends on the clock and the length alone.
Result<void> check_grr_times(const Proposal& proposal, const Mirrored& mirrored) {
  const auto& room = proposal.room;
  const auto& limits = proposal.calendar.area.limits;
  const auto& when = proposal.when;
  if (!room.past_allowed && !mirrored.past_allowed && when.start < proposal.now)
    return fail(errors::in_the_past).at("/start");
  if (limits.longest_seconds && when.end - when.start > *limits.longest_seconds)
    return fail(errors::too_long).with("limit", duration_text(*limits.longest_seconds)).at("/end");
  if (proposal.account.level < grr_manager && room.max_days_ahead >= 0) {
    const auto today = proposal.calendar.zone.wall(proposal.now).day;
    const auto day = proposal.calendar.zone.wall(when.start).day;
    if (days_between(today, day) > room.max_days_ahead)
      return fail(errors::too_far_ahead)
          .with("days", std::to_string(room.max_days_ahead))
          .at("/start");
  }
  if (proposal.account.level < grr_manager && room.min_minutes_ahead > 0 &&
      when.start < proposal.now + room.min_minutes_ahead * 60LL)
    return fail(errors::too_soon)
        .with("hours", whole(room.min_minutes_ahead * 60LL, seconds_an_hour))
        .at("/start");
  return {};
}

Result<void> check_grr_quotas(const Proposal& proposal, const Mirrored& mirrored,
                              const UsageAhead& usage) {
  const auto& room = proposal.room;
  const auto& area = proposal.calendar.area;
  if (proposal.account.level >= grr_manager) return {};
  if (room.bookings_per_account < 0 && area.bookings_per_account < 0 &&
      mirrored.everywhere_at_most < 0)
    return {};
  const auto ahead = usage();
  if (!ahead) return fail(Result<Ahead>(ahead));
  if (room.bookings_per_account >= 0 && ahead->room + proposal.adds > room.bookings_per_account)
    return quota("room.max_booking", room.bookings_per_account);
  if (area.bookings_per_account >= 0 && ahead->area + proposal.adds > area.bookings_per_account)
    return quota("area.max_booking", area.bookings_per_account);
  if (mirrored.everywhere_at_most >= 0 &&
      ahead->everywhere + proposal.adds > mirrored.everywhere_at_most)
    return quota("UserAllRoomsMaxBooking", mirrored.everywhere_at_most);
  return {};
}

}  // namespace

Result<void> check_times(const Calendar& calendar, const Interval& when,
                         std::string_view start_pointer, std::string_view end_pointer) {
  const auto& area = calendar.area;
  const auto fault = check_grid(calendar, when);
  const auto grid = [&](Epoch at, std::string_view pointer) {
    return fail(errors::off_grid)
        .with("text", calendar.zone.text(at))
        .with("minutes", std::to_string(slot_seconds(area) / 60))
        .with("opens", clock_text(area.opens))
        .at(pointer);
  };
  switch (fault) {
    case GridFault::none:
      return {};
    case GridFault::closed_day:
      return fail(errors::closed_day)
          .with("day", day_text(calendar.zone.wall(when.start).day))
          .at(start_pointer);
    case GridFault::outside_hours:
      return fail(errors::outside_hours)
          .with("opens", clock_text(area.opens))
          .with("closes", clock_text(area.closes))
          .at(start_pointer);
    case GridFault::start_off_grid:
      return grid(when.start, start_pointer);
    case GridFault::end_off_grid:
      return grid(when.end, end_pointer);
    case GridFault::no_such_period:
      break;
  }
  std::string names;
  for (const auto& each : area.periods) names += (names.empty() ? "" : ", ") + each.name;
  return fail(errors::period_unknown).with("periods", names).at("/periods");
}

Result<void> check_mrbs(const Proposal& proposal, const Mirrored& mirrored,
                        const AreaUsage& usage) {
  if (auto open = check_room(proposal); !open) return open;
  if (!mirrored.past_allowed && proposal.when.start < proposal.now)
    return fail(errors::in_the_past).at("/start");
  if (proposal.account.level >= mrbs_administrator) return {};
  const auto& limits = proposal.calendar.area.limits;
  if (auto ahead = check_ahead(proposal, limits.min_ahead, limits.max_ahead); !ahead) return ahead;
  if (auto length = check_length(proposal); !length) return length;
  return check_quotas(proposal, mirrored, usage);
}

Result<void> check_grr(const Proposal& proposal, const Mirrored& mirrored,
                       const UsageAhead& usage) {
  const auto& room = proposal.room;
  const auto& account = proposal.account;
  if (auto times = check_grr_times(proposal, mirrored); !times) return times;
  // 5: an option's date is not asked for: bookings of the connector are firm (-1).
  const bool for_other =
      proposal.adds > 0 && !proposal.beneficiary.empty() && proposal.beneficiary != account.login;
  if (for_other && account.level < room.who_books_for_others)
    return not_allowed(proposal, "qui_peut_reserver_pour");
  // 7 and 8: hours, closed days and days that the area does not show.
  if (auto times = check_times(proposal.calendar, proposal.when, "/start", "/end"); !times)
    return times;
  if (room.disabled && account.level < grr_manager)
    return fail(errors::room_disabled).with("room", room.name).at("/room");
  if (const auto& barred = room.invalid_types;
      std::find(barred.begin(), barred.end(), proposal.type) != barred.end())
    return fail(errors::type_not_allowed)
        .with("room", room.name)
        .with("type", proposal.type)
        .at("/type");
  if (auto quotas = check_grr_quotas(proposal, mirrored, usage); !quotas) return quotas;
  if (account.level < 2) return not_allowed(proposal, "statut");
  if (room.listed_accounts_only && !account.listed && account.level < grr_manager)
    return not_allowed(proposal, "who_can_book");
  return {};
}

Result<void> check_mrbs_cancel(const Proposal& proposal) {
  if (proposal.account.level >= mrbs_administrator) return {};
  const auto& limits = proposal.calendar.area.limits;
  return check_ahead(proposal, limits.min_ahead_cancel, limits.max_ahead_cancel);
}

std::vector<std::string> mrbs_rules() {
  return {"room.disabled",
          "area.disabled",
          "room.invalid_types",
          "area.hours",
          "area.resolution",
          "closed_days",
          "past",
          "min_create_ahead",
          "max_create_ahead",
          "max_duration",
          "max_per_day",
          "max_per_week",
          "max_per_month",
          "max_per_year",
          "max_per_future",
          "max_secs_per_day",
          "max_secs_per_week",
          "max_secs_per_month",
          "max_secs_per_year",
          "max_secs_per_future"};
}

std::vector<std::string> grr_rules() {
  return {"past",
          "duree_max_resa_area",
          "delais_max_resa_room",
          "delais_min_resa_room",
          "option_reservation",
          "qui_peut_reserver_pour",
          "heures_du_domaine",
          "jours_fermes",
          "statut_room",
          "max_booking",
          "who_can_book"};
}

Interval period_of(const Zone& zone, Epoch at, std::size_t which, int week_starts_on, Epoch now) {
  const auto day = zone.wall(at).day;
  const auto between = [&zone](PackedDay from, PackedDay until) {
    return Interval{zone.at({from, 0}), zone.at({until, 0})};
  };
  const auto month = first_of_month(day);
  switch (which) {
    case 0:
      return between(day, plus_days(day, 1));
    case 1: {
      const auto first = plus_days(day, -((weekday(day) - week_starts_on + 7) % 7));
      return between(first, plus_days(first, 7));
    }
    case 2:
      return between(month, plus_months(month, 1));
    case 3: {
      const auto year = day / 10000 * 10000 + 101;
      return between(year, year + 10000);
    }
    default:
      return {now, 2'147'483'647};
  }
}

}  // namespace ecluse::rooms
