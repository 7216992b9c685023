// SPDX-License-Identifier: EUPL-1.2
// GRR 4.6: grr_area, grr_room, grr_entry, grr_repeat, and its log. A row that is deleted stays,
// with supprimer = 1: every read leaves it out.
#pragma once

#include "ledger.hpp"

namespace ecluse::rooms {

class GrrLedger final : public Ledger {
 public:
  GrrLedger(Tables tables, std::string zone) : Ledger(std::move(tables)), zone_(std::move(zone)) {}

  Result<std::vector<Area>> areas(Session& session) const override;
  Result<std::vector<Room>> rooms(Session& session, std::span<const std::int64_t> ids,
                                  RowLock lock) const override;
  Result<std::vector<BookingType>> types(Session& session, std::int64_t area) const override;
  Result<Account> account(Session& session, const std::string& login, const Room* room,
                          const Area* area) const override;
  Result<std::vector<PackedDay>> closed_days(Session& session, const Zone& zone) const override;
  Result<std::vector<Row>> find(Session& session, const Reference& reference) const override;
  Result<std::vector<Row>> made_by(Session& session, const std::string& mark) const override;
  Result<void> check_rules(Session& session, const Proposal& proposal,
                           const Mirrored& mirrored) const override;
  Result<void> check_cancel(const Proposal& proposal) const override;
  std::vector<std::string> rules_checked() const override;
  Result<void> prepare(Session& session, const Area& area, Row& row,
                       const Row* before) const override;
  Result<void> insert(RowWriter& writer, Row& row, const std::string& mark,
                      Epoch now) const override;
  Result<std::int64_t> insert_series(RowWriter& writer, const SeriesPlan& plan) const override;
  Result<void> update(RowWriter& writer, const Row& before, const Row& after,
                      Epoch now) const override;
  Result<void> cancel(Session& session, RowWriter& writer, const Booking& booking,
                      const std::string& login, Epoch now) const override;
  Result<void> decide(Session& session, RowWriter& writer, const Booking& booking,
                      Approval decision, const std::string& login, const std::string& reason,
                      Epoch now) const override;
  Result<std::vector<Recipient>> recipients(Session& session, const Room& room, const Area& area,
                                            const Booking& booking) const override;

 private:
  std::string select() const;
  std::string live() const override;
  Condition text_is(const BookingFilter& filter) const override;
  Condition approval_is(Approval approval) const override;
  Result<std::vector<Row>> rows(Session& session, const std::string& and_order,
                                const kit::SqlValues& values) const override;
  Result<void> log(RowWriter& writer, std::int64_t booking, LogAction action,
                   const std::string& login, const std::string& note, Epoch now) const;
  Result<bool> listed(Session& session, std::string_view table, std::string_view column,
                      const std::string& login, std::int64_t id) const;

  std::string zone_;
};

}  // namespace ecluse::rooms
