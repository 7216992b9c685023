// SPDX-License-Identifier: EUPL-1.2
// What is read of MRBS.
#include <nlohmann/json.hpp>

#include "mrbs_ledger.hpp"

namespace ecluse::rooms {
namespace {

using kit::SqlRecord;
using kit::SqlValues;

constexpr std::int64_t is_private = 1;
constexpr std::int64_t is_awaiting = 2;
constexpr std::int64_t is_tentative = 4;

std::optional<int> limit(const SqlRecord& row, std::size_t enabled, std::size_t value) {
  if (row.integer(enabled) == 0) return {};
  return static_cast<int>(row.integer(value));
}

/// `periods` is a plain array of names, or an object of {"name": ["09:30", "12:00"]}.
std::vector<Period> periods_of(const std::string& text) {
  std::vector<Period> periods;
  const auto json = nlohmann::ordered_json::parse(text, nullptr, false);
  const auto name_of = [](const nlohmann::ordered_json& value) {
    return value.is_string() ? value.get<std::string>() : std::string();
  };
  if (json.is_array())
    for (const auto& each : json) periods.push_back({name_of(each), {}, {}});
  if (json.is_object())
    for (const auto& [name, hours] : json.items()) {
      Period period{name, {}, {}};
      if (hours.is_array() && hours.size() == 2)
        period.from = name_of(hours[0]), period.until = name_of(hours[1]);
      periods.push_back(std::move(period));
    }
  return periods;
}

std::vector<std::string> list_of(const std::string& text) {
  std::vector<std::string> list;
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_array())
    for (const auto& each : json)
      if (each.is_string()) list.push_back(each.get<std::string>());
  return list;
}

constexpr std::string_view area_columns =
    "id, area_name, disabled, timezone, resolution, morningstarts, morningstarts_minutes, "
    "eveningends, eveningends_minutes, enable_periods, periods, default_type, approval_enabled, "
    "area_admin_email, min_create_ahead_enabled, min_create_ahead_secs, max_create_ahead_enabled, "
    "max_create_ahead_secs, min_delete_ahead_enabled, min_delete_ahead_secs, "
    "max_delete_ahead_enabled, max_delete_ahead_secs, max_duration_enabled, max_duration_secs, "
    "max_duration_periods, max_per_day_enabled, max_per_day, max_per_week_enabled, max_per_week, "
    "max_per_month_enabled, max_per_month, max_per_year_enabled, max_per_year, "
    "max_per_future_enabled, max_per_future, max_secs_per_day_enabled, max_secs_per_day, "
    "max_secs_per_week_enabled, max_secs_per_week, max_secs_per_month_enabled, "
    "max_secs_per_month, max_secs_per_year_enabled, max_secs_per_year, "
    "max_secs_per_future_enabled, max_secs_per_future";

Area area_of(const SqlRecord& row) {
  Area area;
  area.id = row.integer(0);
  area.name = row.text(1);
  area.disabled = row.integer(2) != 0;
  if (!row.text(3).empty()) area.zone = row.text(3);
  area.resolution = row.integer(4) > 0 ? static_cast<int>(row.integer(4)) : 1800;
  area.opens = static_cast<int>(row.integer(5) * 3600 + row.integer(6) * 60);
  // eveningends is the beginning of the last slot; one that lies before the morning is tomorrow's.
  area.closes = static_cast<int>(row.integer(7) * 3600 + row.integer(8) * 60) + area.resolution;
  if (area.closes <= area.opens) area.closes += 86'400;
  area.mode = row.integer(9) != 0 ? SlotMode::periods : SlotMode::times;
  if (area.mode == SlotMode::periods) area.periods = periods_of(row.text(10));
  area.default_type = row.text(11);
  area.approval = row.integer(12) != 0;
  area.administrator_email = row.text(13);
  auto& limits = area.limits;
  limits.min_ahead = limit(row, 14, 15);
  limits.max_ahead = limit(row, 16, 17);
  limits.min_ahead_cancel = limit(row, 18, 19);
  limits.max_ahead_cancel = limit(row, 20, 21);
  limits.longest_seconds = limit(row, 22, 23);
  limits.longest_periods = limit(row, 22, 24);
  for (std::size_t which = 0; which < 5; ++which) {
    limits.bookings_per[which] = limit(row, 25 + 2 * which, 26 + 2 * which);
    limits.seconds_per[which] = limit(row, 35 + 2 * which, 36 + 2 * which);
  }
  return area;
}

Room room_of(const SqlRecord& row) {
  Room room;
  room.id = row.integer(0);
  room.area = row.integer(1);
  room.name = row.text(2);
  room.description = row.text(3);
  room.capacity = static_cast<int>(row.integer(4));
  room.disabled = row.integer(5) != 0;
  room.invalid_types = list_of(row.text(6));
  room.administrator_email = row.text(7);
  return room;
}

constexpr std::size_t first_custom_column = 16;

Booking booking_of(const kit::SqlRow& row) {
  Booking booking;
  booking.id = row.integer(0);
  booking.room = row.integer(1);
  booking.when = {row.integer(2), row.integer(3)};
  booking.role = static_cast<SeriesRole>(std::min<std::int64_t>(row.integer(4), 2));
  booking.series = row.integer(5);
  booking.changed_at = row.text(6);
  booking.created_by = row.text(7);
  booking.modified_by = row.text(8);
  booking.title = row.text(9);
  booking.type = row.text(10);
  booking.description = row.text(11);
  const auto status = row.integer(12);
  booking.is_private = (status & is_private) != 0;
  booking.approval = (status & is_awaiting) != 0 ? Approval::awaiting : Approval::none;
  booking.tentative = (status & is_tentative) != 0;
  booking.uid = row.text(13);
  booking.sequence = static_cast<int>(row.integer(14));
  booking.recurrence = row.text(15);
  return booking;
}

}  // namespace

Result<std::vector<Area>> MrbsLedger::areas(Session& session) const {
  auto rows = session.all("SELECT " + std::string(area_columns) + " FROM " + tables_("area") +
                          " ORDER BY sort_key, area_name, id");
  if (!rows) return fail(std::move(rows));
  std::vector<Area> areas;
  for (const auto& row : *rows) areas.push_back(area_of(row));
  return areas;
}

Result<std::vector<Room>> MrbsLedger::rooms(Session& session, std::span<const std::int64_t> ids,
                                            RowLock lock) const {
  std::string statement =
      "SELECT id, area_id, room_name, description, capacity, disabled, invalid_types, "
      "room_admin_email FROM " +
      tables_("room");
  SqlValues values(ids.begin(), ids.end());
  statement += ids.empty() ? " ORDER BY area_id, sort_key, room_name, id"
                           : " WHERE id IN (" + marks(ids.size()) + ") ORDER BY id";
  if (lock == RowLock::update) statement += tables_.for_queue();
  auto rows = session.all(statement, values);
  if (!rows) return fail(std::move(rows));
  std::vector<Room> rooms;
  for (const auto& row : *rows) rooms.push_back(room_of(row));
  return rooms;
}

Result<std::vector<BookingType>> MrbsLedger::types(Session&, std::int64_t) const { return types_; }

Result<Account> MrbsLedger::account(Session& session, const std::string& login, const Room*,
                                    const Area*) const {
  Account account{login, 1, false, false, {}};
  auto row =
      session.first("SELECT level, email FROM " + tables_("users") + " WHERE name = ?", {login});
  if (!row) return fail(std::move(row));
  if (*row) {
    account.known = true;
    account.level = static_cast<int>((*row)->integer(0));
    account.email = (*row)->text(1);
  }
  return account;
}

Result<std::vector<PackedDay>> MrbsLedger::closed_days(Session&, const Zone&) const {
  return std::vector<PackedDay>();  // MRBS keeps its holidays in config.inc.php:
                                    // settings.closed_days
}

std::string MrbsLedger::live() const { return "1 = 1"; }

Condition MrbsLedger::text_is(const BookingFilter& filter) const {
  return {"((status & 1) = 0 OR create_by = ?) AND LOWER(name) LIKE LOWER(?) ESCAPE '!'",
          {filter.reader, like_part(filter.text)}};
}

Condition MrbsLedger::approval_is(Approval approval) const {
  return {approval == Approval::awaiting ? "(status & 2) <> 0" : "(status & 2) = 0", {}};
}

std::string MrbsLedger::select() const {
  std::string statement =
      "SELECT id, room_id, start_time, end_time, entry_type, repeat_id, " +
      tables_.epoch_of("timestamp") +
      ", create_by, modified_by, name, type, description, status, ical_uid, ical_sequence, "
      "ical_recur_id";
  for (const auto& name : custom_) statement += ", " + tables_.quoted(name);
  return statement + " FROM " + tables_("entry") + " WHERE " + live();
}

Result<std::vector<Row>> MrbsLedger::rows(Session& session, const std::string& and_order,
                                          const SqlValues& values) const {
  std::vector<Row> rows;
  const auto done = session.run(select() + and_order, values, [&](const kit::SqlRow& found) {
    Row row{booking_of(found), {}, {}};
    for (std::size_t at = 0; at < custom_.size(); ++at)
      if (!found.is_null(first_custom_column + at))
        row.fields.push_back({custom_[at], found.text(first_custom_column + at)});
    rows.push_back(std::move(row));
    return kit::SqlNext::more;
  });
  if (!done) return fail(Result<kit::SqlDone>(done));
  return rows;
}

Result<std::vector<Row>> MrbsLedger::find(Session& session, const Reference& reference) const {
  if (reference.uid.empty()) return rows(session, " AND id = ?", {reference.id});
  if (reference.recurrence.empty())
    return rows(session, " AND ical_uid = ? ORDER BY start_time, id", {reference.uid});
  return rows(session, " AND ical_uid = ? AND ical_recur_id = ?",
              {reference.uid, reference.recurrence});
}

Result<std::vector<Row>> MrbsLedger::made_by(Session& session, const std::string& mark) const {
  return rows(session, " AND ical_uid = ? ORDER BY start_time, id", {mark});
}

Result<std::vector<Recipient>> MrbsLedger::recipients(Session& session, const Room& room,
                                                      const Area& area,
                                                      const Booking& booking) const {
  std::vector<Recipient> people;
  if (!room.administrator_email.empty())
    people.push_back({"room-administrator", room.administrator_email});
  if (!area.administrator_email.empty())
    people.push_back({"area-administrator", area.administrator_email});
  auto creator = account(session, booking.created_by, nullptr, nullptr);
  if (!creator) return fail(std::move(creator));
  if (!creator->email.empty()) people.push_back({"creator", creator->email});
  return people;
}

}  // namespace ecluse::rooms
