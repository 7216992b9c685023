// SPDX-License-Identifier: MIT
// The database of a legacy system, as a connector sees it: sessions, statements with parameters,
// rows. The SDK adapts the host's service (<ecluse/host_sql.hpp>); tests may stand on another.
//
//   auto session = database.write({.call = &call.raw()});
//   if (!session) return fail(std::move(session));
//   auto room = (*session)->first("SELECT capacity FROM mrbs_room WHERE id = ? FOR UPDATE", {id});
//   …
//   return (*session)->commit();
//
// Errors bear the slugs of sdk/abi/SQL.md, and the parameters "sqlstate" and "code" beside those
// of their sentence. A value is never in one.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ecluse/kit/sql_value.hpp>
#include <ecluse/result.hpp>

namespace ecluse::kit {

enum class SqlIsolation : std::uint8_t { usual, read_committed, repeatable_read, serializable };

struct SqlTerms {
  const ecluse_call* call = nullptr;  ///< its deadline is kept by the server; never null
  /// `usual`: repeatable read when reading, read committed when writing.
  SqlIsolation isolation = SqlIsolation::usual;
  std::chrono::milliseconds lock_wait{5000};  ///< for a row or table lock
};

struct SqlDone {
  std::int64_t affected = 0;  ///< rows that the WHERE met, whether they changed or not
  std::int64_t last_id = 0;   ///< of AUTO_INCREMENT or rowid; PostgreSQL: use RETURNING
};

struct SqlFacts {
  std::string product;              ///< "sqlite", "mariadb", "mysql", "postgresql", …
  std::string version;              ///< "10.11.19"
  std::int64_t session_number = 0;  ///< CONNECTION_ID(), pg_backend_pid()
};

enum class SqlNext : std::uint8_t { more, enough };
using SqlVisitor = std::function<SqlNext(const SqlRow&)>;

/// One connection, in use by one thread. Its end rolls back what was not committed, and gives it
/// back to the pool (a dedicated one is closed). Must end before the call does. [worker]
class SqlSession {
 public:
  virtual ~SqlSession() = default;

  /// One statement, one '?' for each value; rows are visited as they arrive, and the session runs
  /// nothing else meanwhile.
  virtual Result<SqlDone> run(std::string_view statement, const SqlValues& values,
                              const SqlVisitor& visit) = 0;
  /// A transaction of a dedicated session.
  virtual Result<void> begin(SqlIsolation isolation) = 0;
  /// "database-commit-unknown": nobody knows whether it is written.
  virtual Result<void> commit() = 0;
  virtual Result<void> rollback() = 0;
  virtual const SqlFacts& facts() const = 0;

  Result<SqlDone> run(std::string_view statement, const SqlValues& values = {});
  /// Every row, in memory.
  Result<std::vector<SqlRecord>> all(std::string_view statement, const SqlValues& values = {});
  /// The first row, or nothing.
  Result<std::optional<SqlRecord>> first(std::string_view statement, const SqlValues& values = {});

  /// Savepoints, by a name of our own (letters and '_'; "at_" is put before it, for reserved
  /// words).
  Result<void> savepoint(std::string_view name);
  Result<void> rollback_to(std::string_view name);
  Result<void> release(std::string_view name);
};

/// The pool of one database, shared by the threads of an instance. [worker]
class SqlDatabase {
 public:
  virtual ~SqlDatabase() = default;
  /// In a read-only transaction that the server enforces.
  virtual Result<std::unique_ptr<SqlSession>> read(const SqlTerms& terms) = 0;
  /// In a transaction.
  virtual Result<std::unique_ptr<SqlSession>> write(const SqlTerms& terms) = 0;
  /// Without a transaction until begin(): for GET_LOCK, pg_advisory_lock, LOCK TABLES.
  virtual Result<std::unique_ptr<SqlSession>> dedicated(const SqlTerms& terms) = 0;
};

/// Whether the whole transaction may be tried again: deadlock, lock wait, serialization.
bool sql_retryable(const Error& error);
/// "40001", "45000", "23P01"; empty where there is none.
std::string_view sql_state(const Error& error);
/// The engine's own number: 1213, 1644; 0 where there is none.
std::int64_t sql_code(const Error& error);

}  // namespace ecluse::kit
