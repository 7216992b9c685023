// SPDX-License-Identifier: EUPL-1.2
// From what was written in a call to moments, and from rows to what a flow reads.
#include "telling.hpp"

#include "errors.hpp"

namespace ecluse::rooms {

Failure time_fault(const Zone& zone, std::string_view text, TimeFault fault,
                   std::string_view pointer) {
  const auto failed = [&](const ErrorType& type) {
    return fail(type).with("text", text.substr(0, 40)).with("zone", zone.name()).at(pointer);
  };
  switch (fault) {
    case TimeFault::skipped:
      return failed(errors::time_skipped);
    case TimeFault::out_of_range:
      return failed(errors::time_out_of_range);
    case TimeFault::twice: {
      const auto day = Date::parse(text.substr(0, 10));
      const auto noon = zone.at({day ? day->packed() : 0, 12 * 3600});
      const std::string local(text.substr(0, 16));
      return failed(errors::time_twice)
          .with("first", local + ":00" + zone.text(noon - 24 * 3600).substr(19))
          .with("second", local + ":00" + zone.text(noon).substr(19));
    }
    case TimeFault::none:
    case TimeFault::malformed:
      break;
  }
  return failed(errors::time_malformed);
}

Result<Epoch> Desk::moment(const Zone& zone, std::string_view text,
                           std::string_view pointer) const {
  const std::string whole = text.size() == 10 ? std::string(text) + "T00:00" : std::string(text);
  const auto read = zone.read(whole);
  if (read.fault != TimeFault::none) return time_fault(zone, whole, read.fault, pointer);
  return read.at;
}

BookingRow Desk::row_of(const Catalog& catalog, const Row& row) const {
  const auto& booking = row.booking;
  BookingRow made;
  made.booking = text_of(reference_of(booking));
  made.room = std::to_string(booking.room);
  const Room* room = catalog.room(booking.room);
  const Calendar* calendar = room == nullptr ? nullptr : catalog.calendar(room->area);
  if (room != nullptr) made.room_name = room->name, made.area = std::to_string(room->area);
  const Zone zone = calendar == nullptr ? *Zone::find(settings_.time_zone) : calendar->zone;
  made.start = zone.text(booking.when.start);
  made.end = zone.text(booking.when.end);
  if (calendar != nullptr) made.periods = period_names(*calendar, booking.when);
  // A private booking tells its time to everybody, and the rest to whom it belongs.
  const bool hidden = booking.is_private && booking.created_by != settings_.booked_as;
  made.title = hidden ? masked(booking.title, true) : booking.title;
  made.type = booking.type;
  made.created_by = hidden ? "***" : booking.created_by;
  if (!hidden) {
    if (!booking.description.empty()) made.description = booking.description;
    if (!booking.beneficiary.empty()) made.beneficiary = booking.beneficiary;
    if (!booking.modified_by.empty()) made.modified_by = booking.modified_by;
    for (const auto& field : row.fields) made.fields.push_back({field.name, field.value});
  }
  made.private_booking = booking.is_private;
  made.tentative = booking.tentative;
  made.approval = static_cast<ApprovalState>(booking.approval);
  if (booking.series != 0) made.series = series_reference(booking);
  return made;
}

std::string series_reference(const Booking& booking) {
  return booking.uid.empty() ? "series:" + std::to_string(booking.series) : booking.uid;
}

ConflictRow conflict_row(const Zone& zone, const Booking& booking) {
  return {std::to_string(booking.room), zone.text(booking.when.start), zone.text(booking.when.end),
          masked(booking.title, booking.is_private), static_cast<ApprovalState>(booking.approval)};
}

}  // namespace ecluse::rooms
