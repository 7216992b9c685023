// SPDX-License-Identifier: EUPL-1.2
// What is read of both products in the same way: their tables of entries name the room and the
// times alike.
#include "ledger.hpp"

namespace ecluse::rooms {

using kit::SqlValues;

std::string marks(std::size_t count) {
  std::string made = count == 0 ? "NULL" : "?";
  for (std::size_t each = 1; each < count; ++each) made += ", ?";
  return made;
}

std::string like_part(std::string_view text) {
  std::string made = "%";
  for (const char byte : text) {
    if (byte == '%' || byte == '_' || byte == '!') made += '!';
    made += byte;
  }
  return made + "%";
}

Result<void> Ledger::busy(Session& session, std::span<const std::int64_t> rooms,
                          const Interval& window,
                          const std::function<void(std::int64_t, Interval)>& take) const {
  SqlValues values(rooms.begin(), rooms.end());
  values.emplace_back(window.end);
  values.emplace_back(window.start);
  const auto done = session.run("SELECT room_id, start_time, end_time FROM " + tables_("entry") +
                                    " WHERE " + live() + " AND room_id IN (" + marks(rooms.size()) +
                                    ") AND start_time < ? AND end_time > ? "
                                    "ORDER BY room_id, start_time",
                                values, [&take](const kit::SqlRow& row) {
                                  take(row.integer(0), {row.integer(1), row.integer(2)});
                                  return kit::SqlNext::more;
                                });
  if (!done) return fail(Result<kit::SqlDone>(done));
  return {};
}

Result<std::vector<Row>> Ledger::search(Session& session, const BookingFilter& filter) const {
  std::string where;
  SqlValues values;
  const auto add = [&](const Condition& condition) {
    where += " AND " + condition.text;
    values.insert(values.end(), condition.values.begin(), condition.values.end());
  };
  if (!filter.rooms.empty())
    add({"room_id IN (" + marks(filter.rooms.size()) + ")",
         SqlValues(filter.rooms.begin(), filter.rooms.end())});
  if (filter.window)
    add({"start_time < ? AND end_time > ?", {filter.window->end, filter.window->start}});
  if (!filter.text.empty()) add(text_is(filter));
  if (!filter.created_by.empty()) add({"create_by = ?", {filter.created_by}});
  if (filter.series) add({"repeat_id = ?", {*filter.series}});
  if (filter.approval) add(approval_is(*filter.approval));
  if (filter.after_start >= 0)
    add({"(start_time > ? OR (start_time = ? AND id > ?))",
         {filter.after_start, filter.after_start, filter.after_id}});
  return rows(session, where + " ORDER BY start_time, id LIMIT " + std::to_string(filter.limit),
              values);
}

Result<std::vector<Booking>> Ledger::conflicts(Session& session, std::int64_t room,
                                               const Interval& when,
                                               std::span<const std::int64_t> except,
                                               RowLock lock) const {
  SqlValues values = {room, when.end, when.start};
  std::string where = " AND room_id = ? AND start_time < ? AND end_time > ?";
  if (!except.empty()) {
    where += " AND id NOT IN (" + marks(except.size()) + ")";
    values.insert(values.end(), except.begin(), except.end());
  }
  where += " ORDER BY start_time, id LIMIT 20";
  if (lock == RowLock::update) where += tables_.for_update();
  auto found = rows(session, where, values);
  if (!found) return fail(std::move(found));
  std::vector<Booking> bookings;
  for (auto& row : *found) bookings.push_back(std::move(row.booking));
  return bookings;
}

}  // namespace ecluse::rooms
