// SPDX-License-Identifier: EUPL-1.2
// One connection to one engine, below the pool. Each engine has its own file over its own client
// library; the README says why not over Poco Data.
#pragma once

#include <ecluse/service/sql.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sql/settings.hpp"
#include "sql/statement.hpp"

namespace ecluse::sql {

enum class Use : std::uint8_t { read = 1, write = 2, dedicated = 3 };
enum class Isolation : std::uint8_t {
  usual = 0,
  read_committed = 1,
  repeatable_read = 2,
  serializable = 3
};
/// In SQL, of MariaDB and PostgreSQL alike. `usual`: a read sees one state of the base; a write
/// sees what others have committed, for it holds the locks that it needs.
std::string_view level_of(Isolation isolation, Use use);

/// What a session is begun with; `time_limit` is what is left of the call.
struct Begin {
  Use use = Use::read;
  Isolation isolation = Isolation::usual;
  std::chrono::milliseconds lock_wait{5000};
  std::chrono::milliseconds time_limit{20000};
};

struct Values {
  const ecluse_sql_value* values = nullptr;
  std::size_t count = 0;
};

struct Done {
  std::int64_t affected = 0;
  std::int64_t last_id = 0;
};

/// Where rows go. `row` answers false when no more are wanted.
struct Rows {
  std::function<void(const std::vector<ecluse_text>& names)> columns = {};
  std::function<bool(const std::vector<ecluse_sql_value>& cells)> row = {};
};

struct Facts {
  std::string product, version;
  std::int64_t session_number = 0;
};

/// In use by one thread; only `interrupt` and `cut` come from another. Errors bear the slugs of
/// sdk/abi/SQL.md and the parameters "sqlstate" and "code". [worker]
class Line {
 public:
  virtual ~Line() = default;

  /// Limits, isolation, and the transaction unless `use` is dedicated: one trip to the server, the
  /// first of each use, so that it also finds out whether the line is alive.
  virtual base::Result<void> begin(const Begin& how) = 0;
  /// The transaction of a dedicated line.
  virtual base::Result<void> begin_transaction(Isolation isolation) = 0;
  virtual base::Result<void> commit() = 0;
  virtual base::Result<void> rollback() = 0;
  virtual base::Result<Done> run(const Statement& statement, const Values& values,
                                 const Rows& rows) = 0;
  /// What is left of the call, for the statements that follow.
  virtual base::Result<void> limit(std::chrono::milliseconds left) = 0;

  /// Ends what runs on the server, if anything does; the line stays. [any]
  virtual void interrupt() = 0;
  /// Ends the line itself, when the server does not even answer that. [any]
  virtual void cut() = 0;

  /// Nothing can be asked of it any more.
  bool broken() const { return broken_; }
  const Facts& facts() const { return facts_; }

 protected:
  bool broken_ = false;
  Facts facts_;
};

/// Connects, within connect_seconds and `left`. Faults: database-unreachable, database-refused,
/// database-sessions-taken (the server's own limit), database-schema, database-settings. [worker]
base::Result<std::unique_ptr<Line>> connect(const Settings& settings,
                                            std::chrono::milliseconds left);
base::Result<std::unique_ptr<Line>> connect_sqlite(const Settings& settings);
base::Result<std::unique_ptr<Line>> connect_mysql(const Settings& settings,
                                                  std::chrono::milliseconds left);
base::Result<std::unique_ptr<Line>> connect_postgresql(const Settings& settings,
                                                       std::chrono::milliseconds left);
base::Result<std::unique_ptr<Line>> connect_odbc(const Settings& settings,
                                                 std::chrono::milliseconds left);

}  // namespace ecluse::sql
