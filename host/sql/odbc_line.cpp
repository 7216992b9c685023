// SPDX-License-Identifier: EUPL-1.2
// Whatever has an ODBC driver, over unixODBC: for reading alone. The driver is asked for a
// read-only connection, the server for read-only transactions in its own words where they are
// known, what runs begins with SELECT, and nothing is ever committed.
#include <sql.h>
#include <sqlext.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>

#include "json/parse.hpp"
#include "sql/faults.hpp"
#include "sql/line.hpp"
#include "sql/odbc_text.hpp"

namespace ecluse::sql {
namespace {

using Wide = std::u16string;

SQLPOINTER number(std::uintptr_t value) { return reinterpret_cast<SQLPOINTER>(value); }  // NOLINT

/// A handle of ODBC, freed at its end.
class OdbcHandle {
 public:
  OdbcHandle(SQLSMALLINT kind, SQLHANDLE parent) : kind_(kind) {
    SQLAllocHandle(kind, parent, &raw_);
  }
  ~OdbcHandle() {
    if (raw_ != nullptr) SQLFreeHandle(kind_, raw_);
  }
  OdbcHandle(const OdbcHandle&) = delete;
  OdbcHandle& operator=(const OdbcHandle&) = delete;
  SQLHANDLE get() const { return raw_; }
  SQLSMALLINT kind() const { return kind_; }

 private:
  SQLSMALLINT kind_;
  SQLHANDLE raw_ = nullptr;
};

struct OdbcSaid {
  std::string state;
  std::int64_t code = 0;
};

OdbcSaid said_of(const OdbcHandle& handle) {
  SQLCHAR state[6] = {};
  SQLINTEGER code = 0;
  SQLCHAR message[8] = {};
  SQLSMALLINT size = 0;
  SQLGetDiagRec(handle.kind(), handle.get(), 1, state, &code, message, sizeof message, &size);
  return {reinterpret_cast<const char*>(state), code};
}

base::Error odbc_fault(const OdbcSaid& said, Moment moment, std::string_view server, bool& lost) {
  // What classes mean is the standard's: the rules for PostgreSQL hold.
  std::string state = said.state;
  if (state == "42S02" || state == "42S22") state = "42P01";
  if (state == "HYT00" || state == "HY008") state = "57014";
  if (state == "HYT01" || state == "HY000") state = moment == Moment::connecting ? "08001" : state;
  const Said told{said.code, state, {}};
  const bool connected = !state.starts_with("08");
  return postgresql_fault(told, moment, server, connected, lost);
}

std::int32_t kind_of(SQLSMALLINT type) {
  switch (type) {
    case SQL_BIT:
    case SQL_TINYINT:
    case SQL_SMALLINT:
    case SQL_INTEGER:
    case SQL_BIGINT:
      return ECLUSE_SQL_INTEGER;
    case SQL_REAL:
    case SQL_FLOAT:
    case SQL_DOUBLE:
      return ECLUSE_SQL_REAL;
    case SQL_DECIMAL:
    case SQL_NUMERIC:
      return ECLUSE_SQL_DECIMAL;
    case SQL_TYPE_DATE:
      return ECLUSE_SQL_DATE;
    case SQL_TYPE_TIME:
      return ECLUSE_SQL_TIME;
    case SQL_TYPE_TIMESTAMP:
      return ECLUSE_SQL_DATETIME;
    case SQL_BINARY:
    case SQL_VARBINARY:
    case SQL_LONGVARBINARY:
      return ECLUSE_SQL_BYTES;
    default:
      return ECLUSE_SQL_TEXT;
  }
}

class OdbcLine final : public Line {
 public:
  explicit OdbcLine(std::string server)
      : server_(std::move(server)), environment_(SQL_HANDLE_ENV, SQL_NULL_HANDLE) {
    SQLSetEnvAttr(environment_.get(), SQL_ATTR_ODBC_VERSION, number(SQL_OV_ODBC3), 0);
    link_ = std::make_unique<OdbcHandle>(SQL_HANDLE_DBC, environment_.get());
  }
  ~OdbcLine() override {
    if (!connected_) return;
    SQLEndTran(SQL_HANDLE_DBC, link_->get(), SQL_ROLLBACK);
    SQLDisconnect(link_->get());
  }
  OdbcLine(const OdbcLine&) = delete;
  OdbcLine& operator=(const OdbcLine&) = delete;

  base::Result<void> open(const Settings& settings, std::chrono::milliseconds left) {
    const auto seconds = static_cast<std::uintptr_t>(
        std::clamp<std::int64_t>((left.count() + 999) / 1000, 1, settings.connect_seconds));
    SQLSetConnectAttr(link_->get(), SQL_ATTR_LOGIN_TIMEOUT, number(seconds), 0);
    SQLSetConnectAttr(link_->get(), SQL_ATTR_ACCESS_MODE, number(SQL_MODE_READ_ONLY), 0);
    std::string text = settings.connection;
    if (!settings.user.empty()) text += ";UID={" + settings.user + "}";
    if (!settings.password.empty()) text += ";PWD={" + settings.password + "}";
    if (!settings.database.empty()) text += ";Database=" + settings.database;
    Wide wide = to_wide(text);
    SQLSMALLINT size = 0;
    const SQLRETURN done = SQLDriverConnectW(
        link_->get(), nullptr, reinterpret_cast<SQLWCHAR*>(wide.data()),
        static_cast<SQLSMALLINT>(wide.size()), nullptr, 0, &size, SQL_DRIVER_NOPROMPT);
    std::fill(text.begin(), text.end(), '\0');
    if (!SQL_SUCCEEDED(done)) {
      bool lost = false;
      return base::fail(odbc_fault(said_of(*link_), Moment::connecting, server_, lost));
    }
    connected_ = true;
    facts_.product = info(SQL_DBMS_NAME);
    facts_.version = info(SQL_DBMS_VER);
    SQLSetConnectAttr(link_->get(), SQL_ATTR_AUTOCOMMIT, number(SQL_AUTOCOMMIT_OFF), 0);
    return make_read_only();
  }

  base::Result<void> begin(const Begin& how) override {
    if (how.use != Use::read)
      return base::fail(fault(base::Status::permission_denied, "database-right-missing")
                            .with("right", "ODBC: READ ONLY"));
    return limit(how.time_limit);
  }
  base::Result<void> begin_transaction(Isolation) override {
    return base::fail(fault(base::Status::internal, "database-read-only"));
  }
  base::Result<void> commit() override { return rollback(); }
  base::Result<void> rollback() override {
    if (!SQL_SUCCEEDED(SQLEndTran(SQL_HANDLE_DBC, link_->get(), SQL_ROLLBACK)))
      return base::fail(error(*link_));
    return {};
  }
  base::Result<void> limit(std::chrono::milliseconds left) override {
    seconds_ = static_cast<std::uintptr_t>(std::max<std::int64_t>(1, (left.count() + 999) / 1000));
    return {};
  }

  base::Result<Done> run(const Statement& statement, const Values& values,
                         const Rows& rows) override {
    if (broken_) return base::fail(lost_fault(Moment::running, server_));
    if (statement.verb != "SELECT" && statement.verb != "WITH" && statement.verb != "VALUES")
      return base::fail(fault(base::Status::internal, "database-read-only"));
    const OdbcHandle handle(SQL_HANDLE_STMT, link_->get());
    const Running running(*this, handle.get());
    SQLSetStmtAttr(handle.get(), SQL_ATTR_QUERY_TIMEOUT, number(seconds_), 0);
    Wide text = to_wide(statement.text);
    if (!SQL_SUCCEEDED(SQLPrepareW(handle.get(), reinterpret_cast<SQLWCHAR*>(text.data()),
                                   static_cast<SQLINTEGER>(text.size()))))
      return base::fail(error(handle));
    if (!bind(handle, values)) return base::fail(value_fault());
    const SQLRETURN ran = SQLExecute(handle.get());
    if (!SQL_SUCCEEDED(ran) && ran != SQL_NO_DATA) return base::fail(error(handle));
    if (!fetch(handle, rows)) return base::fail(error(handle));
    return Done{};
  }

  void interrupt() override {
    const std::lock_guard lock(mutex_);
    if (running_ != nullptr) SQLCancel(running_);
  }
  void cut() override { interrupt(); }

 private:
  struct Running {
    Running(OdbcLine& line, SQLHANDLE handle) : line_(line) { set(handle); }
    ~Running() { set(nullptr); }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    void set(SQLHANDLE handle) {
      const std::lock_guard lock(line_.mutex_);
      line_.running_ = handle;
    }
    OdbcLine& line_;
  };
  struct Bound {
    std::string text;
    Wide wide;
    SQLBIGINT number = 0;
    SQLLEN length = 0;
  };

  std::string info(SQLUSMALLINT what) const {
    char text[128] = {};
    SQLSMALLINT size = 0;
    SQLGetInfo(link_->get(), what, text, sizeof text, &size);
    return text;
  }

  /// In the server's own words: the driver's read-only mode is a wish.
  base::Result<void> make_read_only() {
    static const std::map<std::string, const char*, std::less<>> words{
        {"MariaDB", "SET SESSION TRANSACTION READ ONLY"},
        {"MySQL", "SET SESSION TRANSACTION READ ONLY"},
        {"PostgreSQL", "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"},
        {"SQLite", "PRAGMA query_only=ON"}};
    const auto found = words.find(facts_.product);
    if (found == words.end()) return {};
    const OdbcHandle handle(SQL_HANDLE_STMT, link_->get());
    std::string text = found->second;
    if (!SQL_SUCCEEDED(
            SQLExecDirect(handle.get(), reinterpret_cast<SQLCHAR*>(text.data()), SQL_NTS)))
      return base::fail(error(handle));
    return rollback();
  }

  bool bind(const OdbcHandle& handle, const Values& values) {
    bound_.assign(values.count, {});
    for (std::size_t index = 0; index < values.count; ++index) {
      const auto place = static_cast<SQLUSMALLINT>(index + 1);
      if (!bind_one(handle.get(), place, values.values[index], bound_[index])) return false;
    }
    return true;
  }

  static bool bind_one(SQLHANDLE handle, SQLUSMALLINT place, const ecluse_sql_value& value,
                       Bound& bound) {
    const std::string_view text(value.text.data == nullptr ? "" : value.text.data, value.text.size);
    if (value.kind == ECLUSE_SQL_INTEGER || value.kind == ECLUSE_SQL_BOOLEAN) {
      bound.number = value.integer;
      return SQL_SUCCEEDED(SQLBindParameter(handle, place, SQL_PARAM_INPUT, SQL_C_SBIGINT,
                                            SQL_BIGINT, 0, 0, &bound.number, 0, &bound.length));
    }
    if (value.kind == ECLUSE_SQL_BYTES) {
      bound.text = text;
      bound.length = static_cast<SQLLEN>(text.size());
      return SQL_SUCCEEDED(SQLBindParameter(handle, place, SQL_PARAM_INPUT, SQL_C_BINARY,
                                            SQL_VARBINARY, std::max<SQLULEN>(1, text.size()), 0,
                                            bound.text.data(), bound.length, &bound.length));
    }
    if (json::not_utf8(text)) return false;
    bound.wide = to_wide(text);
    bound.length = value.kind == ECLUSE_SQL_NULL
                       ? SQL_NULL_DATA
                       : static_cast<SQLLEN>(bound.wide.size() * sizeof(char16_t));
    return SQL_SUCCEEDED(SQLBindParameter(
        handle, place, SQL_PARAM_INPUT, SQL_C_WCHAR, SQL_WVARCHAR,
        std::max<SQLULEN>(1, bound.wide.size()), 0, bound.wide.data(),
        static_cast<SQLLEN>((bound.wide.size() + 1) * sizeof(char16_t)), &bound.length));
  }

  struct Column {
    std::int32_t kind = ECLUSE_SQL_TEXT;
    std::string name, text;
  };

  bool fetch(const OdbcHandle& handle, const Rows& rows) {
    std::vector<Column> columns = describe(handle);
    if (columns.empty()) return true;
    std::vector<ecluse_text> names;
    for (const auto& column : columns) names.push_back({column.name.data(), column.name.size()});
    if (rows.columns) rows.columns(names);
    std::vector<ecluse_sql_value> cells(columns.size());
    for (;;) {
      const SQLRETURN got = SQLFetch(handle.get());
      if (got == SQL_NO_DATA) return true;
      if (!SQL_SUCCEEDED(got)) return false;
      for (std::size_t index = 0; index < columns.size(); ++index)
        if (!cell(handle, index, columns[index], cells[index])) return false;
      if (rows.row && !rows.row(cells)) return true;
    }
  }

  static std::vector<Column> describe(const OdbcHandle& handle) {
    SQLSMALLINT count = 0;
    SQLNumResultCols(handle.get(), &count);
    std::vector<Column> columns(static_cast<std::size_t>(count));
    for (SQLSMALLINT index = 0; index < count; ++index) {
      SQLCHAR name[256] = {};
      SQLSMALLINT size = 0, type = 0, digits = 0, nullable = 0;
      SQLULEN width = 0;
      SQLDescribeCol(handle.get(), static_cast<SQLUSMALLINT>(index + 1), name, sizeof name, &size,
                     &type, &width, &digits, &nullable);
      columns[static_cast<std::size_t>(index)] = {
          kind_of(type), reinterpret_cast<const char*>(name), {}};
    }
    return columns;
  }

  static bool cell(const OdbcHandle& handle, std::size_t index, Column& column,
                   ecluse_sql_value& value) {
    value = {};
    const auto place = static_cast<SQLUSMALLINT>(index + 1);
    if (column.kind == ECLUSE_SQL_INTEGER) {
      SQLBIGINT number = 0;
      SQLLEN length = 0;
      const SQLRETURN got =
          SQLGetData(handle.get(), place, SQL_C_SBIGINT, &number, sizeof number, &length);
      if (!SQL_SUCCEEDED(got) || length == SQL_NULL_DATA) return SQL_SUCCEEDED(got);
      value.kind = column.kind;
      value.integer = number;
      return true;
    }
    const auto read = read_long(handle.get(), place, column.kind == ECLUSE_SQL_BYTES);
    if (!read.good) return false;
    if (read.is_null) return true;
    column.text = read.text;
    value.kind = column.kind;
    value.text = {column.text.data(), column.text.size()};
    return true;
  }

  base::Error error(const OdbcHandle& handle) {
    bool lost = false;
    base::Error error = odbc_fault(said_of(handle), Moment::running, server_, lost);
    broken_ = broken_ || lost;
    return error;
  }

  std::string server_;
  OdbcHandle environment_;
  std::unique_ptr<OdbcHandle> link_;
  bool connected_ = false;
  std::uintptr_t seconds_ = 20;
  std::vector<Bound> bound_;
  std::mutex mutex_;
  SQLHANDLE running_ = nullptr;
};

}  // namespace

base::Result<std::unique_ptr<Line>> connect_odbc(const Settings& settings,
                                                 std::chrono::milliseconds left) {
  auto line = std::make_unique<OdbcLine>(settings.server());
  if (auto opened = line->open(settings, left); !opened) return base::fail(opened.error());
  return std::unique_ptr<Line>(std::move(line));
}

}  // namespace ecluse::sql
