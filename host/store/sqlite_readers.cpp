// SPDX-License-Identifier: EUPL-1.2
#include "store/sqlite_readers.hpp"

#include <utility>

namespace ecluse::store {

using database::Connection;

base::Result<Connection> SqliteReaders::borrow() {
  {
    std::unique_lock guard(mutex_);
    returned_.wait(guard, [&] { return !idle_.empty() || opened_ < most; });
    if (!idle_.empty()) {
      Connection connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
    ++opened_;
  }
  auto connection = Connection::open(path_, Connection::Use::read_only);
  if (connection) return connection;
  {
    const std::lock_guard guard(mutex_);
    --opened_;
  }
  returned_.notify_one();
  return connection;
}

void SqliteReaders::give_back(Connection connection) {
  {
    const std::lock_guard guard(mutex_);
    idle_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

base::Result<std::vector<database::Row>> SqliteReaders::run(std::string_view sql,
                                                            const database::Row& parameters) {
  auto connection = borrow();
  if (!connection) return base::fail(connection.error());
  auto rows = connection->run(sql, parameters);
  give_back(std::move(*connection));
  return rows;
}

}  // namespace ecluse::store
