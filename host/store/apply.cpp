// SPDX-License-Identifier: EUPL-1.2
#include "store/apply.hpp"

#include "base/problems.hpp"

namespace ecluse::store {
namespace {

using database::Cell;
using database::Connection;
using Applied = base::Result<void>;

base::Failure refuse(base::Status status) {
  base::Error error = base::problem("change-refused");
  error.status = status;
  return base::fail(std::move(error));
}

Applied run(Connection& connection, std::string_view sql, const database::Row& parameters) {
  const auto rows = connection.run(sql, parameters);
  if (rows) return {};
  // A broken constraint is the caller's to know about; anything else is the disk's fault.
  if (rows.error().status == base::Status::aborted) return refuse(base::Status::already_exists);
  return base::fail(rows.error());
}

/// As run, and refuses when it changed no row.
Applied run_one(Connection& connection, std::string_view sql, const database::Row& parameters) {
  if (auto done = run(connection, sql, parameters); !done) return done;
  if (connection.changes() != 1) return refuse(base::Status::aborted);
  return {};
}

Cell state_cell(OperationState state) { return static_cast<std::int64_t>(state); }

Cell of_cell(PauseOf of) { return static_cast<std::int64_t>(of); }

struct Apply {
  Connection& connection;

  Applied operator()(const KeyAdd& write) const {
    const KeyRow& key = write.key;
    return run(
        connection, "INSERT INTO key VALUES(?,?,?,?,?,?)",
        {key.id, key.consumer, key.secret_hash, key.created_ns, key.expires_ns, key.revoked_ns});
  }
  Applied operator()(const KeyRevoke& write) const {
    return run_one(connection, "UPDATE key SET revoked_ns=? WHERE id=? AND revoked_ns=0",
                   {write.at_ns, write.id});
  }
  Applied operator()(const StoragePut& write) const;
  Applied operator()(const OperationAdd& write) const {
    const OperationRow& row = write.row;
    if (row.state != OperationState::accepted && row.state != OperationState::running)
      return refuse(base::Status::invalid_argument);
    return run(connection, "INSERT INTO operation VALUES(?,?,?,?,?,?,?,?,?,?,?)",
               {row.id, row.consumer, row.system, row.action, row.key, row.body_hash, row.input,
                state_cell(row.state), row.answer, row.created_ns, row.changed_ns});
  }
  Applied operator()(const OperationMove& write) const {
    if (!may_move(write.from, write.to)) return refuse(base::Status::invalid_argument);
    // What is over keeps no input: it may hold personal data.
    return run_one(connection,
                   "UPDATE operation SET state=?2, answer=?3, changed_ns=?4, "
                   "input=CASE WHEN ?2 IN (2,3) THEN '' WHEN ?6<>'' THEN ?6 ELSE input END "
                   "WHERE id=?1 AND state=?5",
                   {write.id, state_cell(write.to), write.answer, write.at_ns,
                    state_cell(write.from), write.input});
  }
  Applied operator()(const OperationPurge& write) const {
    return run(connection, "DELETE FROM operation WHERE state IN (2,3) AND changed_ns<?",
               {write.before_ns});
  }
  Applied operator()(const EventAppend& write) const {
    // An event that is told again is the same event.
    return run(connection,
               "INSERT INTO event(system,trigger_name,id,time,data) VALUES(?,?,?,?,?) "
               "ON CONFLICT(system,trigger_name,id) DO NOTHING",
               {write.system, write.trigger, write.id, write.time, write.data});
  }
  Applied operator()(const CursorSet& write) const {
    return run(connection,
               "INSERT INTO cursor VALUES(?,?,?) ON CONFLICT DO UPDATE SET cursor=excluded.cursor",
               {write.system, write.trigger, write.cursor});
  }
  Applied operator()(const AuditAppend& write) const {
    return run(
        connection,
        "INSERT INTO audit(id,at_ns,request_id,consumer,key_id,system,action,reference,purpose,"
        "case_reference,outcome,kind,leaf) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)",
        {write.id, write.at_ns, write.request_id, write.consumer, write.key_id, write.system,
         write.action, write.reference, write.purpose, write.case_reference, write.outcome,
         write.kind, write.leaf});
  }
  Applied operator()(const PauseSet& write) const {
    const PauseRow& row = write.row;
    return run(connection,
               "INSERT INTO pause VALUES(?,?,?,?,?,?) ON CONFLICT DO UPDATE SET "
               "reason=excluded.reason, by=excluded.by, since_ns=excluded.since_ns, "
               "until_ns=excluded.until_ns",
               {of_cell(row.of), row.id, row.reason, row.by, row.since_ns, row.until_ns});
  }
  Applied operator()(const PauseEnd& write) const {
    return run_one(connection, "DELETE FROM pause WHERE of=? AND id=?",
                   {of_cell(write.of), write.id});
  }
};

Applied Apply::operator()(const StoragePut& write) const {
  if (!write.expected && !write.value) {
    const auto rows =
        connection.run("SELECT 1 FROM storage WHERE system=? AND key=?", {write.system, write.key});
    if (!rows) return base::fail(rows.error());
    return rows->empty() ? Applied{} : refuse(base::Status::aborted);
  }
  if (!write.expected) {
    const auto count =
        connection.run("SELECT count(*) FROM storage WHERE system=?", {write.system});
    if (!count) return base::fail(count.error());
    if (static_cast<std::size_t>(database::integer((*count)[0][0])) >= write.most_keys)
      return refuse(base::Status::resource_exhausted);
    return run_one(connection, "INSERT INTO storage VALUES(?,?,?) ON CONFLICT DO NOTHING",
                   {write.system, write.key, *write.value});
  }
  if (!write.value)
    return run_one(connection, "DELETE FROM storage WHERE system=? AND key=? AND value=?",
                   {write.system, write.key, *write.expected});
  return run_one(connection, "UPDATE storage SET value=? WHERE system=? AND key=? AND value=?",
                 {*write.value, write.system, write.key, *write.expected});
}

}  // namespace

base::Result<void> apply(Connection& connection, const Write& write) {
  return std::visit(Apply{connection}, write);
}

}  // namespace ecluse::store
