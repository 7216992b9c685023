// SPDX-License-Identifier: EUPL-1.2
#include "sql/faults.hpp"

#include <algorithm>
#include <initializer_list>

namespace ecluse::sql {
namespace {

using base::Error;
using base::Status;

bool among(std::int64_t code, std::initializer_list<int> codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

Error with_codes(Error error, const Said& said) {
  if (!said.sqlstate.empty()) error.with("sqlstate", said.sqlstate);
  if (said.code != 0) error.with("code", std::to_string(said.code));
  return error;
}

/// What stands between quotes or up to a blank after `mark`; empty when it is not there.
std::string after(std::string_view text, std::string_view mark) {
  const std::size_t at = text.rfind(mark);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + mark.size());
  if (!text.empty() && (text[0] == '\'' || text[0] == '"'))
    return std::string(text.substr(1, text.find(text[0], 1) - 1));
  std::string name(text.substr(0, text.find_first_of(" ,;")));
  name.erase(std::remove(name.begin(), name.end(), '`'), name.end());
  return name;
}

/// The first name between quotes: messages about objects that are not there hold no values.
std::string quoted(std::string_view text) {
  const std::size_t at = text.find_first_of("'\"`");
  if (at == std::string_view::npos) return {};
  return std::string(text.substr(at + 1, text.find(text[at], at + 1) - at - 1));
}

Error busy() {
  Error error = fault(Status::aborted, "database-busy");
  error.retry_after = std::chrono::seconds(1);
  return error;
}
Error timeout() { return fault(Status::deadline_exceeded, "database-timeout"); }
Error taken() {
  Error error = fault(Status::resource_exhausted, "database-sessions-taken");
  error.retry_after = std::chrono::seconds(2);
  return error;
}
Error unreachable(std::string_view server) {
  return fault(Status::unavailable, "database-unreachable").with("server", server);
}
Error refused(std::string_view server) {
  return fault(Status::unauthenticated, "database-refused").with("server", server);
}
Error right(std::string_view name) {
  return fault(Status::permission_denied, "database-right-missing").with("right", name);
}
Error schema(std::string_view object) {
  return fault(Status::failed_precondition, "database-schema").with("object", object);
}
Error constraint(std::string_view name) {
  return fault(Status::failed_precondition, "database-constraint").with("constraint", name);
}
Error value(std::string_view column) {
  return fault(Status::invalid_argument, "database-value").with("column", column);
}
Error read_only() { return fault(Status::internal, "database-read-only"); }
Error statement() { return fault(Status::internal, "database-statement").with("why", "engine"); }

/// "INSERT command denied to user 'u'@'h' for table `d`.`t`" → "INSERT d.t".
std::string mysql_right(std::string_view message) {
  const std::size_t denied = message.find(" command denied");
  if (denied != std::string_view::npos) {
    std::string object = after(message, " for table ");
    if (object.empty()) object = after(message, " for column ");
    if (object.empty()) object = after(message, " for routine ");
    return std::string(message.substr(0, denied)) + " " + object;
  }
  const std::size_t need = message.find("at least one of) the ");
  if (need != std::string_view::npos) return after(message.substr(need), "the ");
  return quoted(message.substr(std::min(message.find("database"), message.size())));
}

Error mysql_constraint(const Said& said) {
  if (said.code == 1644) {  // a trigger's own words
    Error error = constraint("trigger");
    error.upstream_text = said.message.substr(0, 500);
    return error;
  }
  if (said.code == 1062 || said.code == 1586) return constraint(after(said.message, " for key "));
  if (among(said.code, {1048, 1364})) return constraint(quoted(said.message));
  return constraint(after(said.message, "CONSTRAINT "));
}

Error mysql_value(const Said& said) {
  std::string column = after(said.message, " for column ");
  const std::size_t dot = column.rfind('.');
  if (dot != std::string::npos) column.erase(0, dot + 1);
  return value(column);
}

bool mysql_is_lost(std::int64_t code) {
  return among(code, {2006, 2013, 2055, 2027, 1053, 1077, 1079, 1152, 1153, 1158, 1159, 1160, 1161,
                      1927, 3169, 4031, 1184});
}

/// While connecting: nothing else of what can be said matters.
Error mysql_connect_fault(const Said& said, std::string_view server) {
  if (among(said.code, {1040, 1203, 1226})) return taken();
  if (among(said.code, {1044, 1045, 1049, 1129, 1130, 1250, 1251, 1275, 1524, 1698, 1820, 1862,
                        2054, 2059, 2061, 3118, 3159}))
    return refused(server);
  return unreachable(server);
}

Error mysql_run_fault(const Said& said) {
  if (among(said.code, {1205, 1213, 1020, 3058, 3572, 1689})) return busy();
  if (among(said.code, {1317, 1969, 3024})) return timeout();
  if (among(said.code, {1044, 1142, 1143, 1227, 1370, 1419}))
    return right(mysql_right(said.message));
  if (among(said.code, {1049, 1051, 1054, 1091, 1109, 1146, 1305, 1356}))
    return schema(quoted(said.message));
  if (among(said.code, {1022, 1048, 1062, 1169, 1216, 1217, 1364, 1451, 1452, 1557, 1586, 1644,
                        1761, 1762, 3819, 4025}))
    return mysql_constraint(said);
  if (among(said.code, {1264, 1265, 1267, 1270, 1271, 1292, 1300, 1366, 1367, 1406, 1411, 1426,
                        1690, 3854, 3988}))
    return mysql_value(said);
  if (said.code == 1792) return read_only();
  if (among(said.code, {1290, 1836})) return right("READ WRITE");
  if (among(said.code, {1203, 1226})) return taken();
  return said.sqlstate == "45000" ? mysql_constraint({1644, said.sqlstate, said.message})
                                  : statement();
}

Error postgresql_constraint(const Said& said) {
  Error error = constraint(!said.constraint.empty() ? said.constraint : said.column);
  if (!said.sqlstate.starts_with("23")) {  // RAISE
    error.parameters.clear();
    error.with("constraint", "trigger");
    error.upstream_text = said.message.substr(0, 500);
  }
  return error;
}

/// "permission denied for table mrbs_entry" → "table mrbs_entry"; in another language the last
/// word.
std::string_view postgresql_right(std::string_view message) {
  const std::size_t at = message.find(" denied for ");
  if (at != std::string_view::npos) return message.substr(at + 12);
  const std::size_t blank = message.rfind(' ');
  return blank == std::string_view::npos ? std::string_view("?") : message.substr(blank + 1);
}

Error postgresql_run_fault(const Said& said) {
  const std::string_view state = said.sqlstate;
  const std::string_view group = state.substr(0, 2);
  if (state == "40001" || state == "40P01" || state == "55P03") return busy();
  if (state == "57014") return timeout();
  if (state == "42501") return right(postgresql_right(said.message));
  if (state == "42P01" || state == "42703" || state == "42883" || state == "3F000" ||
      state == "42704")
    return schema(quoted(said.message));
  if (state == "25006") return read_only();
  if (group == "23" || group == "P0" || group == "45") return postgresql_constraint(said);
  if (group == "22") return value(said.column);
  if (state == "53300") return taken();
  return statement();
}

std::string after_colon(std::string_view message) {
  const std::size_t at = message.find(": ");
  return at == std::string_view::npos ? std::string() : std::string(message.substr(at + 2));
}

/// SQLite has names in its messages, never values.
Error sqlite_error(const Said& said, std::string_view server) {
  constexpr int trigger = 1811, generic = 1;
  if (said.message.starts_with("no such table: ") || said.message.starts_with("no such column: ") ||
      said.message.starts_with("no such function: "))
    return schema(after_colon(said.message));
  if (said.message.find(" has no column named ") != std::string_view::npos)
    return schema(after(said.message, " has no column named "));
  switch (said.code & 0xff) {
    case 5:  // BUSY
    case 6:  // LOCKED
      return busy();
    case 9:  // INTERRUPT
      return timeout();
    case 8:  // READONLY
      return read_only();
    case 12:  // NOTFOUND
    case generic:
      return statement();
    case 18:  // TOOBIG
    case 20:  // MISMATCH
      return value("");
    case 19:
      if (said.code == trigger) {
        Error error = constraint("trigger");
        error.upstream_text = said.message.substr(0, 500);
        return error;
      }
      return constraint(after_colon(said.message));
    case 3:   // PERM
    case 23:  // AUTH
      return right(server);
    case 7:   // NOMEM
    case 10:  // IOERR
    case 11:  // CORRUPT
    case 13:  // FULL
    case 14:  // CANTOPEN
    case 26:  // NOTADB
      return unreachable(server);
    default:
      return statement();
  }
}

}  // namespace

Error fault(Status status, std::string_view slug) {
  Error error;
  error.status = status;
  error.slug = slug;
  return error;
}

Error lost_fault(Moment moment, std::string_view server) {
  if (moment == Moment::connecting) return unreachable(server);
  Error error = fault(Status::unavailable,
                      moment == Moment::committing ? "database-commit-unknown" : "database-lost");
  if (moment == Moment::running) error.retry_after = std::chrono::seconds(1);
  return error.with("server", server);
}

Error value_fault() { return value(""); }

Error mysql_fault(const Said& said, Moment moment, std::string_view server, bool& lost) {
  if (moment == Moment::connecting) return with_codes(mysql_connect_fault(said, server), said);
  lost = mysql_is_lost(said.code);
  return with_codes(lost ? lost_fault(moment, server) : mysql_run_fault(said), said);
}

Error postgresql_fault(const Said& said, Moment moment, std::string_view server, bool connected,
                       bool& lost) {
  const std::string_view group = said.sqlstate.substr(0, 2);
  if (moment == Moment::connecting) {
    if (group == "28" || group == "3D") return with_codes(refused(server), said);
    return with_codes(said.sqlstate == "53300" ? taken() : unreachable(server), said);
  }
  lost = !connected || group == "08" || said.sqlstate == "57P01" || said.sqlstate == "57P02" ||
         said.sqlstate == "57P03" || said.sqlstate == "25P03";
  return with_codes(lost ? lost_fault(moment, server) : postgresql_run_fault(said), said);
}

Error sqlite_fault(const Said& said, Moment moment, std::string_view server) {
  const bool broken = moment == Moment::connecting && (said.code & 0xff) != 5;
  return with_codes(broken ? unreachable(server) : sqlite_error(said, server), said);
}

}  // namespace ecluse::sql
