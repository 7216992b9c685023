// SPDX-License-Identifier: MIT
#include "fake_sql.hpp"

#include <sqlite3.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

struct ecluse_sql_database {
  std::string file;
};
struct ecluse_sql_session {
  sqlite3* handle = nullptr;
  std::int32_t use = 0;
  bool in_transaction = false;
};

namespace ecluse::testing {
namespace {

ecluse_text borrowed(std::string_view text) { return {text.data(), text.size()}; }

ecluse_status refuse(const ecluse_sql_listener* listener, ecluse_status status,
                     std::string_view slug, std::string_view parameters = "{}", int code = 0) {
  ecluse_sql_error error{};
  error.size = sizeof error;
  error.status = status;
  error.slug = borrowed(slug);
  error.parameters = borrowed(parameters);
  error.code = code;
  if (listener != nullptr && listener->failed != nullptr)
    listener->failed(listener->context, &error);
  return status;
}

/// The slugs of sdk/abi/SQL.md, as far as SQLite knows them.
ecluse_status told(const ecluse_sql_listener* listener, sqlite3* handle, int code) {
  if ((code & 0xff) == SQLITE_CONSTRAINT)
    return refuse(listener, ECLUSE_FAILED_PRECONDITION, "database-constraint",
                  R"({"constraint":"sqlite"})", code);
  if ((code & 0xff) == SQLITE_BUSY)
    return refuse(listener, ECLUSE_ABORTED, "database-busy", "{}", code);
  if ((code & 0xff) == SQLITE_READONLY)
    return refuse(listener, ECLUSE_INTERNAL, "database-read-only", "{}", code);
  const std::string_view why = handle == nullptr ? "" : sqlite3_errmsg(handle);
  if (why.substr(0, 13) == "no such table" || why.substr(0, 14) == "no such column")
    return refuse(listener, ECLUSE_FAILED_PRECONDITION, "database-schema",
                  nlohmann::json{{"object", why.substr(why.find(": ") + 2)}}.dump(), code);
  return refuse(listener, ECLUSE_INTERNAL, "database-statement", "{}", code);
}

ecluse_status open(const ecluse_host*, ecluse_text settings, const ecluse_sql_listener* listener,
                   ecluse_sql_database** out) {
  const auto json =
      nlohmann::json::parse(std::string_view(settings.data, settings.size), nullptr, false);
  if (!json.is_object() || json.value("engine", "") != "sqlite" || !json.contains("file"))
    return refuse(listener, ECLUSE_INVALID_ARGUMENT, "database-settings",
                  R"({"setting":"engine"})");
  *out = new ecluse_sql_database{json["file"].get<std::string>()};
  return ECLUSE_OK;
}
void close(ecluse_sql_database* database) { delete database; }

ecluse_status take(ecluse_sql_database* database, const ecluse_sql_terms* terms,
                   const ecluse_sql_listener* listener, ecluse_sql_session** out) {
  sqlite3* handle = nullptr;
  if (sqlite3_open_v2(database->file.c_str(), &handle, SQLITE_OPEN_READWRITE, nullptr) !=
      SQLITE_OK) {
    sqlite3_close(handle);
    return refuse(listener, ECLUSE_UNAVAILABLE, "database-unreachable", R"({"server":"sqlite"})");
  }
  const bool reads = terms->use == ECLUSE_SQL_READ;
  const bool begins = terms->use != ECLUSE_SQL_DEDICATED;
  const std::string start =
      std::string("PRAGMA foreign_keys = ON;") + (reads    ? "PRAGMA query_only = ON; BEGIN"
                                                  : begins ? "BEGIN IMMEDIATE"
                                                           : "");
  const int code = sqlite3_exec(handle, start.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) {
    const auto status = told(listener, handle, code);
    sqlite3_close(handle);
    return status;
  }
  *out = new ecluse_sql_session{handle, terms->use, begins};
  return ECLUSE_OK;
}
void give_back(ecluse_sql_session* session) {
  sqlite3_close(session->handle);  // rolls back
  delete session;
}

int bind(sqlite3_stmt* statement, int at, const ecluse_sql_value& value) {
  const auto* text = value.text.data == nullptr ? "" : value.text.data;
  const auto size = static_cast<int>(value.text.size);
  switch (value.kind) {
    case ECLUSE_SQL_NULL:
      return sqlite3_bind_null(statement, at);
    case ECLUSE_SQL_INTEGER:
    case ECLUSE_SQL_BOOLEAN:
      return sqlite3_bind_int64(statement, at, value.integer);
    case ECLUSE_SQL_BYTES:
      return sqlite3_bind_blob(statement, at, text, size, SQLITE_TRANSIENT);
    default:
      return sqlite3_bind_text(statement, at, text, size, SQLITE_TRANSIENT);
  }
}

ecluse_sql_value cell_of(sqlite3_stmt* statement, int column) {
  ecluse_sql_value cell{};
  const int type = sqlite3_column_type(statement, column);
  if (type == SQLITE_NULL) return cell;
  if (type == SQLITE_INTEGER) {
    cell.kind = ECLUSE_SQL_INTEGER;
    cell.integer = sqlite3_column_int64(statement, column);
    return cell;
  }
  cell.kind = type == SQLITE_FLOAT  ? ECLUSE_SQL_REAL
              : type == SQLITE_BLOB ? ECLUSE_SQL_BYTES
                                    : ECLUSE_SQL_TEXT;
  const auto* text = static_cast<const char*>(
      type == SQLITE_BLOB ? sqlite3_column_blob(statement, column)
                          : static_cast<const void*>(sqlite3_column_text(statement, column)));
  cell.text = {text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
  return cell;
}

int step_all(sqlite3_stmt* statement, const ecluse_sql_listener* listener) {
  const int columns = sqlite3_column_count(statement);
  if (listener != nullptr && listener->columns != nullptr && columns > 0) {
    std::vector<ecluse_text> names;
    for (int each = 0; each < columns; ++each)
      names.push_back(borrowed(sqlite3_column_name(statement, each)));
    listener->columns(listener->context, names.data(), names.size());
  }
  int code = sqlite3_step(statement);
  for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
    if (listener == nullptr || listener->row == nullptr) continue;
    std::vector<ecluse_sql_value> cells;
    for (int each = 0; each < columns; ++each) cells.push_back(cell_of(statement, each));
    if (listener->row(listener->context, cells.data(), cells.size()) != ECLUSE_OK)
      return SQLITE_DONE;
  }
  return code;
}

ecluse_status run(ecluse_sql_session* session, ecluse_text text, const ecluse_sql_value* values,
                  size_t count, const ecluse_sql_listener* listener, ecluse_sql_done* done) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(session->handle, text.data, static_cast<int>(text.size), &statement,
                                nullptr);
  for (size_t at = 0; code == SQLITE_OK && at < count; ++at)
    code = bind(statement, static_cast<int>(at + 1), values[at]);
  if (code == SQLITE_OK) code = step_all(statement, listener);
  const auto status =
      code == SQLITE_DONE ? ecluse_status{ECLUSE_OK} : told(listener, session->handle, code);
  sqlite3_finalize(statement);
  if (done != nullptr) {
    done->affected = sqlite3_changes64(session->handle);
    done->last_id = sqlite3_last_insert_rowid(session->handle);
  }
  return status;
}

ecluse_status execute(ecluse_sql_session* session, const char* what, bool then,
                      const ecluse_sql_listener* listener) {
  const int code = sqlite3_exec(session->handle, what, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return told(listener, session->handle, code);
  session->in_transaction = then;
  return ECLUSE_OK;
}
ecluse_status begin(ecluse_sql_session* session, int32_t, const ecluse_sql_listener* listener) {
  return execute(session, "BEGIN IMMEDIATE", true, listener);
}
ecluse_status commit(ecluse_sql_session* session, const ecluse_sql_listener* listener) {
  return execute(session, "COMMIT", false, listener);
}
ecluse_status rollback(ecluse_sql_session* session, const ecluse_sql_listener* listener) {
  return execute(session, "ROLLBACK", false, listener);
}
ecluse_status facts(const ecluse_sql_session*, ecluse_sql_facts* told_facts) {
  told_facts->product = borrowed("sqlite");
  told_facts->version = borrowed(sqlite3_libversion());
  return ECLUSE_OK;
}

constexpr ecluse_sql table{
    sizeof(ecluse_sql), 0, open, close, take, give_back, run, begin, commit, rollback, facts};

}  // namespace

const ecluse_sql* fake_sql() { return &table; }

}  // namespace ecluse::testing
