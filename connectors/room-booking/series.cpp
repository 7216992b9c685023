// SPDX-License-Identifier: EUPL-1.2
// Series: one row for the rule and one for each member, all or nothing.
#include <algorithm>
#include <charconv>

#include "errors.hpp"
#include "telling.hpp"

namespace ecluse::rooms {
namespace {

Recurrence recurrence_of(const Repeat& repeat, PackedDay first) {
  Recurrence made;
  made.frequency = static_cast<Frequency>(repeat.every);
  made.interval = repeat.interval;
  made.until = repeat.until.packed();
  if (repeat.weekdays)
    for (const auto day : *repeat.weekdays) made.weekdays[static_cast<std::size_t>(day)] = true;
  else
    made.weekdays[static_cast<std::size_t>(weekday(first))] = true;
  if (repeat.nth_weekday && *repeat.nth_weekday != 0)
    made.month_week = NthWeekday{*repeat.nth_weekday, weekday(first)};
  else
    made.month_day = first % 100;
  return made;
}

}  // namespace

Result<std::vector<Row>> Desk::members(const Ledger& ledger, Session& session,
                                       const std::string& series) const {
  constexpr std::string_view prefix = "series:";
  Result<std::vector<Row>> rows;
  if (series.substr(0, prefix.size()) == prefix) {
    BookingFilter filter;
    filter.limit = 4000;
    filter.series = std::strtoll(series.c_str() + prefix.size(), nullptr, 10);
    if (*filter.series > 0) rows = ledger.search(session, filter);
  } else if (const auto reference = read_reference(series); reference && !reference->uid.empty()) {
    rows = ledger.find(session, {reference->uid, {}, 0});
  }
  if (!rows) return rows;
  std::erase_if(*rows, [](const Row& row) { return row.booking.series == 0; });
  if (rows->empty())
    return fail(errors::booking_unknown).with("booking", series.substr(0, 200)).at("/series");
  return rows;
}

Result<std::vector<Row>> Desk::planned(const Room& room, const Calendar& calendar,
                                       const NewSeries& input, SeriesPlan& plan) const {
  auto first = wanted_row(room, calendar, input.booking);
  if (!first) return fail(std::move(first));
  const auto day = calendar.zone.wall(first->booking.when.start).day;
  plan.recurrence = recurrence_of(input.repeat, day);
  const auto limit = static_cast<std::size_t>(settings_.series_at_most);
  const auto intervals = members_of(plan.recurrence, calendar.zone, first->booking.when, limit);
  if (intervals.empty()) return fail(errors::series_empty).at("/repeat/until");
  if (intervals.size() > limit)
    return fail(errors::series_too_long).with("limit", std::to_string(limit)).at("/repeat/until");
  std::vector<Row> rows;
  for (const auto& when : intervals) {
    if (auto good = check_times(calendar, when, "/repeat", "/repeat"); !good)
      return fail(std::move(good));
    rows.push_back(*first);
    auto& booking = rows.back().booking;
    booking.when = when;
    booking.role = SeriesRole::member;
    if (settings_.product == Product::mrbs) booking.recurrence = utc_basic(when.start);
  }
  plan.first = rows.front().booking;
  plan.last_start = rows.back().booking.when.start;
  return rows;
}

Result<Written> Desk::create_series(const NewSeries& input, Call& call) {
  const auto known = catalog(call, Freshness::recent);
  if (!known) return fail(Result<CatalogPointer>(known));
  if (mode_of(**known, call) == WriteMode::simulate)
    return fail(errors::dry_run_impossible).with("table", settings_.tables.prefix + "entry");
  auto room = room_of(**known, input.booking.room, "/booking/room");
  if (!room) return fail(std::move(room));
  auto calendar = calendar_of(**known, (*room)->area);
  if (!calendar) return fail(std::move(calendar));
  SeriesPlan plan;
  auto rows = planned(**room, **calendar, input, plan);
  if (!rows) return fail(std::move(rows));
  const auto mark = mark_for(call, "create-series");
  std::vector<Booking> conflicts;
  std::size_t at = 0;
  const Body body = [&](Work& work) -> Result<Written> {
    const auto& ledger = *work.catalog.ledger;
    auto before = ledger.made_by(work.session, mark);
    if (!before) return fail(std::move(before));
    if (!before->empty()) {
      auto made = written(work, before->front(), before->size());
      if (made) made->replayed = true;
      return made;
    }
    if (work.rooms.empty())
      return fail(errors::room_unknown).with("room", input.booking.room).at("/booking/room");
    const auto& now_room = work.rooms.front();
    for (at = 0; at < rows->size(); ++at) {
      auto& row = (*rows)[at];
      auto account = judge(work, now_room, **calendar, row, 1);
      if (!account) return fail(std::move(account));
      auto met = ledger.conflicts(work.session, now_room.id, row.booking.when, {}, RowLock::update);
      if (!met) return fail(std::move(met));
      conflicts = std::move(*met);
      if (!conflicts.empty()) return fail(errors::slot_taken);
      if (auto fields = ledger.prepare(work.session, (*calendar)->area, row, nullptr); !fields)
        return fail(std::move(fields));
      row.booking.approval =
          needs_approval(**calendar, now_room, *account) ? Approval::awaiting : Approval::none;
    }
    plan.first.approval = rows->front().booking.approval;
    plan.first.uid = settings_.product == Product::mrbs ? mark : "";
    auto series = ledger.insert_series(work.writer, plan);
    if (!series) return fail(std::move(series));
    for (auto& row : *rows) {
      row.booking.series = *series;
      if (auto put = ledger.insert(work.writer, row, mark, now()); !put)
        return fail(std::move(put));
    }
    return written(work, rows->front(), rows->size());
  };
  auto done = locked(call, **known, {(*room)->id}, body);
  if (!done && done.error().slug == errors::slot_taken.slug)
    return taken(call, **known, (*rows)[std::min(at, rows->size() - 1)], conflicts,
                 input.booking.capacity.value_or(0));
  return done;
}

Result<Written> Desk::each_member(const std::string& series, Call& call,
                                  const MemberChange& change) {
  const auto known = catalog(call, Freshness::recent);
  if (!known) return fail(Result<CatalogPointer>(known));
  if (mode_of(**known, call) == WriteMode::simulate)
    return fail(errors::dry_run_impossible).with("table", settings_.tables.prefix + "entry");
  const auto& ledger = *(*known)->ledger;
  auto session = reading(call);
  if (!session) return fail(std::move(session));
  auto seen = members(ledger, **session, series);
  if (!seen) return fail(std::move(seen));
  session->reset();
  std::vector<std::int64_t> rooms;
  for (const auto& row : *seen) rooms.push_back(row.booking.room);
  const Body body = [&](Work& work) -> Result<Written> {
    auto rows = members(ledger, work.session, series);
    if (!rows) return fail(std::move(rows));
    // What has begun is history, for MRBS and GRR too.
    std::erase_if(*rows, [&](const Row& row) { return row.booking.when.start < now(); });
    if (rows->empty()) return fail(errors::in_the_past).at("/series");
    auto made = written(work, rows->front(), rows->size());
    if (!made) return made;
    for (auto& row : *rows)
      if (auto done = change(work, row); !done) return fail(std::move(done));
    return made;
  };
  return locked(call, **known, std::move(rooms), body);
}

Result<Written> Desk::cancel_series(const SeriesReference& input, Call& call) {
  return each_member(input.series, call, [this](Work& work, Row& row) {
    return work.catalog.ledger->cancel(work.session, work.writer, row.booking, settings_.booked_as,
                                       now());
  });
}

Result<Written> Desk::change_series(const ChangeSeries& input, Call& call) {
  return each_member(input.series, call, [&](Work& work, Row& row) -> Result<void> {
    Row after = row;
    after.fields.clear();
    auto& booking = after.booking;
    if (input.title) booking.title = *input.title;
    if (input.type) booking.type = *input.type;
    if (input.description) booking.description = *input.description;
    booking.modified_by = settings_.booked_as;
    const auto* room = work.catalog.room(booking.room);
    const auto* calendar = room == nullptr ? nullptr : work.catalog.calendar(room->area);
    if (calendar == nullptr)
      return fail(errors::room_unknown).with("room", std::to_string(booking.room)).at("/series");
    if (auto fields = work.catalog.ledger->prepare(work.session, calendar->area, after, &row);
        !fields)
      return fields;
    return work.catalog.ledger->update(work.writer, row, after, now());
  });
}

}  // namespace ecluse::rooms
