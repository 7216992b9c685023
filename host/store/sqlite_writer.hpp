// SPDX-License-Identifier: EUPL-1.2
// The one writer of the embedded engine: it folds the changes that wait into one transaction, a
// savepoint each, one sync, and then releases the receipts.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "database/sqlite.hpp"
#include "store/change.hpp"

namespace ecluse::store {

class SqliteWriter {
 public:
  explicit SqliteWriter(database::Connection connection);
  /// Writes what waits, then ends.
  ~SqliteWriter();
  SqliteWriter(const SqliteWriter&) = delete;
  SqliteWriter& operator=(const SqliteWriter&) = delete;

  /// Returns when the change is on the disk or refused. [any]
  base::Result<Receipt> submit(Change change);
  /// Groups that were committed or tried to. [any]
  std::int64_t syncs() const { return syncs_; }

 private:
  struct Waiting {
    Change change;
    std::promise<base::Result<Receipt>> receipt;
    base::Result<void> applied;
  };
  using Group = std::deque<Waiting>;

  void write_all();
  void write_group(Group& group);
  base::Result<void> write_transaction(Group& group);
  base::Result<void> apply_one(const Change& change);

  database::Connection connection_;
  std::mutex mutex_;
  std::condition_variable wake_;
  Group queue_;  // as long as there are threads that submit: each of them waits here
  bool stopping_ = false;
  std::int64_t sequence_ = 0;
  std::atomic<std::int64_t> syncs_{0};
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace ecluse::store
