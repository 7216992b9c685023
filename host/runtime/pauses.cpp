// SPDX-License-Identifier: EUPL-1.2
#include "runtime/pauses.hpp"

#include "base/problems.hpp"

namespace ecluse::runtime {
namespace {

bool over(const store::PauseRow& row, const base::Clock& clock) {
  return row.until_ns != 0 && row.until_ns <= clock.wall().time_since_epoch().count();
}

}  // namespace

base::Result<void> Pauses::load() {
  const std::lock_guard one_at_a_time(changing_);
  const auto kept = store_.pauses();
  if (!kept) return base::fail(kept.error());
  store::Change forgotten;
  const std::lock_guard lock(mutex_);
  rows_.clear();
  for (const auto& row : *kept)
    if (over(row, clock_))
      forgotten.writes.push_back(store::PauseEnd{row.of, row.id});
    else
      rows_[{row.of, row.id}] = row;
  any_ = !rows_.empty();
  if (forgotten.writes.empty()) return {};
  const auto receipt = store_.submit(std::move(forgotten));
  if (!receipt) return base::fail(receipt.error());
  return {};
}

base::Result<void> Pauses::begin(const store::PauseRow& row, const store::AuditAppend& audit) {
  const std::lock_guard one_at_a_time(changing_);
  const auto receipt = store_.submit({{store::PauseSet{row}, audit}});
  if (!receipt) return base::fail(receipt.error());
  const std::lock_guard lock(mutex_);
  rows_[{row.of, row.id}] = row;
  any_ = true;
  return {};
}

base::Result<void> Pauses::end(store::PauseOf of, const std::string& id,
                               const store::AuditAppend& audit) {
  const std::lock_guard one_at_a_time(changing_);
  // One whose time has passed is no pause any more; its row goes at the next start.
  if (!find(of, id)) return base::fail(base::problem("not-paused").with("name", id));
  const auto receipt = store_.submit({{store::PauseEnd{of, id}, audit}});
  if (!receipt) return base::fail(receipt.error());
  const std::lock_guard lock(mutex_);
  rows_.erase({of, id});
  any_ = !rows_.empty();
  return {};
}

std::optional<store::PauseRow> Pauses::find(store::PauseOf of, std::string_view id) const {
  if (!any_) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto found = rows_.find(std::pair(of, id));
  if (found == rows_.end() || over(found->second, clock_)) return std::nullopt;
  return found->second;
}

}  // namespace ecluse::runtime
