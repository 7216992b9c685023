// SPDX-License-Identifier: EUPL-1.2
// What became of a write whose answer was lost: the key stands in the base, so the base knows.
#include "errors.hpp"
#include "telling.hpp"

namespace ecluse::rooms {

Result<Outcome<Written>> Desk::trace(const std::string& mark, Call& call) {
  const auto known = catalog(call, Freshness::recent);
  if (!known) return fail(Result<CatalogPointer>(known));
  auto session = reading(call);
  if (!session) return fail(std::move(session));
  auto rows = (*known)->ledger->made_by(**session, mark);
  if (!rows) return fail(std::move(rows));
  if (rows->empty()) return Outcome<Written>{Trace::absent, {}};
  Written made;
  made.booking = row_of(**known, rows->front());
  made.count = static_cast<int>(rows->size());
  made.replayed = true;
  made.protection = name_of((*known)->fingerprint.protection);
  return Outcome<Written>{Trace::done, std::move(made)};
}

Result<Outcome<Written>> Desk::find_created(const NewBooking&, Call& call) {
  return trace(mark_for(call, "create-booking"), call);
}
Result<Outcome<Written>> Desk::find_series(const NewSeries&, Call& call) {
  return trace(mark_for(call, "create-series"), call);
}

// A booking that is not there any more was cancelled; by whom makes no difference to the caller.
Result<Outcome<Written>> Desk::find_cancelled(const ByReference& input, Call& call) {
  auto seen = look_up(input.booking, call);
  if (seen) return Outcome<Written>{Trace::absent, {}};
  if (seen.error().slug != errors::booking_unknown.slug) return fail(std::move(seen));
  Written made;
  made.booking.booking = input.booking;
  made.replayed = true;
  return Outcome<Written>{Trace::done, std::move(made)};
}

}  // namespace ecluse::rooms
