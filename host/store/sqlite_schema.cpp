// SPDX-License-Identifier: EUPL-1.2
#include "store/sqlite_schema.hpp"

#include <array>

#include "base/problems.hpp"

namespace ecluse::store {
namespace {

// A migration that was released is never changed; the next one is added.
constexpr std::array migrations{R"sql(
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
  row INTEGER PRIMARY KEY AUTOINCREMENT, leaf INTEGER, id TEXT NOT NULL UNIQUE, at_ns INTEGER NOT NULL,
  request_id TEXT NOT NULL, consumer TEXT NOT NULL, key_id TEXT NOT NULL, system TEXT NOT NULL,
  action TEXT NOT NULL, reference TEXT NOT NULL, purpose TEXT NOT NULL, case_reference TEXT NOT NULL,
  outcome TEXT NOT NULL);
CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit WHEN
  OLD.leaf IS NOT NULL OR OLD.id IS NOT NEW.id OR OLD.at_ns IS NOT NEW.at_ns OR OLD.request_id IS NOT NEW.request_id
  OR OLD.consumer IS NOT NEW.consumer OR OLD.key_id IS NOT NEW.key_id OR OLD.system IS NOT NEW.system
  OR OLD.action IS NOT NEW.action OR OLD.reference IS NOT NEW.reference OR OLD.purpose IS NOT NEW.purpose
  OR OLD.case_reference IS NOT NEW.case_reference OR OLD.outcome IS NOT NEW.outcome
  BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END;
)sql"};

}  // namespace

base::Result<void> migrate(database::Connection& connection) {
  const auto rows = connection.run("PRAGMA user_version");
  if (!rows) return base::fail(rows.error());
  const auto version = static_cast<std::size_t>(database::integer((*rows)[0][0]));
  if (version > migrations.size()) {
    base::Error error = base::problem("store-unavailable");
    error.status = base::Status::failed_precondition;
    error.upstream_text = "written by a newer version of Écluse";
    return base::fail(std::move(error));
  }
  for (std::size_t number = version; number < migrations.size(); ++number) {
    const std::string script = std::string("BEGIN IMMEDIATE;") + migrations[number] +
                               "PRAGMA user_version=" + std::to_string(number + 1) + ";COMMIT;";
    if (auto done = connection.script(script.c_str()); !done) return done;
  }
  return {};
}

}  // namespace ecluse::store
