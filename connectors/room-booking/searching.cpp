// SPDX-License-Identifier: EUPL-1.2
// Bookings that stand in the base already.
#include <fmt/format.h>

#include <charconv>

#include "errors.hpp"
#include "telling.hpp"

namespace ecluse::rooms {
namespace {

/// "START.ID" of the last row of a page.
bool read_cursor(std::string_view text, BookingFilter& filter) {
  const auto dot = text.find('.');
  if (dot == text.npos) return false;
  const auto number = [](std::string_view part, std::int64_t& into) {
    const auto [end, fault] = std::from_chars(part.data(), part.data() + part.size(), into);
    return fault == std::errc() && end == part.data() + part.size() && into >= 0;
  };
  return number(text.substr(0, dot), filter.after_start) &&
         number(text.substr(dot + 1), filter.after_id);
}

}  // namespace

Result<Row> Desk::only_row(const Ledger& ledger, Session& session,
                           const std::string& booking) const {
  const auto unknown = [&] {
    return fail(errors::booking_unknown).with("booking", booking.substr(0, 200)).at("/booking");
  };
  const auto reference = read_reference(booking);
  if (!reference) return unknown();
  auto found = ledger.find(session, *reference);
  if (!found) return fail(std::move(found));
  if (found->empty()) return unknown();
  if (found->size() > 1)
    return fail(errors::booking_is_series)
        .with("booking", booking.substr(0, 200))
        .with("count", std::to_string(found->size()))
        .at("/booking");
  return std::move(found->front());
}

Result<Seen> Desk::look_up(const std::string& booking, Call& call) {
  auto known = catalog(call, Freshness::recent);
  if (!known) return fail(std::move(known));
  auto session = reading(call);
  if (!session) return fail(std::move(session));
  auto row = only_row(*(*known)->ledger, **session, booking);
  if (!row) return fail(std::move(row));
  return Seen{std::move(*known), std::move(*row)};
}

Result<BookingRow> Desk::get_booking(const ByReference& input, Call& call) {
  const auto seen = look_up(input.booking, call);
  if (!seen) return fail(Result<Seen>(seen));
  return row_of(*seen->catalog, seen->row);
}

Result<BookingFilter> Desk::filter_of(const Catalog& catalog, const BookingQuery& input) const {
  BookingFilter filter;
  filter.reader = settings_.booked_as;
  if (input.room) {
    auto room = room_of(catalog, *input.room, "/room");
    if (!room) return fail(std::move(room));
    filter.rooms = {(*room)->id};
  } else if (input.area) {
    for (const auto& room : catalog.rooms)
      if (std::to_string(room.area) == *input.area) filter.rooms.push_back(room.id);
    if (filter.rooms.empty())
      return fail(errors::area_unknown).with("area", *input.area).at("/area");
  }
  const auto* calendar =
      filter.rooms.empty() ? nullptr : catalog.calendar(catalog.room(filter.rooms[0])->area);
  const Zone zone = calendar == nullptr ? *Zone::find(settings_.time_zone) : calendar->zone;
  if (input.from || input.to) {
    Interval window{0, 2'147'483'647};
    if (input.from) {
      auto from = moment(zone, *input.from, "/from");
      if (!from) return fail(std::move(from));
      window.start = *from;
    }
    if (input.to) {
      auto to = moment(zone, *input.to, "/to");
      if (!to) return fail(std::move(to));
      window.end = *to;
    }
    if (window.end <= window.start) return fail(errors::end_before_start).at("/to");
    filter.window = window;
  }
  filter.text = input.text.value_or("");
  filter.created_by = input.created_by.value_or("");
  if (input.approval) filter.approval = static_cast<Approval>(*input.approval);
  if (input.cursor && !read_cursor(*input.cursor, filter))
    return fail(errors::cursor_invalid).at("/cursor");
  filter.limit = input.page_size + 1;
  return filter;
}

Result<BookingPage> Desk::search_bookings(const BookingQuery& input, Call& call) {
  const auto known = catalog(call, Freshness::recent);
  if (!known) return fail(Result<CatalogPointer>(known));
  auto filter = filter_of(**known, input);
  if (!filter) return fail(std::move(filter));
  auto session = reading(call);
  if (!session) return fail(std::move(session));
  auto rows = (*known)->ledger->search(**session, *filter);
  if (!rows) return fail(std::move(rows));
  BookingPage page;
  for (const auto& row : *rows) {
    if (static_cast<int>(page.items.size()) == input.page_size) {
      const auto& last = (*rows)[page.items.size() - 1].booking;
      page.cursor = fmt::format("{}.{}", last.when.start, last.id);
      break;
    }
    page.items.push_back(row_of(**known, row));
  }
  return page;
}

}  // namespace ecluse::rooms
