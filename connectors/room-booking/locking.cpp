// SPDX-License-Identifier: EUPL-1.2
// The one safe order of a write, measured on the real products: the product's own lock first, on a
// connection without a transaction; then the transaction; then the room rows; then a current read.
// A lock that is taken after a first read would work, and still book twice.
#include <algorithm>

#include "desk.hpp"
#include "errors.hpp"

namespace ecluse::rooms {
namespace {

constexpr int attempts = 3;
constexpr int lock_seconds = 5;

std::string lock_name(const Tables& tables) { return tables.prefix + "entry"; }

/// The guard of the base said no: somebody booked the slot between our read and our commit.
bool refused_by_guard(const Error& error) {
  return kit::sql_state(error) == "23P01" || kit::sql_code(error) == 1644 ||
         (error.slug == "database-constraint" && error.upstream_text == "room already booked");
}

Result<void> take_named_lock(Session& session, const Tables& tables) {
  auto got = session.first("SELECT GET_LOCK(?, ?)", {lock_name(tables), lock_seconds});
  if (!got) return fail(std::move(got));
  if (*got && (*got)->integer(0) == 1) return {};
  return fail(errors::lock_busy)
      .with("lock", lock_name(tables))
      .with("seconds", std::to_string(lock_seconds))
      .retry_after_seconds(lock_seconds);
}

Result<void> take_postgresql_lock(Session& session, const Tables& tables, Protection protection) {
  if (protection == Protection::table_lock) {
    auto done = session.run("LOCK TABLE " + tables("entry") + " IN EXCLUSIVE MODE");
    return done ? Result<void>() : fail(std::move(done));
  }
  // MRBS makes the key of the name that its configuration gives, with or without the schema.
  for (const auto* schema : {"", "public."}) {
    auto done = session.first("SELECT pg_advisory_xact_lock(?)",
                              {advisory_key(schema + lock_name(tables))});
    if (!done) return fail(std::move(done));
  }
  return {};
}

}  // namespace

Result<void> Desk::may_write(const Catalog& catalog) const {
  const auto& found = catalog.fingerprint;
  if (!found.known) return fail(errors::read_only).with("reason", found.reason);
  if (found.protection == Protection::none && settings_.without_lock == WithoutLock::refuse)
    return fail(errors::writing_unprotected).with("system", host_.system());
  return {};
}

WriteMode Desk::mode_of(const Catalog& catalog, const Call& call) const {
  if (!call.dry_run()) return WriteMode::live;
  return catalog.fingerprint.transactional ? WriteMode::rehearse : WriteMode::simulate;
}

Result<std::unique_ptr<Session>> Desk::lock(Call& call, const Catalog& catalog) const {
  const auto& found = catalog.fingerprint;
  kit::SqlTerms terms{.call = &call.raw()};
  terms.lock_wait = std::chrono::seconds(lock_seconds);
  const auto isolation = found.protection == Protection::serializable
                             ? kit::SqlIsolation::serializable
                             : kit::SqlIsolation::read_committed;
  if (found.product_lock || found.protection == Protection::named_lock) {
    auto session = database_->dedicated(terms);
    if (!session) return session;
    if (auto locked = take_named_lock(**session, settings_.tables); !locked)
      return fail(std::move(locked));
    if (!found.transactional) return session;
    if (auto begun = (*session)->begin(isolation); !begun) return fail(std::move(begun));
    return session;
  }
  terms.isolation = isolation;
  auto session = database_->write(terms);
  if (!session) return session;
  if (found.protection == Protection::table_lock || found.protection == Protection::advisory_key)
    if (auto locked = take_postgresql_lock(**session, settings_.tables, found.protection); !locked)
      return fail(std::move(locked));
  return session;
}

Result<Written> Desk::locked_once(Call& call, const Catalog& catalog,
                                  const std::vector<std::int64_t>& ids, const Body& body) const {
  auto session = lock(call, catalog);
  if (!session) return fail(std::move(session));
  auto rooms = catalog.ledger->rooms(**session, ids, RowLock::update);
  if (!rooms) return fail(std::move(rooms));
  const auto mode = mode_of(catalog, call);
  RowWriter writer(**session, settings_.tables, mode);
  Work work{call, catalog, **session, writer, *rooms};
  auto done = body(work);
  if (!done) return done;  // the end of the session rolls back and lets the locks go
  if (mode != WriteMode::live) {
    done->simulated = mode == WriteMode::simulate;
    for (auto& change : writer.take()) {
      RowEffect effect{change.table, static_cast<RowKind>(change.change), {}, {}};
      for (auto& cell : change.before) effect.before.push_back({cell.column, cell.value});
      for (auto& cell : change.after) effect.after.push_back({cell.column, cell.value});
      done->rows.push_back(std::move(effect));
    }
    done->note =
        std::string(call.say({"Essai : rien n'a été écrit.", "Dry run: nothing was written."}));
    return done;
  }
  if (catalog.fingerprint.transactional)
    if (auto committed = (*session)->commit(); !committed) return fail(std::move(committed));
  if (catalog.fingerprint.product_lock) {
    // Never before the commit. When it fails the connection is closed, which lets it go too.
    (void)(*session)->run("SELECT RELEASE_LOCK(?)", {lock_name(settings_.tables)});
  }
  return done;
}

Result<Written> Desk::locked(Call& call, const Catalog& catalog, std::vector<std::int64_t> rooms,
                             const Body& body) const {
  if (auto may = may_write(catalog); !may) return fail(std::move(may));
  std::sort(rooms.begin(), rooms.end());
  rooms.erase(std::unique(rooms.begin(), rooms.end()), rooms.end());
  for (int attempt = 1;; ++attempt) {
    auto done = locked_once(call, catalog, rooms, body);
    if (done) {
      done->protection = name_of(catalog.fingerprint.protection);
      done->confidence = catalog.fingerprint.protection == Protection::none ? Confidence::optimistic
                                                                            : Confidence::exclusive;
      return done;
    }
    const bool guard = refused_by_guard(done.error());
    if (attempt == attempts || (!guard && !kit::sql_retryable(done.error()))) {
      if (guard) return fail(errors::slot_taken).with("room", "").at("/start");
      return done;
    }
    // Who lost tries the whole again: its own read then finds the winner. Not all at one moment.
    if (!call.wait(std::chrono::milliseconds(5 + host_.monotonic_ns() / 1000 % 40 * attempt)))
      return done;
  }
}

// Without any protection the web application may have booked between our read and our commit. It
// looks again after a while; of two, the row with the higher id goes, and never theirs by us.
Result<Written> Desk::settled(Call& call, const Catalog& catalog, Result<Written> done,
                              const Row& ours) const {
  if (!done || call.dry_run() || catalog.fingerprint.protection != Protection::none) return done;
  call.wait(std::chrono::seconds(settings_.settle_seconds));
  auto session = reading(call);
  if (!session) return done;
  const std::int64_t own[] = {ours.booking.id};
  auto others = catalog.ledger->conflicts(**session, ours.booking.room, ours.booking.when, own,
                                          RowLock::none);
  session->reset();
  if (!others || others->empty()) return done;
  const bool we_lose = std::any_of(others->begin(), others->end(),
                                   [&](const Booking& each) { return each.id < ours.booking.id; });
  if (!we_lose) {
    host_.error("double booking made by the web application after ours; a person has to decide");
    done->note =
        std::string(call.say({"ATTENTION : le logiciel a réservé le même créneau après nous.",
                              "BEWARE: the product booked the same slot after us."}));
    return done;
  }
  const Body withdraw = [&](Work& work) -> Result<Written> {
    if (auto gone = catalog.ledger->cancel(work.session, work.writer, ours.booking,
                                           settings_.booked_as, now());
        !gone)
      return fail(std::move(gone));
    return Written{};
  };
  if (auto gone = locked(call, catalog, {ours.booking.room}, withdraw); !gone) return gone;
  host_.warning("our booking was withdrawn: the web application had booked the slot first");
  return taken(call, catalog, ours, *others, 0);
}

}  // namespace ecluse::rooms
