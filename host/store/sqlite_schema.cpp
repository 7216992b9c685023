// SPDX-License-Identifier: EUPL-1.2
#include "store/sqlite_schema.hpp"

#include <array>

#include "base/problems.hpp"

namespace ecluse::store {
namespace {

constexpr std::int64_t application_id = 1162038355;  // "ECLS", in the file's head

// A migration that was released is never changed; the next one is added.
constexpr std::array<const char*, 2> migrations{R"sql(
CREATE TABLE key(
  id TEXT PRIMARY KEY, consumer TEXT NOT NULL, secret_hash TEXT NOT NULL,
  created_ns INTEGER NOT NULL, expires_ns INTEGER NOT NULL, revoked_ns INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE storage(
  system TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(system, key)) WITHOUT ROWID;
CREATE TABLE operation(
  id TEXT PRIMARY KEY, consumer TEXT NOT NULL, system TEXT NOT NULL, action TEXT NOT NULL, key TEXT NOT NULL,
  body_hash TEXT NOT NULL, input TEXT NOT NULL, state INTEGER NOT NULL, answer TEXT NOT NULL,
  created_ns INTEGER NOT NULL, changed_ns INTEGER NOT NULL,
  UNIQUE(consumer, system, action, key)) WITHOUT ROWID;
CREATE INDEX operation_state ON operation(state, changed_ns);
CREATE TABLE event(
  position INTEGER PRIMARY KEY AUTOINCREMENT, system TEXT NOT NULL, trigger_name TEXT NOT NULL,
  id TEXT NOT NULL, time TEXT NOT NULL, data TEXT NOT NULL, UNIQUE(system, trigger_name, id));
CREATE INDEX event_of ON event(system, trigger_name, position);
CREATE TABLE cursor(
  system TEXT NOT NULL, trigger_name TEXT NOT NULL, cursor TEXT NOT NULL,
  PRIMARY KEY(system, trigger_name)) WITHOUT ROWID;
CREATE TABLE audit(
  row INTEGER PRIMARY KEY AUTOINCREMENT, seq INTEGER UNIQUE, leaf TEXT NOT NULL, id TEXT NOT NULL UNIQUE,
  at_ns INTEGER NOT NULL, request_id TEXT NOT NULL, consumer TEXT NOT NULL, key_id TEXT NOT NULL,
  system TEXT NOT NULL, action TEXT NOT NULL, kind TEXT NOT NULL, reference TEXT NOT NULL,
  purpose TEXT NOT NULL, case_reference TEXT NOT NULL, outcome TEXT NOT NULL);
CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END;
-- Numbering is the one change of a row, and happens once.
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit WHEN
  OLD.seq IS NOT NULL OR NEW.seq IS NULL OR OLD.row IS NOT NEW.row OR OLD.leaf IS NOT NEW.leaf
  OR OLD.id IS NOT NEW.id OR OLD.at_ns IS NOT NEW.at_ns OR OLD.request_id IS NOT NEW.request_id
  OR OLD.consumer IS NOT NEW.consumer OR OLD.key_id IS NOT NEW.key_id OR OLD.system IS NOT NEW.system
  OR OLD.action IS NOT NEW.action OR OLD.kind IS NOT NEW.kind OR OLD.reference IS NOT NEW.reference
  OR OLD.purpose IS NOT NEW.purpose OR OLD.case_reference IS NOT NEW.case_reference
  OR OLD.outcome IS NOT NEW.outcome
  BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END;
PRAGMA application_id=1162038355;
)sql",
                                                R"sql(
CREATE TABLE pause(
  of INTEGER NOT NULL, id TEXT NOT NULL, reason TEXT NOT NULL, by TEXT NOT NULL,
  since_ns INTEGER NOT NULL, until_ns INTEGER NOT NULL, PRIMARY KEY(of, id)) WITHOUT ROWID;
)sql"};

base::Error refused(std::string_view slug, const std::string& path, std::string_view why) {
  base::Error error = base::problem(slug).with("path", path);
  error.upstream_text = why;
  return error;
}

base::Result<std::int64_t> number_of(database::Connection& connection, std::string_view sql) {
  const auto rows = connection.run(sql);
  if (!rows) return base::fail(rows.error());
  return rows->empty() ? 0 : database::integer(rows->front()[0]);
}

/// A file of another program must not get our tables.
base::Result<void> check_owner(database::Connection& connection, const std::string& path) {
  const auto owner = number_of(connection, "PRAGMA application_id");
  if (!owner) return base::fail(owner.error());
  if (*owner == application_id) return {};
  const auto tables = number_of(connection, "SELECT count(*) FROM sqlite_schema");
  if (!tables) return base::fail(tables.error());
  if (*tables == 0 && *owner == 0) return {};
  return base::fail(refused("store-corrupt", path, "a database of another program"));
}

}  // namespace

base::Result<void> check_integrity(database::Connection& connection, const std::string& path) {
  const auto rows = connection.run("PRAGMA quick_check(1)");
  if (!rows && rows.error().status != base::Status::data_loss) return base::fail(rows.error());
  if (!rows) return base::fail(refused("store-corrupt", path, rows.error().upstream_text));
  if (rows->size() == 1 && database::text(rows->front()[0]) == "ok") return {};
  return base::fail(refused("store-corrupt", path, "quick_check found damage"));
}

base::Result<void> migrate(database::Connection& connection, const std::string& path) {
  if (auto ours = check_owner(connection, path); !ours) return ours;
  const auto version = number_of(connection, "PRAGMA user_version");
  if (!version) return base::fail(version.error());
  if (*version < 0 || *version > static_cast<std::int64_t>(migrations.size()))
    return base::fail(refused("store-newer", path, "schema " + std::to_string(*version)));
  for (auto number = static_cast<std::size_t>(*version); number < migrations.size(); ++number) {
    const std::string script = std::string("BEGIN IMMEDIATE;") + migrations[number] +
                               "PRAGMA user_version=" + std::to_string(number + 1) + ";COMMIT;";
    if (auto done = connection.script(script.c_str()); !done) return done;
  }
  return {};
}

}  // namespace ecluse::store
