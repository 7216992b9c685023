// SPDX-License-Identifier: EUPL-1.2
#include "store/sqlite_writer.hpp"

#include <utility>

#include "base/problems.hpp"
#include "store/apply.hpp"

namespace ecluse::store {
namespace {

constexpr std::size_t largest_group = 512;

}  // namespace

SqliteWriter::SqliteWriter(database::Connection connection)
    : connection_(std::move(connection)), thread_([this] { write_all(); }) {}

SqliteWriter::~SqliteWriter() {
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

base::Result<Receipt> SqliteWriter::submit(Change change) {
  std::future<base::Result<Receipt>> receipt;
  {
    const std::lock_guard guard(mutex_);
    Waiting& waiting = queue_.emplace_back();
    waiting.change = std::move(change);
    receipt = waiting.receipt.get_future();
  }
  wake_.notify_one();
  return receipt.get();
}

void SqliteWriter::write_all() {
  for (;;) {
    Group group;
    {
      std::unique_lock guard(mutex_);
      wake_.wait(guard, [&] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      while (!queue_.empty() && group.size() < largest_group) {
        group.push_back(std::move(queue_.front()));
        queue_.pop_front();
      }
    }
    write_group(group);
  }
}

base::Result<void> SqliteWriter::apply_one(const Change& change) {
  if (auto begun = connection_.run("SAVEPOINT change"); !begun) return base::fail(begun.error());
  for (const Write& write : change.writes) {
    auto applied = apply(connection_, write);
    if (applied) continue;
    // After some disk errors SQLite has rolled everything back: there is no savepoint to return to,
    // and the group is lost, which write_transaction notices.
    if (connection_.in_transaction()) {
      (void)connection_.run("ROLLBACK TO change");
      (void)connection_.run("RELEASE change");
    }
    return applied;
  }
  if (auto released = connection_.run("RELEASE change"); !released)
    return base::fail(released.error());
  return {};
}

base::Result<void> SqliteWriter::write_transaction(Group& group) {
  if (auto begun = connection_.run("BEGIN IMMEDIATE"); !begun) return base::fail(begun.error());
  for (Waiting& waiting : group) {
    waiting.applied = apply_one(waiting.change);
    // Without this, the next savepoint would open and commit a transaction of its own.
    if (!connection_.in_transaction())
      return waiting.applied ? base::fail(base::problem("store-unavailable")) : waiting.applied;
  }
  ++syncs_;
  auto committed = connection_.run("COMMIT");
  if (committed) return {};
  if (connection_.in_transaction()) (void)connection_.run("ROLLBACK");
  return base::fail(committed.error());
}

void SqliteWriter::write_group(Group& group) {
  const auto whole = write_transaction(group);
  for (Waiting& waiting : group) {
    if (!whole)
      waiting.receipt.set_value(base::fail(whole.error()));
    else if (!waiting.applied)
      waiting.receipt.set_value(base::fail(waiting.applied.error()));
    else
      waiting.receipt.set_value(Receipt{++sequence_});
  }
}

}  // namespace ecluse::store
