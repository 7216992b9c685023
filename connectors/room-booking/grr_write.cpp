// SPDX-License-Identifier: EUPL-1.2
// What is written into GRR: every column that its form would have written, and its log.
#include "errors.hpp"
#include "grr_ledger.hpp"
#include "overload.hpp"

#include <algorithm>

namespace ecluse::rooms {
namespace {

using kit::SqlValue;

/// -1 is firm. The column's default, 0, is an option that ran out in 1970: GRR's purge would delete
/// the booking the same day.
constexpr int firm = -1;

int grr_repeat_type(const Recurrence& recurrence) {
  switch (recurrence.frequency) {
    case Frequency::daily:
      return 1;
    case Frequency::weekly:
      return 2;
    case Frequency::yearly:
      return 4;
    case Frequency::monthly:
      break;
  }
  return recurrence.month_week ? 5 : 3;
}

bool is_outside(const Booking& booking) {
  return booking.beneficiary.find('|') != std::string::npos;
}
std::string inside_beneficiary(const Booking& booking) {
  if (is_outside(booking)) return {};
  return booking.beneficiary.empty() ? booking.created_by : booking.beneficiary;
}
std::string outside_beneficiary(const Booking& booking) {
  return is_outside(booking) ? booking.beneficiary : std::string();
}

/// What an entry and the record of its moderation have in common.
Columns common_columns(const Booking& booking) {
  return {{"start_time", booking.when.start},
          {"end_time", booking.when.end},
          {"entry_type", static_cast<int>(booking.role)},
          {"repeat_id", booking.series},
          {"room_id", booking.room},
          {"create_by", booking.created_by},
          {"beneficiaire_ext", outside_beneficiary(booking)},
          {"beneficiaire", inside_beneficiary(booking)},
          {"name", booking.title},
          {"type", booking.type},
          {"description", booking.description},
          {"statut_entry", "-"},
          {"option_reservation", firm}};
}

Columns with(Columns columns, const Columns& more) {
  columns.insert(columns.end(), more.begin(), more.end());
  return columns;
}

Columns entry_columns(const Row& row) {
  return with(common_columns(row.booking), {{"overload_desc", row.overload},
                                            {"moderate", static_cast<int>(row.booking.approval)},
                                            {"jours", 0},
                                            {"clef", 0},
                                            {"courrier", 0},
                                            {"nbparticipantmax", 0},
                                            {"supprimer", 0}});
}

}  // namespace

Result<void> GrrLedger::log(RowWriter& writer, std::int64_t booking, LogAction action,
                            const std::string& login, const std::string& note, Epoch now) const {
  auto done = writer.insert("log_resa", {{"date", now},
                                         {"idresa", booking},
                                         {"identifiant", login},
                                         {"action", static_cast<int>(action)},
                                         {"infoscomp", note}});
  return done ? Result<void>() : fail(std::move(done));
}

Result<void> GrrLedger::check_rules(Session& session, const Proposal& proposal,
                                    const Mirrored& mirrored) const {
  auto everywhere =
      session.first("SELECT " + tables_.quoted("VALUE") + " FROM " + tables_("setting") +
                    " WHERE " + tables_.quoted("NAME") + " = 'UserAllRoomsMaxBooking'");
  if (!everywhere) return fail(std::move(everywhere));
  Mirrored all = mirrored;
  if (*everywhere && !(*everywhere)->text(0).empty())
    all.everywhere_at_most = static_cast<int>((*everywhere)->integer(0));
  const std::string who(proposal.beneficiary.empty() ? std::string_view(proposal.account.login)
                                                     : proposal.beneficiary);
  const auto usage = [&]() -> Result<Ahead> {
    auto row = session.first(
        "SELECT COALESCE(SUM(e.room_id = ?), 0), COALESCE(SUM(r.area_id = ?), 0), COUNT(*) FROM " +
            tables_("entry") + " e JOIN " + tables_("room") +
            " r ON r.id = e.room_id WHERE e.beneficiaire = ? AND e.end_time > ? AND e.supprimer = "
            "0",
        {proposal.room.id, proposal.calendar.area.id, who, proposal.now});
    if (!row) return fail(std::move(row));
    return Ahead{(*row)->integer(0), (*row)->integer(1), (*row)->integer(2)};
  };
  return check_grr(proposal, all, usage);
}

Result<void> GrrLedger::check_cancel(const Proposal& proposal) const {
  const bool past = proposal.when.start < proposal.now;
  if (past && !proposal.room.past_allowed && proposal.account.level < 3)
    return fail(errors::in_the_past).at("/booking");
  return {};
}

std::vector<std::string> GrrLedger::rules_checked() const { return grr_rules(); }

Result<void> GrrLedger::prepare(Session& session, const Area& area, Row& row,
                                const Row* before) const {
  auto rows = session.all(
      "SELECT id, fieldname, obligatoire FROM " + tables_("overload") + " WHERE id_area = ?",
      {area.id});
  if (!rows) return fail(std::move(rows));
  auto values = before == nullptr ? Overload() : read_overload(before->overload);
  for (std::size_t at = 0; at < row.fields.size(); ++at) {
    const auto found = std::find_if(rows->begin(), rows->end(), [&](const kit::SqlRecord& each) {
      return each.text(1) == row.fields[at].name;
    });
    if (found == rows->end())
      return fail(errors::field_unknown)
          .with("field", row.fields[at].name.substr(0, 64))
          .at("/fields/" + std::to_string(at) + "/name");
    values[found->integer(0)] = row.fields[at].value;
  }
  for (const auto& each : *rows)
    if (each.text(2) == "y" && values[each.integer(0)].empty())
      return fail(errors::field_missing).with("field", each.text(1)).at("/fields");
  std::erase_if(values, [](const auto& each) { return each.second.empty(); });
  row.overload = overload_text(values);
  return {};
}

Result<void> GrrLedger::insert(RowWriter& writer, Row& row, const std::string& mark,
                               Epoch now) const {
  auto id = writer.insert("entry", entry_columns(row));
  if (!id) return fail(std::move(id));
  row.booking.id = *id;
  return log(writer, *id, LogAction::created, row.booking.created_by, mark, now);
}

Result<std::int64_t> GrrLedger::insert_series(RowWriter& writer, const SeriesPlan& plan) const {
  const auto& booking = plan.first;
  const auto& how = plan.recurrence;
  const bool weekly = how.frequency == Frequency::weekly;
  return writer.insert("repeat", {{"start_time", booking.when.start},
                                  {"end_time", booking.when.end},
                                  {"rep_type", grr_repeat_type(how)},
                                  {"end_date", plan.last_start},
                                  {"rep_opt", weekly ? weekdays_text(how.weekdays) : ""},
                                  {"room_id", booking.room},
                                  {"create_by", booking.created_by},
                                  {"beneficiaire_ext", outside_beneficiary(booking)},
                                  {"beneficiaire", inside_beneficiary(booking)},
                                  {"name", booking.title},
                                  {"type", booking.type},
                                  {"description", booking.description},
                                  {"rep_num_weeks", weekly ? how.interval : 0},
                                  {"overload_desc", ""},
                                  {"jours", 0},
                                  {"courrier", 0},
                                  {"nbparticipantmax", 0}});
}

Result<void> GrrLedger::update(RowWriter& writer, const Row& before, const Row& after,
                               Epoch now) const {
  const auto& booking = after.booking;
  if (auto done = writer.update("entry", "id", before.booking.id,
                                {{"start_time", booking.when.start},
                                 {"end_time", booking.when.end},
                                 {"room_id", booking.room},
                                 {"name", booking.title},
                                 {"type", booking.type},
                                 {"description", booking.description},
                                 {"entry_type", static_cast<int>(booking.role)},
                                 {"overload_desc", after.overload}});
      !done)
    return done;
  return log(writer, booking.id, LogAction::changed, booking.modified_by, "", now);
}

Result<void> GrrLedger::cancel(Session&, RowWriter& writer, const Booking& booking,
                               const std::string& login, Epoch now) const {
  if (auto done = writer.update("entry", "id", booking.id, {{"supprimer", 1}}); !done) return done;
  return log(writer, booking.id, LogAction::cancelled, login, "", now);
}

Result<void> GrrLedger::decide(Session&, RowWriter& writer, const Booking& booking,
                               Approval decision, const std::string& login,
                               const std::string& reason, Epoch now) const {
  Columns columns = {{"moderate", static_cast<int>(decision)}};
  if (decision == Approval::refused) columns.push_back({"supprimer", 1});
  if (auto done = writer.update("entry", "id", booking.id, columns); !done) return done;
  if (decision == Approval::accepted) {
    auto kept = writer.insert("entry_moderate", with(common_columns(booking),
                                                     {{"id", booking.id},
                                                      {"login_moderateur", login},
                                                      {"motivation_moderation", reason},
                                                      {"overload_desc", ""},
                                                      {"moderate", static_cast<int>(decision)}}));
    if (!kept) return fail(std::move(kept));
  }
  return log(writer, booking.id, LogAction::moderated, login, "", now);
}

std::unique_ptr<Ledger> grr_ledger(Tables tables, std::string zone) {
  return std::make_unique<GrrLedger>(std::move(tables), std::move(zone));
}

}  // namespace ecluse::rooms
