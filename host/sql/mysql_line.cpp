// SPDX-License-Identifier: EUPL-1.2
// MariaDB and MySQL over libmariadb. Statements of connectors go by the prepared protocol alone,
// which the server itself lets hold one statement; our own control statements go several at once.

#include <mysql.h>
#include <mysqld_error.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <map>
#include <mutex>

#include "json/parse.hpp"
#include "sql/faults.hpp"
#include "sql/line.hpp"
#include "sql/mysql_rows.hpp"

namespace ecluse::sql {
namespace {

constexpr std::size_t most_prepared = 64;
constexpr unsigned mysql_trouble = 2013;  // CR_SERVER_LOST

std::string begin_text(Isolation isolation, Use use) {
  // Of the session too: MariaDB's DDL commits first, and would then find no transaction to obey.
  const std::string mode = use == Use::read ? "READ ONLY" : "READ WRITE";
  return "SET SESSION TRANSACTION " + mode + ";SET TRANSACTION ISOLATION LEVEL " +
         std::string(level_of(isolation, use)) + ";START TRANSACTION " + mode;
}

/// A parameter of four bytes a letter, which utf8mb3 has not; or bytes that are no text.
bool fits(const ecluse_sql_value& value, bool three_bytes) {
  if (value.kind == ECLUSE_SQL_BYTES || value.kind == ECLUSE_SQL_NULL) return true;
  const std::string_view text(value.text.data, value.text.size);
  if (json::not_utf8(text)) return false;
  if (!three_bytes) return true;
  for (const char letter : text)
    if (static_cast<unsigned char>(letter) >= 0xF0) return false;
  return true;
}

class Parameters {
 public:
  /// False when a value does not fit.
  bool fill(const Values& values, bool three_bytes) {
    binds_.assign(values.count, MYSQL_BIND{});
    reals_.assign(values.count, 0.0);
    for (std::size_t index = 0; index < values.count; ++index) {
      if (!fits(values.values[index], three_bytes)) return false;
      if (!bind(index, values.values[index])) return false;
    }
    return true;
  }
  MYSQL_BIND* binds() { return binds_.data(); }

 private:
  bool bind(std::size_t index, const ecluse_sql_value& value) {
    MYSQL_BIND& bind = binds_[index];
    bind.buffer_type = type_of(value.kind);
    switch (value.kind) {
      case ECLUSE_SQL_NULL:
        return true;
      case ECLUSE_SQL_INTEGER:
      case ECLUSE_SQL_BOOLEAN:
        bind.buffer = const_cast<std::int64_t*>(&value.integer);  // NOLINT: only read
        return true;
      case ECLUSE_SQL_REAL: {
        const auto read =
            std::from_chars(value.text.data, value.text.data + value.text.size, reals_[index]);
        bind.buffer = &reals_[index];
        return read.ec == std::errc();
      }
      default:
        // A buffer, even for an empty text.
        bind.buffer = value.text.size == 0 ? const_cast<char*>("")                // NOLINT
                                           : const_cast<char*>(value.text.data);  // NOLINT
        bind.buffer_length = value.text.size;
        return true;
    }
  }
  static enum_field_types type_of(std::int32_t kind) {
    switch (kind) {
      case ECLUSE_SQL_NULL:
        return MYSQL_TYPE_NULL;
      case ECLUSE_SQL_INTEGER:
      case ECLUSE_SQL_BOOLEAN:
        return MYSQL_TYPE_LONGLONG;
      case ECLUSE_SQL_REAL:
        return MYSQL_TYPE_DOUBLE;
      case ECLUSE_SQL_DECIMAL:  // as a text it would be compared as a double
        return MYSQL_TYPE_NEWDECIMAL;
      case ECLUSE_SQL_BYTES:
        return MYSQL_TYPE_BLOB;
      default:
        return MYSQL_TYPE_STRING;
    }
  }
  std::vector<MYSQL_BIND> binds_;
  std::vector<double> reals_;
};

void set_options(MYSQL* raw, const Settings& settings, std::chrono::milliseconds left) {
  const auto seconds = static_cast<unsigned>(
      std::clamp<std::int64_t>((left.count() + 999) / 1000, 1, settings.connect_seconds));
  const my_bool off = 0, on = 1;
  const unsigned no_files = 0;
  mysql_options(raw, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
  mysql_options(raw, MYSQL_OPT_RECONNECT, &off);  // it would lose locks in silence
  mysql_options(raw, MYSQL_OPT_LOCAL_INFILE, &no_files);
  mysql_options(raw, MYSQL_SET_CHARSET_NAME,
                settings.charset == "utf8mb3" ? "utf8" : settings.charset.c_str());
  mysql_options4(raw, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "ecluse");
  if (settings.tls == Tls::off) return;
  mysql_options(raw, MYSQL_OPT_SSL_ENFORCE, &on);
  mysql_options(raw, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, settings.tls == Tls::verify ? &on : &off);
  const std::string ca =
      settings.tls_ca.empty() ? "/etc/ssl/certs/ca-certificates.crt" : settings.tls_ca;
  if (settings.tls == Tls::verify) mysql_options(raw, MYSQL_OPT_SSL_CA, ca.c_str());
}

using Handle = std::unique_ptr<MYSQL, decltype(&mysql_close)>;

Handle open_handle(const Settings& settings, std::chrono::milliseconds left) {
  static std::once_flag once;
  std::call_once(once, [] { mysql_library_init(0, nullptr, nullptr); });
  Handle handle(mysql_init(nullptr), &mysql_close);
  set_options(handle.get(), settings, left);
  const bool local = !settings.socket.empty();
  // "localhost" would be turned into the socket of the machine's own server.
  const unsigned protocol = local ? MYSQL_PROTOCOL_SOCKET : MYSQL_PROTOCOL_TCP;
  mysql_options(handle.get(), MYSQL_OPT_PROTOCOL, &protocol);
  mysql_real_connect(handle.get(), local ? nullptr : settings.host.c_str(), settings.user.c_str(),
                     settings.password.c_str(), settings.database.c_str(), settings.port,
                     local ? settings.socket.c_str() : nullptr,
                     CLIENT_FOUND_ROWS | CLIENT_MULTI_STATEMENTS);
  return handle;
}

class MysqlLine final : public Line {
 public:
  MysqlLine(Settings settings, Handle handle)
      : settings_(std::move(settings)),
        server_(settings_.server()),
        handle_(std::move(handle)),
        socket_(static_cast<int>(mysql_get_socket(handle_.get()))) {
    const std::string_view said = mysql_get_server_info(handle_.get());
    const bool mariadb = said.find("MariaDB") != std::string_view::npos;
    facts_.product = mariadb ? "mariadb" : "mysql";
    facts_.version = version_of(said);
    facts_.session_number = static_cast<std::int64_t>(mysql_thread_id(handle_.get()));
  }
  ~MysqlLine() override {
    statements_.clear();
    handle_.reset();
    wipe(settings_);
  }
  MysqlLine(const MysqlLine&) = delete;
  MysqlLine& operator=(const MysqlLine&) = delete;

  base::Result<void> prepare_session() {
    // What does not fit is an error and never cut; sums and dates as the column has them.
    return control("SET SESSION sql_mode=CONCAT(@@sql_mode,',STRICT_ALL_TABLES')", Moment::running);
  }

  base::Result<void> begin(const Begin& how) override {
    const auto seconds = std::max<std::int64_t>(1, (how.lock_wait.count() + 999) / 1000);
    std::string text = limit_text(how.time_limit) +
                       ";SET SESSION innodb_lock_wait_timeout=" + std::to_string(seconds) +
                       ",lock_wait_timeout=" + std::to_string(seconds);
    if (how.use != Use::dedicated) text += ";" + begin_text(how.isolation, how.use);
    return control(text, Moment::running);
  }
  base::Result<void> begin_transaction(Isolation isolation) override {
    return control(begin_text(isolation, Use::dedicated), Moment::running);
  }
  base::Result<void> commit() override { return control("COMMIT", Moment::committing); }
  base::Result<void> rollback() override { return control("ROLLBACK", Moment::running); }
  base::Result<void> limit(std::chrono::milliseconds left) override {
    return control(limit_text(left), Moment::running);
  }

  base::Result<Done> run(const Statement& statement, const Values& values,
                         const Rows& rows) override {
    auto prepared = prepare(statement.text);
    if (!prepared) {
      const bool unknown_to_protocol = has_code(prepared.error(), ER_UNSUPPORTED_PS);
      if (!unknown_to_protocol || values.count != 0) return base::fail(prepared.error());
      auto done = control(statement.text, Moment::running);  // LOCK TABLES on an old MySQL
      if (!done) return base::fail(done.error());
      return Done{};
    }
    MYSQL_STMT* raw = *prepared;
    if (!parameters_.fill(values, settings_.charset == "utf8mb3")) return base::fail(value_fault());
    if ((values.count != 0 && mysql_stmt_bind_param(raw, parameters_.binds()) != 0) ||
        mysql_stmt_execute(raw) != 0)
      return forget(statement.text, raw);
    if (mysql_stmt_field_count(raw) > 0)
      if (auto fetched = MysqlRows(raw, rows).fetch(); fetched != 0)
        return forget(statement.text, raw);
    Done done;
    const auto affected = static_cast<std::int64_t>(mysql_stmt_affected_rows(raw));
    done.affected = std::max<std::int64_t>(0, affected);
    done.last_id = static_cast<std::int64_t>(mysql_stmt_insert_id(raw));
    if (mysql_stmt_free_result(raw) != 0) return forget(statement.text, raw);
    // CALL gives further results.
    while (mysql_stmt_more_results(raw) != 0)
      if (mysql_stmt_next_result(raw) > 0) return forget(statement.text, raw);
    return done;
  }

  void interrupt() override {
    const Handle other = open_handle(settings_, std::chrono::seconds(2));
    if (mysql_errno(other.get()) != 0) return;
    const std::string text = "KILL QUERY " + std::to_string(facts_.session_number);
    mysql_real_query(other.get(), text.data(), text.size());
  }
  void cut() override { ::shutdown(socket_, SHUT_RDWR); }

 private:
  struct CloseStatement {
    void operator()(MYSQL_STMT* raw) const { mysql_stmt_close(raw); }
  };

  static std::string version_of(std::string_view said) {
    if (said.starts_with("5.5.5-")) said.remove_prefix(6);  // how MariaDB greets old clients
    return std::string(said.substr(0, said.find('-')));
  }

  std::string limit_text(std::chrono::milliseconds left) const {
    const auto time = std::max<std::int64_t>(1, left.count());
    if (facts_.product == "mysql")  // SELECT alone; the interrupting thread does the others
      return "SET SESSION max_execution_time=" + std::to_string(time);
    const std::string rest = std::to_string(1000 + time % 1000).substr(1);
    return "SET SESSION max_statement_time=" + std::to_string(time / 1000) + "." + rest;
  }

  base::Result<void> control(const std::string& text, Moment moment) {
    if (broken_) return base::fail(lost_fault(Moment::running, server_));
    int failed = mysql_real_query(handle_.get(), text.data(), text.size());
    while (failed == 0) {
      if (MYSQL_RES* result = mysql_store_result(handle_.get())) mysql_free_result(result);
      const int next = mysql_next_result(handle_.get());
      if (next < 0) return {};
      failed = next;
    }
    return base::fail(error(moment, mysql_errno(handle_.get()), mysql_sqlstate(handle_.get()),
                            mysql_error(handle_.get())));
  }

  base::Error error(Moment moment, unsigned code, const char* state, const char* message) {
    bool lost = false;
    if (code == 0) code = mysql_trouble;
    Said said{code, std::strcmp(state, "00000") == 0 ? "" : state, message};
    base::Error error = mysql_fault(said, moment, server_, lost);
    broken_ = broken_ || lost;
    return error;
  }

  base::Result<MYSQL_STMT*> prepare(const std::string& text) {
    if (broken_) return base::fail(lost_fault(Moment::running, server_));
    if (const auto found = statements_.find(text); found != statements_.end())
      return found->second.get();
    if (statements_.size() >= most_prepared) statements_.clear();
    std::unique_ptr<MYSQL_STMT, CloseStatement> made(mysql_stmt_init(handle_.get()));
    if (mysql_stmt_prepare(made.get(), text.data(), text.size()) != 0)
      return base::fail(error(Moment::running, mysql_stmt_errno(made.get()),
                              mysql_stmt_sqlstate(made.get()), mysql_stmt_error(made.get())));
    return statements_.emplace(text, std::move(made)).first->second.get();
  }

  /// A statement that failed is prepared anew the next time.
  base::Failure forget(const std::string& text, MYSQL_STMT* raw) {
    // libmariadb leaves an error that comes between rows on the connection alone.
    MYSQL* all = handle_.get();
    base::Error failed =
        mysql_stmt_errno(raw) != 0
            ? error(Moment::running, mysql_stmt_errno(raw), mysql_stmt_sqlstate(raw),
                    mysql_stmt_error(raw))
            : error(Moment::running, mysql_errno(all), mysql_sqlstate(all), mysql_error(all));
    statements_.erase(text);
    return base::fail(std::move(failed));
  }

  static bool has_code(const base::Error& error, int code) {
    for (const auto& [name, value] : error.parameters)
      if (name == "code") return value == std::to_string(code);
    return false;
  }

  Settings settings_;
  std::string server_;
  Handle handle_;
  int socket_;
  Parameters parameters_;
  std::map<std::string, std::unique_ptr<MYSQL_STMT, CloseStatement>, std::less<>> statements_;
};

}  // namespace

base::Result<std::unique_ptr<Line>> connect_mysql(const Settings& settings,
                                                  std::chrono::milliseconds left) {
  Handle handle = open_handle(settings, left);
  if (const unsigned code = mysql_errno(handle.get()); code != 0) {
    bool lost = false;
    const Said said{code, mysql_sqlstate(handle.get()), mysql_error(handle.get())};
    return base::fail(mysql_fault(said, Moment::connecting, settings.server(), lost));
  }
  auto line = std::make_unique<MysqlLine>(settings, std::move(handle));
  if (auto ready = line->prepare_session(); !ready) return base::fail(ready.error());
  return std::unique_ptr<Line>(std::move(line));
}

}  // namespace ecluse::sql
