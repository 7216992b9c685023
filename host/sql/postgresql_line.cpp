// SPDX-License-Identifier: EUPL-1.2
// PostgreSQL over libpq. Statements go by the extended protocol, which holds one; unnamed, so that
// they pass a pgbouncer in transaction mode; rows come one by one.
#include <libpq-fe.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

#include "json/parse.hpp"
#include "sql/faults.hpp"
#include "sql/line.hpp"

namespace ecluse::sql {
namespace {

constexpr Oid bytea = 17;

std::int32_t kind_of(Oid type) {
  switch (type) {
    case 16:
      return ECLUSE_SQL_BOOLEAN;
    case 20:
    case 21:
    case 23:
    case 26:
      return ECLUSE_SQL_INTEGER;
    case 700:
    case 701:
      return ECLUSE_SQL_REAL;
    case 1700:
      return ECLUSE_SQL_DECIMAL;
    case bytea:
      return ECLUSE_SQL_BYTES;
    case 1082:
      return ECLUSE_SQL_DATE;
    case 1083:
    case 1266:
      return ECLUSE_SQL_TIME;
    case 1114:
    case 1184:
      return ECLUSE_SQL_DATETIME;
    default:
      return ECLUSE_SQL_TEXT;
  }
}

using Reply = std::unique_ptr<PGresult, decltype(&PQclear)>;
using Handle = std::unique_ptr<PGconn, decltype(&PQfinish)>;

/// Parameters as libpq wants them: texts end with a zero.
class Parameters {
 public:
  bool fill(const Values& values) {
    texts_.assign(values.count, {});
    pointers_.assign(values.count, nullptr);
    types_.assign(values.count, 0);
    lengths_.assign(values.count, 0);
    formats_.assign(values.count, 0);
    for (std::size_t index = 0; index < values.count; ++index)
      if (!put(index, values.values[index])) return false;
    return true;
  }
  const char* const* pointers() const { return pointers_.data(); }
  const Oid* types() const { return types_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  bool put(std::size_t index, const ecluse_sql_value& value) {
    if (value.kind == ECLUSE_SQL_NULL) return true;
    const std::string_view text(value.text.data, value.text.size);
    if (value.kind == ECLUSE_SQL_INTEGER || value.kind == ECLUSE_SQL_BOOLEAN) {
      texts_[index] = std::to_string(value.integer);
    } else if (value.kind == ECLUSE_SQL_BYTES) {
      types_[index] = bytea;
      formats_[index] = 1;
      texts_[index] = text;
    } else {
      // A zero letter is none in PostgreSQL, and libpq would end the text there.
      if (json::not_utf8(text) || text.find('\0') != std::string_view::npos) return false;
      texts_[index] = text;
    }
    pointers_[index] = texts_[index].c_str();
    lengths_[index] = static_cast<int>(texts_[index].size());
    return true;
  }
  std::vector<std::string> texts_;
  std::vector<const char*> pointers_;
  std::vector<Oid> types_;
  std::vector<int> lengths_, formats_;
};

int digit(char letter) { return letter <= '9' ? letter - '0' : (letter | 0x20) - 'a' + 10; }

class PostgresqlLine final : public Line {
 public:
  PostgresqlLine(std::string server, Handle handle)
      : server_(std::move(server)),
        handle_(std::move(handle)),
        cancel_(PQgetCancel(handle_.get()), &PQfreeCancel),
        socket_(PQsocket(handle_.get())) {
    facts_.product = "postgresql";
    const char* version = PQparameterStatus(handle_.get(), "server_version");
    const std::string_view said = version == nullptr ? "" : version;
    facts_.version = said.substr(0, said.find(' '));
    facts_.session_number = PQbackendPID(handle_.get());
  }

  base::Result<void> begin(const Begin& how) override {
    const bool dedicated = how.use == Use::dedicated;
    const std::string set = dedicated ? ";SET " : ";SET LOCAL ";
    std::string text = dedicated ? std::string() : begin_text(how.isolation, how.use);
    text += set + "statement_timeout=" + milliseconds(how.time_limit);
    text += set + "lock_timeout=" + milliseconds(how.lock_wait);
    local_ = !dedicated;
    aborted_.reset();
    return control(text, Moment::running);
  }
  base::Result<void> begin_transaction(Isolation isolation) override {
    return control(begin_text(isolation, Use::dedicated), Moment::running);
  }
  base::Result<void> commit() override {
    auto done = control("COMMIT", Moment::committing);
    // After an error PostgreSQL answers COMMIT with ROLLBACK, and no error.
    if (done && last_tag_ != "COMMIT") return base::fail(*aborted_);
    return done;
  }
  base::Result<void> rollback() override { return control("ROLLBACK", Moment::running); }
  base::Result<void> limit(std::chrono::milliseconds left) override {
    if (PQtransactionStatus(handle_.get()) == PQTRANS_INERROR) return {};
    return control(
        (local_ ? "SET LOCAL statement_timeout=" : "SET statement_timeout=") + milliseconds(left),
        Moment::running);
  }

  base::Result<Done> run(const Statement& statement, const Values& values,
                         const Rows& rows) override {
    if (broken_) return base::fail(lost_fault(Moment::running, server_));
    if (!parameters_.fill(values)) return base::fail(value_fault());
    if (PQsendQueryParams(handle_.get(), statement.text.c_str(), static_cast<int>(values.count),
                          parameters_.types(), parameters_.pointers(), parameters_.lengths(),
                          parameters_.formats(), 0) == 0)
      return base::fail(error(nullptr, Moment::running));
    PQsetSingleRowMode(handle_.get());
    return collect(rows);
  }

  void interrupt() override {
    char why[256];
    PQcancel(cancel_.get(), why, sizeof why);
  }
  void cut() override { ::shutdown(socket_, SHUT_RDWR); }

 private:
  static std::string milliseconds(std::chrono::milliseconds time) {
    return std::to_string(std::max<std::int64_t>(1, time.count()));
  }
  static std::string begin_text(Isolation isolation, Use use) {
    return "BEGIN ISOLATION LEVEL " + std::string(level_of(isolation, use)) +
           (use == Use::read ? " READ ONLY" : " READ WRITE");
  }

  base::Result<void> control(const std::string& text, Moment moment) {
    if (broken_) return base::fail(lost_fault(Moment::running, server_));
    const Reply reply(PQexec(handle_.get(), text.c_str()), &PQclear);
    const auto status = PQresultStatus(reply.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
      return base::fail(error(reply.get(), moment));
    last_tag_ = PQcmdStatus(reply.get());
    return {};
  }

  base::Result<Done> collect(const Rows& rows) {
    Done done;
    bool wanted = true, named = false;
    std::optional<base::Error> failed;
    // To the end, whatever comes: what is not read away would answer the next statement.
    for (;;) {
      const Reply reply(PQgetResult(handle_.get()), &PQclear);
      if (reply == nullptr) break;
      switch (PQresultStatus(reply.get())) {
        case PGRES_SINGLE_TUPLE:
        case PGRES_TUPLES_OK:
          if (wanted && !failed) wanted = give(reply.get(), rows, named);
          [[fallthrough]];
        case PGRES_COMMAND_OK:
          count(reply.get(), done);
          break;
        case PGRES_EMPTY_QUERY:
          break;
        default:
          if (!failed) failed = error(reply.get(), Moment::running);
          if (broken_) return base::fail(*failed);
      }
    }
    if (failed) return base::fail(*failed);
    return done;
  }

  static void count(PGresult* reply, Done& done) {
    const std::string_view tag = PQcmdTuples(reply);
    if (!tag.empty()) std::from_chars(tag.data(), tag.data() + tag.size(), done.affected);
  }

  bool give(PGresult* reply, const Rows& rows, bool& named) {
    const int count = PQnfields(reply);
    if (!named && rows.columns) {
      std::vector<ecluse_text> names;
      for (int column = 0; column < count; ++column) {
        const char* name = PQfname(reply, column);
        names.push_back({name, std::strlen(name)});
      }
      rows.columns(names);
    }
    named = true;
    cells_.resize(static_cast<std::size_t>(count));
    bytes_.resize(static_cast<std::size_t>(count));
    for (int row = 0; row < PQntuples(reply); ++row) {
      for (int column = 0; column < count; ++column)
        cells_[static_cast<std::size_t>(column)] = cell(reply, row, column);
      if (rows.row && !rows.row(cells_)) return false;
    }
    return true;
  }

  ecluse_sql_value cell(PGresult* reply, int row, int column) {
    ecluse_sql_value value{};
    if (PQgetisnull(reply, row, column) != 0) return value;
    const char* data = PQgetvalue(reply, row, column);
    const auto size = static_cast<std::size_t>(PQgetlength(reply, row, column));
    value.kind = kind_of(PQftype(reply, column));
    value.text = {data, size};
    if (value.kind == ECLUSE_SQL_BOOLEAN) value.integer = data[0] == 't' ? 1 : 0;
    if (value.kind == ECLUSE_SQL_INTEGER) std::from_chars(data, data + size, value.integer);
    if (value.kind == ECLUSE_SQL_BOOLEAN || value.kind == ECLUSE_SQL_INTEGER) value.text = {};
    if (value.kind == ECLUSE_SQL_BYTES && size >= 2) {
      std::string& bytes = bytes_[static_cast<std::size_t>(column)];
      bytes.clear();
      for (std::size_t at = 2; at + 1 < size; at += 2)  // "\x0aff"
        bytes.push_back(static_cast<char>(digit(data[at]) * 16 + digit(data[at + 1])));
      value.text = {bytes.data(), bytes.size()};
    }
    return value;
  }

  static std::string_view part(const PGresult* reply, int field) {
    const char* text = reply == nullptr ? nullptr : PQresultErrorField(reply, field);
    return text == nullptr ? std::string_view() : text;
  }

  base::Error error(const PGresult* reply, Moment moment) {
    bool lost = false;
    Said said;
    said.sqlstate = part(reply, PG_DIAG_SQLSTATE);
    said.message = part(reply, PG_DIAG_MESSAGE_PRIMARY);
    said.constraint = part(reply, PG_DIAG_CONSTRAINT_NAME);
    said.column = part(reply, PG_DIAG_COLUMN_NAME);
    base::Error error =
        postgresql_fault(said, moment, server_, PQstatus(handle_.get()) == CONNECTION_OK, lost);
    broken_ = broken_ || lost;
    // What follows in this transaction says nothing of why (25P02).
    if (said.sqlstate == "25P02" && aborted_) return *aborted_;
    aborted_ = error;
    return error;
  }

  std::string server_, last_tag_;
  Handle handle_;
  std::unique_ptr<PGcancel, decltype(&PQfreeCancel)> cancel_;
  int socket_;
  bool local_ = true;
  Parameters parameters_;
  std::vector<ecluse_sql_value> cells_;
  std::vector<std::string> bytes_;
  std::optional<base::Error> aborted_;
};

const char* mode_of(Tls tls) {
  switch (tls) {
    case Tls::off:
      return "disable";
    case Tls::prefer:
      return "prefer";
    case Tls::require:
      return "require";
    case Tls::verify:
      break;
  }
  return "verify-full";
}

/// libpq gives no SQLSTATE while connecting: the text is the only sign. "FATAL" is so in every
/// language of the server; a server that is full or starting in another language is "refused".
std::string_view state_of(std::string_view message) {
  if (message.find("too many clients") != std::string_view::npos ||
      message.find("remaining connection slots") != std::string_view::npos ||
      message.find("too many connections") != std::string_view::npos)
    return "53300";
  const bool answered = message.find("FATAL") != std::string_view::npos;
  const bool starting = message.find("starting up") != std::string_view::npos ||
                        message.find("shutting down") != std::string_view::npos ||
                        message.find("recovery mode") != std::string_view::npos;
  return answered && !starting ? "28000" : "08001";
}

}  // namespace

base::Result<std::unique_ptr<Line>> connect_postgresql(const Settings& settings,
                                                       std::chrono::milliseconds left) {
  const std::string port = std::to_string(settings.port);
  const std::string seconds = std::to_string(std::clamp<std::int64_t>(
      (left.count() + 999) / 1000, 2, std::max<int>(2, settings.connect_seconds)));
  std::string options =
      "-c datestyle=ISO,YMD -c intervalstyle=iso_8601 -c bytea_output=hex "
      "-c extra_float_digits=1";
  if (!settings.schema.empty()) options += " -c search_path=" + settings.schema;
  const std::string ca =
      settings.tls_ca.empty() ? "/etc/ssl/certs/ca-certificates.crt" : settings.tls_ca;
  const char* names[] = {"host",
                         "port",
                         "dbname",
                         "user",
                         "password",
                         "sslmode",
                         "sslrootcert",
                         "client_encoding",
                         "application_name",
                         "connect_timeout",
                         "options",
                         "passfile",
                         "gssencmode",
                         "sslcert",
                         "sslkey",
                         nullptr};
  const char* texts[] = {settings.socket.empty() ? settings.host.c_str() : settings.socket.c_str(),
                         port.c_str(),
                         settings.database.c_str(),
                         settings.user.c_str(),
                         settings.password.c_str(),
                         mode_of(settings.tls),
                         settings.tls == Tls::verify ? ca.c_str() : "/nonexistent",
                         "UTF8",
                         "ecluse",
                         seconds.c_str(),
                         options.c_str(),
                         "/dev/null",
                         "disable",
                         "/nonexistent",
                         "/nonexistent",
                         nullptr};
  Handle handle(PQconnectdbParams(names, texts, 0), &PQfinish);
  if (PQstatus(handle.get()) != CONNECTION_OK) {
    bool lost = false;
    Said said;
    said.sqlstate = state_of(PQerrorMessage(handle.get()));
    return base::fail(postgresql_fault(said, Moment::connecting, settings.server(), false, lost));
  }
  PQsetNoticeProcessor(
      handle.get(), [](void*, const char*) {}, nullptr);
  return std::unique_ptr<Line>(
      std::make_unique<PostgresqlLine>(settings.server(), std::move(handle)));
}

}  // namespace ecluse::sql
