// SPDX-License-Identifier: EUPL-1.2
// Creating, changing, cancelling, approving and refusing one booking.
#include <algorithm>

#include "errors.hpp"
#include "slots.hpp"
#include "telling.hpp"

namespace ecluse::rooms {
namespace {

constexpr int alternative_days = 14;
constexpr std::size_t alternative_count = 3;

const Room* locked_room(const Work& work, std::int64_t id) {
  const auto found = std::find_if(work.rooms.begin(), work.rooms.end(),
                                  [id](const Room& each) { return each.id == id; });
  return found == work.rooms.end() ? nullptr : &*found;
}

bool fits(const Catalog& catalog, const Room& room, const Room& wanted, const Booking& booking,
          int capacity) {
  const auto* area = catalog.area(room.area);
  const auto& barred = room.invalid_types;
  return room.area == wanted.area && !room.disabled && area != nullptr && !area->disabled &&
         (room.id == wanted.id || room.capacity >= capacity) &&
         std::find(barred.begin(), barred.end(), booking.type) == barred.end();
}

Failure room_gone(std::int64_t room) {
  return fail(errors::room_unknown).with("room", std::to_string(room)).at("/room");
}

}  // namespace

Mirrored Desk::mirrored() const {
  Mirrored made;
  made.past_allowed = settings_.past_allowed;
  made.week_starts_on = settings_.week_starts_on;
  return made;
}

std::string Desk::mark_for(const Call& call, std::string_view action) const {
  // Without a key the request itself is the key: a retry of the flow is then a new booking.
  const auto key = call.idempotency_key().empty() ? call.request_id() : call.idempotency_key();
  const std::string scope =
      host_.system() + "\n" + std::string(call.consumer()) + "\n" + std::string(action);
  return settings_.product == Product::mrbs ? uid_of(scope, key, settings_.uid_domain)
                                            : mark_of(scope, key);
}

Result<Row> Desk::wanted_row(const Room& room, const Calendar& calendar,
                             const NewBooking& input) const {
  auto when = interval_of(calendar, input);
  if (!when) return fail(std::move(when));
  if (auto good = check_times(calendar, *when, "/start", end_pointer(input)); !good)
    return fail(std::move(good));
  Row row;
  auto& booking = row.booking;
  booking.room = room.id;
  booking.when = *when;
  booking.title = input.title;
  booking.type = input.type.value_or(calendar.area.default_type);
  booking.description = input.description.value_or("");
  booking.created_by = settings_.booked_as;
  booking.is_private = input.private_booking;
  booking.tentative = input.tentative;
  if (input.beneficiary) booking.beneficiary = *input.beneficiary;
  if (input.beneficiary_name)
    booking.beneficiary = *input.beneficiary_name + "|" + input.beneficiary_email.value_or("");
  if (input.fields)
    for (const auto& field : *input.fields) row.fields.push_back({field.name, field.value});
  return row;
}

Result<Account> Desk::judge(Work& work, const Room& room, const Calendar& calendar, const Row& row,
                            int adds) const {
  const auto& ledger = *work.catalog.ledger;
  auto types = ledger.types(work.session, calendar.area.id);
  if (!types) return fail(std::move(types));
  const auto& booking = row.booking;
  if (std::none_of(types->begin(), types->end(),
                   [&](const BookingType& each) { return each.code == booking.type; }))
    return fail(errors::type_unknown).with("type", booking.type).at("/type");
  auto account = ledger.account(work.session, settings_.booked_as, &room, &calendar.area);
  if (!account) return account;
  const Proposal proposal{calendar, room, booking.when, booking.type, *account, booking.beneficiary,
                          now(),    adds};
  if (auto allowed = ledger.check_rules(work.session, proposal, mirrored()); !allowed)
    return fail(std::move(allowed));
  return account;
}

Result<Written> Desk::written(Work& work, const Row& row, std::size_t count) const {
  Written made;
  made.booking = row_of(work.catalog, row);
  made.count = static_cast<int>(count);
  made.rules_checked = work.catalog.ledger->rules_checked();
  const auto* room = work.catalog.room(row.booking.room);
  const auto* area = room == nullptr ? nullptr : work.catalog.area(room->area);
  if (area == nullptr) return made;
  auto people = work.catalog.ledger->recipients(work.session, *room, *area, row.booking);
  if (!people) return fail(std::move(people));
  for (auto& person : *people) made.would_notify.push_back({person.role, person.address});
  return made;
}

Failure Desk::taken(Call& call, const Catalog& catalog, const Row& wanted,
                    const std::vector<Booking>& conflicts, int capacity) const {
  const auto& booking = wanted.booking;
  const auto* room = catalog.room(booking.room);
  const auto* calendar = room == nullptr ? nullptr : catalog.calendar(room->area);
  auto failure =
      fail(errors::slot_taken).with("room", room == nullptr ? "" : room->name).at("/start");
  if (calendar == nullptr) return failure;
  Taken told;
  for (const auto& each : conflicts) told.conflicts.push_back(conflict_row(calendar->zone, each));
  std::vector<Candidate> candidates;
  std::vector<std::int64_t> ids;
  const int seats = capacity > 0 ? capacity : room->capacity;
  candidates.push_back({room->id, {}});
  for (const auto& each : catalog.rooms)
    if (each.id != room->id && fits(catalog, each, *room, booking, seats))
      candidates.push_back({each.id, {}});
  for (const auto& each : candidates) ids.push_back(each.room);
  const Epoch until = booking.when.start + alternative_days * 86'400LL;
  if (auto session = reading(call)) {
    const auto read = catalog.ledger->busy(**session, ids, {booking.when.start, until},
                                           [&](std::int64_t of, Interval when) {
                                             for (auto& each : candidates)
                                               if (each.room == of) each.busy.push_back(when);
                                           });
    if (read)
      for (const auto& each :
           alternatives(*calendar, booking.when, candidates, until, alternative_count))
        told.alternatives.push_back({std::to_string(each.room), catalog.room(each.room)->name,
                                     calendar->zone.text(each.when.start),
                                     calendar->zone.text(each.when.end),
                                     period_names(*calendar, each.when)});
  }
  return std::move(failure).beside(to_json(told));
}

Result<Written> Desk::create_booking(const NewBooking& input, Call& call) {
  const auto known = catalog(call, Freshness::recent);
  if (!known) return fail(Result<CatalogPointer>(known));
  auto room = room_of(**known, input.room, "/room");
  if (!room) return fail(std::move(room));
  auto calendar = calendar_of(**known, (*room)->area);
  if (!calendar) return fail(std::move(calendar));
  auto wanted = wanted_row(**room, **calendar, input);
  if (!wanted) return fail(std::move(wanted));
  const auto mark = mark_for(call, "create-booking");
  std::vector<Booking> conflicts;
  const Body body = [&](Work& work) -> Result<Written> {
    const auto& ledger = *work.catalog.ledger;
    auto before = ledger.made_by(work.session, mark);
    if (!before) return fail(std::move(before));
    if (!before->empty()) {
      auto made = written(work, before->front(), 1);
      if (made) made->replayed = true;
      return made;
    }
    const auto* now_room = locked_room(work, (*room)->id);
    if (now_room == nullptr) return room_gone((*room)->id);
    auto account = judge(work, *now_room, **calendar, *wanted, 1);
    if (!account) return fail(std::move(account));
    auto met =
        ledger.conflicts(work.session, now_room->id, wanted->booking.when, {}, RowLock::update);
    if (!met) return fail(std::move(met));
    conflicts = std::move(*met);
    if (!conflicts.empty()) return fail(errors::slot_taken);
    if (auto fields = ledger.prepare(work.session, (*calendar)->area, *wanted, nullptr); !fields)
      return fail(std::move(fields));
    wanted->booking.approval =
        needs_approval(**calendar, *now_room, *account) ? Approval::awaiting : Approval::none;
    if (auto put = ledger.insert(work.writer, *wanted, mark, now()); !put)
      return fail(std::move(put));
    return written(work, *wanted, 1);
  };
  auto done = locked(call, **known, {(*room)->id}, body);
  if (!done && done.error().slug == errors::slot_taken.slug)
    return taken(call, **known, *wanted, conflicts, input.capacity.value_or(0));
  if (done && done->replayed) return done;
  return settled(call, **known, std::move(done), *wanted);
}

bool Desk::needs_approval(const Calendar& calendar, const Room& room,
                          const Account& account) const {
  if (settings_.product == Product::grr) return room.moderated && account.level < 3;
  return calendar.area.approval && account.level < 2;
}

Result<Row> Desk::changed_row(const Catalog& catalog, const Row& before,
                              const ChangeBooking& input) const {
  Row row = before;
  row.fields.clear();
  auto& booking = row.booking;
  if (input.room) {
    auto room = room_of(catalog, *input.room, "/room");
    if (!room) return fail(std::move(room));
    booking.room = (*room)->id;
  }
  const auto* room = catalog.room(booking.room);
  if (room == nullptr) return room_gone(booking.room);
  auto calendar = calendar_of(catalog, room->area);
  if (!calendar) return fail(std::move(calendar));
  const bool times =
      input.start || input.end || input.duration_minutes || input.day || input.periods;
  if (times) {
    ChangeBooking whole = input;
    const auto& zone = (*calendar)->zone;
    if ((*calendar)->area.mode == SlotMode::times) {
      // What is not said stays: the start, and then the length.
      if (!whole.start) whole.start = zone.text(booking.when.start);
      if (!whole.end && !whole.duration_minutes)
        whole.duration_minutes = static_cast<int>((booking.when.end - booking.when.start) / 60);
    }
    auto when = interval_of(**calendar, whole);
    if (!when) return fail(std::move(when));
    booking.when = *when;
  }
  if (times || booking.room != before.booking.room)
    if (auto good = check_times(**calendar, booking.when, "/start", end_pointer(input)); !good)
      return fail(std::move(good));
  if (input.title) booking.title = *input.title;
  if (input.type) booking.type = *input.type;
  if (input.description) booking.description = *input.description;
  if (input.private_booking) booking.is_private = *input.private_booking;
  if (input.tentative) booking.tentative = *input.tentative;
  if (input.fields)
    for (const auto& field : *input.fields) row.fields.push_back({field.name, field.value});
  booking.modified_by = settings_.booked_as;
  if (booking.role == SeriesRole::member) booking.role = SeriesRole::changed_member;
  return row;
}

Result<Written> Desk::change_booking(const ChangeBooking& input, Call& call) {
  const auto seen = look_up(input.booking, call);
  if (!seen) return fail(Result<Seen>(seen));
  const auto& ledger = *seen->catalog->ledger;
  auto first = changed_row(*seen->catalog, seen->row, input);
  if (!first) return fail(std::move(first));
  Row wanted = *first;
  std::vector<Booking> conflicts;
  const Body body = [&](Work& work) -> Result<Written> {
    auto before = only_row(ledger, work.session, input.booking);
    if (!before) return fail(std::move(before));
    auto after = changed_row(work.catalog, *before, input);
    if (!after) return fail(std::move(after));
    wanted = *after;
    const auto* room = locked_room(work, after->booking.room);
    if (room == nullptr || before->booking.room != seen->row.booking.room)
      return fail(errors::booking_moved).with("booking", input.booking);
    const auto* calendar = work.catalog.calendar(room->area);
    if (calendar == nullptr) return room_gone(room->id);
    const bool moved = !(after->booking.when == before->booking.when) ||
                       after->booking.room != before->booking.room;
    if (moved) {
      if (auto judged = judge(work, *room, *calendar, *after, 0); !judged)
        return fail(std::move(judged));
      const std::int64_t own[] = {before->booking.id};
      auto met =
          ledger.conflicts(work.session, room->id, after->booking.when, own, RowLock::update);
      if (!met) return fail(std::move(met));
      conflicts = std::move(*met);
      if (!conflicts.empty()) return fail(errors::slot_taken);
    }
    if (auto fields = ledger.prepare(work.session, calendar->area, *after, &*before); !fields)
      return fail(std::move(fields));
    if (auto put = ledger.update(work.writer, *before, *after, now()); !put)
      return fail(std::move(put));
    return written(work, *after, 1);
  };
  auto done = locked(call, *seen->catalog, {seen->row.booking.room, first->booking.room}, body);
  if (!done && done.error().slug == errors::slot_taken.slug)
    return taken(call, *seen->catalog, wanted, conflicts, 0);
  return done;
}

Result<Written> Desk::cancel_booking(const ByReference& input, Call& call) {
  const auto seen = look_up(input.booking, call);
  if (!seen) return fail(Result<Seen>(seen));
  const auto& ledger = *seen->catalog->ledger;
  const Body body = [&](Work& work) -> Result<Written> {
    auto row = only_row(ledger, work.session, input.booking);
    if (!row) return fail(std::move(row));
    const auto* room = locked_room(work, row->booking.room);
    if (room == nullptr) return fail(errors::booking_moved).with("booking", input.booking);
    auto allowed = may_cancel(work, *room, *row);
    if (!allowed) return fail(std::move(allowed));
    auto made = written(work, *row, 1);
    if (!made) return made;
    auto gone = ledger.cancel(work.session, work.writer, row->booking, settings_.booked_as, now());
    return gone ? std::move(made) : fail(std::move(gone));
  };
  return locked(call, *seen->catalog, {seen->row.booking.room}, body);
}

Result<void> Desk::may_cancel(Work& work, const Room& room, const Row& row) const {
  const auto* calendar = work.catalog.calendar(room.area);
  if (calendar == nullptr) return room_gone(room.id);
  auto account =
      work.catalog.ledger->account(work.session, settings_.booked_as, &room, &calendar->area);
  if (!account) return fail(std::move(account));
  return work.catalog.ledger->check_cancel({*calendar, room, row.booking.when, row.booking.type,
                                            *account, row.booking.beneficiary, now(), 0});
}

Result<Written> Desk::decide(const Decision& input, Approval decision, Call& call) {
  const auto seen = look_up(input.booking, call);
  if (!seen) return fail(Result<Seen>(seen));
  const auto& ledger = *seen->catalog->ledger;
  const Body body = [&](Work& work) -> Result<Written> {
    auto row = only_row(ledger, work.session, input.booking);
    if (!row) return fail(std::move(row));
    if (row->booking.approval != Approval::awaiting)
      return fail(errors::not_awaiting).with("booking", input.booking).at("/booking");
    if (auto done = ledger.decide(work.session, work.writer, row->booking, decision,
                                  settings_.booked_as, input.reason.value_or(""), now());
        !done)
      return fail(std::move(done));
    row->booking.approval = decision;
    return written(work, *row, 1);
  };
  return locked(call, *seen->catalog, {seen->row.booking.room}, body);
}

Result<Written> Desk::approve_booking(const Decision& input, Call& call) {
  return decide(input, Approval::accepted, call);
}
Result<Written> Desk::refuse_booking(const Decision& input, Call& call) {
  return decide(input, Approval::refused, call);
}

}  // namespace ecluse::rooms
