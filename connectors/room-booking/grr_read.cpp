// SPDX-License-Identifier: EUPL-1.2
// What is read of GRR.
#include <algorithm>
#include <map>

#include "grr_ledger.hpp"
#include "overload.hpp"

namespace ecluse::rooms {
namespace {

using kit::SqlRecord;
using kit::SqlValues;

Area grr_area_of(const SqlRecord& row, const std::string& zone) {
  Area area;
  area.id = row.integer(0);
  area.name = row.text(1);
  area.zone = zone;
  area.resolution = row.integer(5) > 0 ? static_cast<int>(row.integer(5)) : 1800;
  area.opens = static_cast<int>(row.integer(2) * 3600);
  // The end of the last slot begins where GRR says that the evening ends.
  area.closes = static_cast<int>(row.integer(3) * 3600 + row.integer(4) * 60) + area.resolution;
  if (area.closes <= area.opens) area.closes += 86'400;
  area.mode = row.text(6) == "y" ? SlotMode::periods : SlotMode::times;
  const auto days = row.text(7);
  for (std::size_t day = 0; day < 7 && day < days.size(); ++day)
    area.open_days[day] = days[day] != 'n';
  if (row.integer(8) > 0) area.limits.longest_seconds = static_cast<int>(row.integer(8) * 60);
  area.bookings_per_account = static_cast<int>(row.integer(9));
  return area;
}

Room grr_room_of(const SqlRecord& row) {
  Room room;
  room.id = row.integer(0);
  room.area = row.integer(1);
  room.name = row.text(2);
  room.description = row.text(3);
  room.capacity = static_cast<int>(row.integer(4));
  room.bookings_per_account = static_cast<int>(row.integer(5));
  room.disabled = row.text(6) == "0";
  room.max_days_ahead = static_cast<int>(row.integer(7));
  room.min_minutes_ahead = static_cast<int>(row.integer(8));
  room.past_allowed = row.text(9) == "y";
  room.option_days = static_cast<int>(row.integer(10));
  room.moderated = row.integer(11) == 1;
  room.who_books_for_others = static_cast<int>(row.integer(12));
  room.listed_accounts_only = row.integer(13) == 0;
  return room;
}

Approval approval_of(std::int64_t moderate) {
  return moderate >= 0 && moderate <= 3 ? static_cast<Approval>(moderate) : Approval::none;
}

Row grr_row_of(const kit::SqlRow& found) {
  Row row;
  auto& booking = row.booking;
  booking.id = found.integer(0);
  booking.room = found.integer(1);
  booking.when = {found.integer(2), found.integer(3)};
  booking.role = static_cast<SeriesRole>(std::clamp<std::int64_t>(found.integer(4), 0, 2));
  booking.series = found.integer(5);
  booking.changed_at = found.text(6);
  booking.created_by = found.text(7);
  booking.beneficiary = found.text(8).empty() ? found.text(9) : found.text(8);
  booking.title = found.text(10);
  booking.type = found.text(11);
  booking.description = found.text(12);
  booking.approval = approval_of(found.integer(13));
  booking.tentative = found.integer(15) > 0;
  row.overload = found.text(14);
  return row;
}

}  // namespace

Result<std::vector<Area>> GrrLedger::areas(Session& session) const {
  auto rows = session.all(
      "SELECT id, area_name, morningstarts_area, eveningends_area, eveningends_minutes_area, "
      "resolution_area, enable_periods, display_days, duree_max_resa_area, max_booking, "
      "(SELECT type_letter FROM " +
      tables_("type_area") + " t WHERE t.id = id_type_par_defaut) FROM " + tables_("area") +
      " ORDER BY order_display, area_name, id");
  if (!rows) return fail(std::move(rows));
  auto periods = session.all("SELECT id_area, nom_periode FROM " + tables_("area_periodes") +
                             " ORDER BY id_area, num_periode");
  if (!periods) return fail(std::move(periods));
  std::vector<Area> areas;
  for (const auto& row : *rows) {
    areas.push_back(grr_area_of(row, zone_));
    auto& area = areas.back();
    for (const auto& period : *periods)
      if (period.integer(0) == area.id) area.periods.push_back({period.text(1), {}, {}});
    area.default_type = row.text(10);
    if (!area.default_type.empty()) continue;
    auto offered = types(session, area.id);
    if (!offered) return fail(std::move(offered));
    if (!offered->empty()) area.default_type = offered->front().code;
  }
  return areas;
}

Result<std::vector<Room>> GrrLedger::rooms(Session& session, std::span<const std::int64_t> ids,
                                           RowLock lock) const {
  std::string statement =
      "SELECT id, area_id, room_name, description, capacity, max_booking, statut_room, "
      "delais_max_resa_room, delais_min_resa_room, allow_action_in_past, "
      "delais_option_reservation, moderate, qui_peut_reserver_pour, who_can_book FROM " +
      tables_("room");
  statement += ids.empty() ? " ORDER BY area_id, order_display, room_name, id"
                           : " WHERE id IN (" + marks(ids.size()) + ") ORDER BY id";
  if (lock == RowLock::update) statement += tables_.for_queue();
  auto rows = session.all(statement, SqlValues(ids.begin(), ids.end()));
  if (!rows) return fail(std::move(rows));
  // The table lists what is NOT offered in an area.
  auto barred = session.all("SELECT j.id_area, t.type_letter FROM " + tables_("j_type_area") +
                            " j JOIN " + tables_("type_area") + " t ON t.id = j.id_type");
  if (!barred) return fail(std::move(barred));
  std::vector<Room> rooms;
  for (const auto& row : *rows) {
    rooms.push_back(grr_room_of(row));
    for (const auto& each : *barred)
      if (each.integer(0) == rooms.back().area) rooms.back().invalid_types.push_back(each.text(1));
  }
  return rooms;
}

Result<std::vector<BookingType>> GrrLedger::types(Session& session, std::int64_t area) const {
  auto rows = session.all("SELECT type_letter, type_name FROM " + tables_("type_area") +
                              " WHERE id NOT IN (SELECT id_type FROM " + tables_("j_type_area") +
                              " WHERE id_area = ?) ORDER BY order_display, id",
                          {area});
  if (!rows) return fail(std::move(rows));
  std::vector<BookingType> types;
  for (const auto& row : *rows) types.push_back({row.text(0), row.text(1)});
  return types;
}

Result<bool> GrrLedger::listed(Session& session, std::string_view table, std::string_view column,
                               const std::string& login, std::int64_t id) const {
  auto row = session.first("SELECT COUNT(*) FROM " + tables_(table) + " WHERE login = ? AND " +
                               std::string(column) + " = ?",
                           {login, id});
  if (!row) return fail(std::move(row));
  return (*row)->integer(0) > 0;
}

// GRR's authGetUserLevel: the highest of what the account is, everywhere and here.
Result<Account> GrrLedger::account(Session& session, const std::string& login, const Room* room,
                                   const Area* area) const {
  Account account{login, 0, false, false, {}};
  auto row = session.first("SELECT statut, email FROM " + tables_("utilisateurs") +
                               " WHERE login = ? AND etat = 'actif'",
                           {login});
  if (!row) return fail(std::move(row));
  if (!*row) return account;
  account.known = true;
  account.email = (*row)->text(1);
  const auto kind = (*row)->text(0);
  account.level = kind == "administrateur" ? 6 : kind == "visiteur" ? 1 : 2;
  if (account.level == 6 || room == nullptr || area == nullptr) return account;
  struct Place {
    std::string_view table, column;
    std::int64_t id;
    int level;
  };
  for (const auto& place : {Place{"j_user_room", "id_room", room->id, 3},
                            Place{"j_useradmin_area", "id_area", area->id, 4}}) {
    auto is = listed(session, place.table, place.column, login, place.id);
    if (!is) return fail(std::move(is));
    if (*is) account.level = std::max(account.level, place.level);
  }
  auto site = session.first("SELECT COUNT(*) FROM " + tables_("j_useradmin_site") + " u JOIN " +
                                tables_("j_site_area") +
                                " s ON s.id_site = u.id_site WHERE u.login = ? AND s.id_area = ?",
                            {login, area->id});
  if (!site) return fail(std::move(site));
  if ((*site)->integer(0) > 0) account.level = std::max(account.level, 5);
  if (account.level < 3) {
    // A restricted area is for its members alone.
    auto shut = session.first("SELECT COUNT(*) FROM " + tables_("area") +
                                  " WHERE id = ? AND access = 'r' AND id NOT IN (SELECT id_area "
                                  "FROM " +
                                  tables_("j_user_area") + " WHERE login = ?)",
                              {area->id, login});
    if (!shut) return fail(std::move(shut));
    if ((*shut)->integer(0) > 0) account.level = 0;
  }
  auto books = listed(session, "j_userbook_room", "id_room", login, room->id);
  if (!books) return fail(std::move(books));
  account.listed = *books;
  return account;
}

Result<std::vector<PackedDay>> GrrLedger::closed_days(Session& session, const Zone& zone) const {
  auto rows = session.all("SELECT " + tables_.quoted("DAY") + " FROM " + tables_("calendar"));
  if (!rows) return fail(std::move(rows));
  std::vector<PackedDay> days;
  for (const auto& row : *rows) days.push_back(zone.wall(row.integer(0)).day);
  std::sort(days.begin(), days.end());
  return days;
}

std::string GrrLedger::live() const { return "supprimer = 0"; }

Condition GrrLedger::text_is(const BookingFilter& filter) const {
  return {"LOWER(name) LIKE LOWER(?) ESCAPE '!'", {like_part(filter.text)}};
}

Condition GrrLedger::approval_is(Approval approval) const {
  return {"moderate = ?", {static_cast<int>(approval)}};
}

std::string GrrLedger::select() const {
  return "SELECT id, room_id, start_time, end_time, entry_type, repeat_id, " +
         tables_.epoch_of("timestamp") +
         ", create_by, beneficiaire, beneficiaire_ext, name, type, description, moderate, "
         "overload_desc, option_reservation FROM " +
         tables_("entry") + " WHERE " + live();
}

Result<std::vector<Row>> GrrLedger::rows(Session& session, const std::string& and_order,
                                         const SqlValues& values) const {
  std::vector<Row> rows;
  bool any_field = false;
  const auto done = session.run(select() + and_order, values, [&](const kit::SqlRow& found) {
    rows.push_back(grr_row_of(found));
    any_field = any_field || !rows.back().overload.empty();
    return kit::SqlNext::more;
  });
  if (!done) return fail(Result<kit::SqlDone>(done));
  if (!any_field) return rows;
  auto names = session.all("SELECT id, fieldname FROM " + tables_("overload"));
  if (!names) return fail(std::move(names));
  std::map<std::int64_t, std::string> of;
  for (const auto& each : *names) of[each.integer(0)] = each.text(1);
  for (auto& row : rows)
    for (const auto& [id, value] : read_overload(row.overload))
      if (const auto name = of.find(id); name != of.end())
        row.fields.push_back({name->second, value});
  return rows;
}

Result<std::vector<Row>> GrrLedger::find(Session& session, const Reference& reference) const {
  if (!reference.uid.empty()) return std::vector<Row>();
  return rows(session, " AND id = ?", {reference.id});
}

// GRR has no place for a key in its rows that its own form would keep: the key stands in GRR's log,
// which nobody edits. Of that only the last lines are looked at: the table has no index for it.
Result<std::vector<Row>> GrrLedger::made_by(Session& session, const std::string& mark) const {
  auto found =
      session.all("SELECT idresa FROM " + tables_("log_resa") + " WHERE idlogresa > (SELECT " +
                      "COALESCE(MAX(idlogresa), 0) - 20000 FROM " + tables_("log_resa") +
                      ") AND action = 1 AND infoscomp = ?",
                  {mark});
  if (!found) return fail(std::move(found));
  if (found->empty()) return std::vector<Row>();
  SqlValues ids;
  for (const auto& row : *found) ids.emplace_back(row.integer(0));
  return rows(session, " AND id IN (" + marks(ids.size()) + ") ORDER BY start_time, id", ids);
}

Result<std::vector<Recipient>> GrrLedger::recipients(Session& session, const Room& room,
                                                     const Area&, const Booking& booking) const {
  std::vector<Recipient> people;
  const auto add = [&](std::string_view role, const std::string& from,
                       const SqlValues& values) -> Result<void> {
    auto rows = session.all("SELECT DISTINCT u.email FROM " + tables_("utilisateurs") + " u" +
                                from + " AND u.email <> '' AND u.etat = 'actif'",
                            values);
    if (!rows) return fail(std::move(rows));
    for (const auto& row : *rows) people.push_back({std::string(role), row.text(0)});
    return {};
  };
  if (auto done = add("watcher",
                      " JOIN " + tables_("j_mailuser_room") +
                          " j ON j.login = u.login WHERE j.id_room = ? AND j.mail_resa = 1",
                      {room.id});
      !done)
    return fail(std::move(done));
  if (booking.approval != Approval::none)
    if (auto done =
            add("moderator",
                " JOIN " + tables_("j_user_room") + " j ON j.login = u.login WHERE j.id_room = ?",
                {room.id});
        !done)
      return fail(std::move(done));
  const auto bar = booking.beneficiary.find('|');
  if (bar != std::string::npos) {
    if (bar + 1 < booking.beneficiary.size())
      people.push_back({"beneficiary", booking.beneficiary.substr(bar + 1)});
  } else if (auto done =
                 add("beneficiary", " WHERE u.login = ?",
                     {booking.beneficiary.empty() ? booking.created_by : booking.beneficiary});
             !done) {
    return fail(std::move(done));
  }
  return people;
}

}  // namespace ecluse::rooms
