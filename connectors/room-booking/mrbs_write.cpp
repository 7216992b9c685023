// SPDX-License-Identifier: EUPL-1.2
// What is written into MRBS: every column that the application would have written.
#include "mrbs_ledger.hpp"

#include <algorithm>

#include "errors.hpp"

namespace ecluse::rooms {
namespace {

using kit::SqlValues;

std::int64_t status_of(const Booking& booking) {
  return (booking.is_private ? 1 : 0) | (booking.approval == Approval::awaiting ? 2 : 0) |
         (booking.tentative ? 4 : 0);
}

int repeat_type(const Recurrence& recurrence) { return static_cast<int>(recurrence.frequency) + 1; }

}  // namespace

Result<void> MrbsLedger::check_rules(Session& session, const Proposal& proposal,
                                     const Mirrored& mirrored) const {
  const auto usage = [&](const Interval& within) -> Result<Usage> {
    auto row = session.first(
        "SELECT COUNT(*), COALESCE(SUM(e.end_time - e.start_time), 0) FROM " + tables_("entry") +
            " e JOIN " + tables_("room") +
            " r ON r.id = e.room_id WHERE r.area_id = ? AND e.create_by = ? AND e.start_time >= ? "
            "AND e.start_time < ?",
        {proposal.calendar.area.id, proposal.account.login, within.start, within.end});
    if (!row) return fail(std::move(row));
    return Usage{(*row)->integer(0), (*row)->integer(1)};
  };
  return check_mrbs(proposal, mirrored, usage);
}

Result<void> MrbsLedger::check_cancel(const Proposal& proposal) const {
  return check_mrbs_cancel(proposal);
}

std::vector<std::string> MrbsLedger::rules_checked() const { return mrbs_rules(); }

Result<void> MrbsLedger::prepare(Session&, const Area&, Row& row, const Row*) const {
  for (std::size_t at = 0; at < row.fields.size(); ++at)
    if (std::find(custom_.begin(), custom_.end(), row.fields[at].name) == custom_.end())
      return fail(errors::field_unknown)
          .with("field", row.fields[at].name.substr(0, 64))
          .at("/fields/" + std::to_string(at) + "/name");
  return {};
}

Result<void> MrbsLedger::insert(RowWriter& writer, Row& row, const std::string& mark, Epoch) const {
  auto& booking = row.booking;
  booking.uid = mark;
  Columns columns = {
      {"start_time", booking.when.start},
      {"end_time", booking.when.end},
      {"entry_type", static_cast<int>(booking.role)},
      {"repeat_id", booking.series == 0 ? kit::SqlValue() : kit::SqlValue(booking.series)},
      {"room_id", booking.room},
      {"create_by", booking.created_by},
      {"modified_by", ""},
      {"name", booking.title},
      {"type", booking.type},
      {"description", booking.description},
      {"status", status_of(booking)},
      {"ical_uid", booking.uid},
      {"ical_sequence", 0},
      {"ical_recur_id",
       booking.recurrence.empty() ? kit::SqlValue() : kit::SqlValue(booking.recurrence)}};
  for (const auto& field : row.fields) columns.push_back({field.name, field.value});
  auto id = writer.insert("entry", columns);
  if (!id) return fail(std::move(id));
  booking.id = *id;
  return {};
}

Result<std::int64_t> MrbsLedger::insert_series(RowWriter& writer, const SeriesPlan& plan) const {
  const auto& booking = plan.first;
  const auto& how = plan.recurrence;
  const bool monthly = how.frequency == Frequency::monthly;
  const auto weekly = how.frequency == Frequency::weekly ? weekdays_text(how.weekdays) : "";
  return writer.insert(
      "repeat",
      {{"start_time", booking.when.start},
       {"end_time", booking.when.end},
       {"rep_type", repeat_type(how)},
       {"end_date", plan.last_start},
       {"rep_opt", weekly},
       {"room_id", booking.room},
       {"create_by", booking.created_by},
       {"modified_by", ""},
       {"name", booking.title},
       {"type", booking.type},
       {"description", booking.description},
       {"rep_interval", how.interval},
       {"month_absolute", monthly && !how.month_week ? kit::SqlValue(how.month_day) : nullptr},
       {"month_relative",
        monthly && how.month_week ? kit::SqlValue(relative_text(*how.month_week)) : nullptr},
       {"status", status_of(booking)},
       {"ical_uid", booking.uid},
       {"ical_sequence", 0}});
}

// MRBS itself inserts new rows and deletes the old ones. An UPDATE gives the same rows, and keeps
// the id, the site's own columns and the registered participants.
Result<void> MrbsLedger::update(RowWriter& writer, const Row& before, const Row& after,
                                Epoch) const {
  const auto& booking = after.booking;
  Columns columns = {{"start_time", booking.when.start},
                     {"end_time", booking.when.end},
                     {"room_id", booking.room},
                     {"modified_by", booking.modified_by},
                     {"name", booking.title},
                     {"type", booking.type},
                     {"description", booking.description},
                     {"status", status_of(booking)},
                     {"ical_sequence", before.booking.sequence + 1}};
  if (before.booking.role == SeriesRole::member)
    columns.push_back({"entry_type", static_cast<int>(booking.role)});
  for (const auto& field : after.fields) columns.push_back({field.name, field.value});
  return writer.update("entry", "id", before.booking.id, columns);
}

Result<void> MrbsLedger::cancel(Session& session, RowWriter& writer, const Booking& booking,
                                const std::string&, Epoch) const {
  if (auto gone = writer.erase("entry", "id", booking.id); !gone) return gone;
  if (booking.series == 0 || writer.mode() == WriteMode::simulate) return {};
  // As MRBS does: a series of which no member is left goes too.
  auto left = session.first("SELECT COUNT(*) FROM " + tables_("entry") + " WHERE repeat_id = ?",
                            {booking.series});
  if (!left) return fail(std::move(left));
  return (*left)->integer(0) == 0 ? writer.erase("repeat", "id", booking.series) : Result<void>();
}

Result<void> MrbsLedger::decide(Session& session, RowWriter& writer, const Booking& booking,
                                Approval decision, const std::string& login, const std::string&,
                                Epoch now) const {
  if (decision == Approval::refused) return cancel(session, writer, booking, login, now);
  auto accepted = booking;
  accepted.approval = Approval::none;
  return writer.update("entry", "id", booking.id,
                       {{"status", status_of(accepted)}, {"ical_sequence", booking.sequence + 1}});
}

std::unique_ptr<Ledger> mrbs_ledger(Tables tables, std::vector<std::string> custom_columns,
                                    std::vector<BookingType> mirrored_types) {
  return std::make_unique<MrbsLedger>(std::move(tables), std::move(custom_columns),
                                      std::move(mirrored_types));
}

}  // namespace ecluse::rooms
