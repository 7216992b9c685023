// SPDX-License-Identifier: EUPL-1.2
// SQLite, over its own library. The "server" is this thread: the limit of time is kept by the
// progress handler and by the wait for locks.
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <charconv>
#include <map>

#include "json/parse.hpp"
#include "sql/faults.hpp"
#include "sql/line.hpp"

namespace ecluse::sql {
namespace {

constexpr std::size_t most_prepared = 64;
constexpr int steps_between_looks = 2000;

using Steady = std::chrono::steady_clock;
using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close_v2)>;
using Prepared = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

/// A text of a column declared as a date is one: SQLite itself has no such type.
std::int32_t kind_of_text(const char* declared) {
  if (declared == nullptr) return ECLUSE_SQL_TEXT;
  std::string name(declared);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
  if (name.starts_with("DATETIME") || name.starts_with("TIMESTAMP")) return ECLUSE_SQL_DATETIME;
  if (name.starts_with("DATE")) return ECLUSE_SQL_DATE;
  if (name.starts_with("TIME")) return ECLUSE_SQL_TIME;
  if (name.starts_with("DECIMAL") || name.starts_with("NUMERIC")) return ECLUSE_SQL_DECIMAL;
  return ECLUSE_SQL_TEXT;
}

class SqliteLine final : public Line {
 public:
  SqliteLine(std::string server, Database database)
      : server_(std::move(server)), database_(std::move(database)) {
    facts_.product = "sqlite";
    facts_.version = sqlite3_libversion();
    sqlite3_progress_handler(
        database_.get(), steps_between_looks,
        [](void* self) { return static_cast<SqliteLine*>(self)->over() ? 1 : 0; }, this);
    sqlite3_extended_result_codes(database_.get(), 1);
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  }
  ~SqliteLine() override {
    statements_.clear();
    database_.reset();
  }
  SqliteLine(const SqliteLine&) = delete;
  SqliteLine& operator=(const SqliteLine&) = delete;

  /// A deferred transaction that reads and then writes fails as busy: writers begin IMMEDIATE.
  base::Result<void> begin(const Begin& how) override {
    ended_ = false;
    set_limit(how.time_limit);
    const auto wait = std::min(how.lock_wait, how.time_limit);
    sqlite3_busy_timeout(database_.get(), static_cast<int>(wait.count()));
    std::string text = "PRAGMA foreign_keys=ON;PRAGMA query_only=";
    text += how.use == Use::read ? "ON" : "OFF";
    if (how.use == Use::read) text += ";BEGIN";
    if (how.use == Use::write) text += ";BEGIN IMMEDIATE";
    return control(text);
  }
  base::Result<void> begin_transaction(Isolation) override { return control("BEGIN IMMEDIATE"); }
  base::Result<void> commit() override { return control("COMMIT"); }
  base::Result<void> rollback() override {
    ended_ = false;
    end_ns_ = INT64_MAX;  // what takes things back is not to be cut off
    if (sqlite3_get_autocommit(database_.get()) != 0) return {};
    return control("ROLLBACK");
  }
  base::Result<void> limit(std::chrono::milliseconds left) override {
    set_limit(left);
    return {};
  }

  base::Result<Done> run(const Statement& statement, const Values& values,
                         const Rows& rows) override {
    sqlite3_stmt* raw = prepare(statement.text);
    if (raw == nullptr) return base::fail(error());
    for (std::size_t index = 0; index < values.count; ++index)
      if (!bind(raw, static_cast<int>(index + 1), values.values[index])) {
        finish(raw);
        return base::fail(value_fault());
      }
    const int before = sqlite3_total_changes(database_.get());
    const int ended = step(raw, rows);
    Done done;
    base::Error failed;
    if (ended != SQLITE_DONE && ended != SQLITE_ROW) failed = error();
    done.affected = sqlite3_total_changes(database_.get()) - before;
    if (done.affected > 0) done.affected = sqlite3_changes(database_.get());
    if (statement.verb == "INSERT" || statement.verb == "REPLACE")
      done.last_id = sqlite3_last_insert_rowid(database_.get());
    finish(raw);
    if (!failed.slug.empty()) return base::fail(std::move(failed));
    return done;
  }

  void interrupt() override { ended_ = true; }
  void cut() override { ended_ = true; }

 private:
  bool over() const { return ended_ || Steady::now().time_since_epoch().count() > end_ns_.load(); }
  void set_limit(std::chrono::milliseconds left) {
    end_ns_ = (Steady::now() + left).time_since_epoch().count();
  }

  base::Result<void> control(const std::string& text) {
    if (sqlite3_exec(database_.get(), text.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK)
      return {};
    return base::fail(error());
  }

  base::Error error() {
    const Said said{sqlite3_extended_errcode(database_.get()), {}, sqlite3_errmsg(database_.get())};
    return sqlite_fault(said, Moment::running, server_);
  }

  sqlite3_stmt* prepare(const std::string& text) {
    if (const auto found = statements_.find(text); found != statements_.end())
      return found->second.get();
    if (statements_.size() >= most_prepared) statements_.clear();
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(database_.get(), text.data(), static_cast<int>(text.size()), &raw,
                           nullptr) != SQLITE_OK)
      return nullptr;
    statements_.emplace(text, Prepared(raw, &sqlite3_finalize));
    return raw;
  }
  static void finish(sqlite3_stmt* raw) {
    sqlite3_reset(raw);
    sqlite3_clear_bindings(raw);
  }

  static bool bind(sqlite3_stmt* raw, int index, const ecluse_sql_value& value) {
    const std::string_view text(value.text.data == nullptr ? "" : value.text.data, value.text.size);
    const auto size = static_cast<int>(text.size());
    switch (value.kind) {
      case ECLUSE_SQL_NULL:
        return sqlite3_bind_null(raw, index) == SQLITE_OK;
      case ECLUSE_SQL_INTEGER:
      case ECLUSE_SQL_BOOLEAN:
        return sqlite3_bind_int64(raw, index, value.integer) == SQLITE_OK;
      case ECLUSE_SQL_BYTES:
        return sqlite3_bind_blob(raw, index, text.data(), size, SQLITE_STATIC) == SQLITE_OK;
      case ECLUSE_SQL_REAL: {
        double number = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        return read.ec == std::errc() && sqlite3_bind_double(raw, index, number) == SQLITE_OK;
      }
      default:
        return !json::not_utf8(text) &&
               sqlite3_bind_text(raw, index, text.data(), size, SQLITE_STATIC) == SQLITE_OK;
    }
  }

  int step(sqlite3_stmt* raw, const Rows& rows) {
    const int count = sqlite3_column_count(raw);
    std::vector<ecluse_sql_value> cells(static_cast<std::size_t>(count));
    std::vector<std::string> numbers(cells.size());
    int got = sqlite3_step(raw);
    if (count > 0 && (got == SQLITE_ROW || got == SQLITE_DONE)) tell_names(raw, count, rows);
    for (; got == SQLITE_ROW; got = sqlite3_step(raw)) {
      for (int column = 0; column < count; ++column)
        cells[static_cast<std::size_t>(column)] =
            cell(raw, column, numbers[static_cast<std::size_t>(column)]);
      if (rows.row && !rows.row(cells)) return SQLITE_ROW;
    }
    return got;
  }

  static void tell_names(sqlite3_stmt* raw, int count, const Rows& rows) {
    if (!rows.columns) return;
    std::vector<ecluse_text> names;
    for (int column = 0; column < count; ++column) {
      const std::string_view name = sqlite3_column_name(raw, column);
      names.push_back({name.data(), name.size()});
    }
    rows.columns(names);
  }

  static ecluse_sql_value cell(sqlite3_stmt* raw, int column, std::string& number) {
    ecluse_sql_value value{};
    switch (sqlite3_column_type(raw, column)) {
      case SQLITE_NULL:
        return value;
      case SQLITE_INTEGER:
        value.kind = ECLUSE_SQL_INTEGER;
        value.integer = sqlite3_column_int64(raw, column);
        return value;
      case SQLITE_FLOAT: {
        value.kind = ECLUSE_SQL_REAL;
        number.resize(64);
        const auto end =
            std::to_chars(number.data(), number.data() + 64, sqlite3_column_double(raw, column));
        value.text = {number.data(), static_cast<std::size_t>(end.ptr - number.data())};
        return value;
      }
      case SQLITE_BLOB:
        value.kind = ECLUSE_SQL_BYTES;
        value.text.data = static_cast<const char*>(sqlite3_column_blob(raw, column));
        break;
      default:
        value.kind = kind_of_text(sqlite3_column_decltype(raw, column));
        value.text.data = reinterpret_cast<const char*>(sqlite3_column_text(raw, column));
    }
    value.text.size = static_cast<std::size_t>(sqlite3_column_bytes(raw, column));
    return value;
  }

  std::string server_;
  Database database_;
  std::atomic<bool> ended_{false};
  std::atomic<std::int64_t> end_ns_{INT64_MAX};
  std::map<std::string, Prepared, std::less<>> statements_;
};

}  // namespace

base::Result<std::unique_ptr<Line>> connect_sqlite(const Settings& settings) {
  sqlite3* raw = nullptr;
  // Never made: a file that is not there is a share that is not mounted.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
  const int opened = sqlite3_open_v2(settings.file.c_str(), &raw, flags, nullptr);
  Database database(raw, &sqlite3_close_v2);
  if (opened != SQLITE_OK) {
    const Said said{opened, {}, {}};
    return base::fail(sqlite_fault(said, Moment::connecting, settings.server()));
  }
  return std::unique_ptr<Line>(
      std::make_unique<SqliteLine>(settings.server(), std::move(database)));
}

}  // namespace ecluse::sql
