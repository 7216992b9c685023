// SPDX-License-Identifier: EUPL-1.2
// The readers of the embedded engine: a few connections that are lent for one statement, so that a
// long list does not hold up the lookup of another thread, and none of them ever waits for the
// writer (WAL).
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "database/sqlite.hpp"

namespace ecluse::store {

class SqliteReaders {
 public:
  explicit SqliteReaders(std::string path) : path_(std::move(path)) {}

  /// Opens a connection when all are lent and there are fewer than `most`, else waits for one.
  /// [any]
  base::Result<std::vector<database::Row>> run(std::string_view sql,
                                               const database::Row& parameters);

 private:
  static constexpr int most = 4;
  base::Result<database::Connection> borrow();
  void give_back(database::Connection connection);

  std::string path_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<database::Connection> idle_;
  int opened_ = 0;
};

}  // namespace ecluse::store
