// SPDX-License-Identifier: EUPL-1.2
#include "sql/service.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "base/across_abi.hpp"
#include "json/canonical.hpp"
#include "json/value.hpp"
#include "sql/faults.hpp"

struct ecluse_sql_database {
  std::shared_ptr<ecluse::sql::Pool> pool;
};
struct ecluse_sql_session {
  std::unique_ptr<ecluse::sql::Session> session;
};

namespace ecluse::sql {
namespace {

using base::borrowed;
using base::guarded;
using base::view;

ecluse_status tell(const ecluse_sql_listener* listener, const base::Error& error) {
  const auto status = static_cast<ecluse_status>(error.status);
  if (listener == nullptr || listener->failed == nullptr) return status;
  json::Value words = json::Value::object();
  std::string_view state;
  std::int64_t code = 0;
  for (const auto& [name, value] : error.parameters) {
    if (name == "sqlstate")
      state = value;
    else if (name == "code")
      code = std::stoll(value);
    else
      words[name] = value;
  }
  const std::string parameters = json::canonical(words);
  const ecluse_sql_error raw{
      sizeof raw,      status, borrowed(error.slug),          borrowed(parameters),
      borrowed(state), code,   borrowed(error.upstream_text), error.retry_after.count()};
  listener->failed(listener->context, &raw);
  return status;
}

template <typename Value>
ecluse_status answer(const base::Result<Value>& result, const ecluse_sql_listener* listener) {
  return result ? ecluse_status{ECLUSE_OK} : tell(listener, result.error());
}

Rows rows_of(const ecluse_sql_listener* listener) {
  Rows rows;
  if (listener == nullptr) return rows;
  if (listener->columns != nullptr)
    rows.columns = [listener](const std::vector<ecluse_text>& names) {
      listener->columns(listener->context, names.data(), names.size());
    };
  if (listener->row != nullptr)
    rows.row = [listener](const std::vector<ecluse_sql_value>& cells) {
      return listener->row(listener->context, cells.data(), cells.size()) == ECLUSE_OK;
    };
  return rows;
}

Isolation isolation_of(std::int32_t number) {
  return number >= 0 && number <= ECLUSE_SQL_SERIALIZABLE ? static_cast<Isolation>(number)
                                                          : Isolation::serializable;
}

ecluse_status take(ecluse_sql_database* database, const ecluse_sql_terms* terms,
                   const ecluse_sql_listener* listener, ecluse_sql_session** out) {
  if (terms == nullptr || terms->call == nullptr || terms->use < ECLUSE_SQL_READ ||
      terms->use > ECLUSE_SQL_DEDICATED || terms->lock_wait_ms < 0)
    return tell(listener, fault(base::Status::internal, "database-statement").with("why", "terms"));
  Begin how;
  how.use = static_cast<Use>(terms->use);
  how.isolation = isolation_of(terms->isolation);
  if (terms->lock_wait_ms > 0) how.lock_wait = std::chrono::milliseconds(terms->lock_wait_ms);
  auto session = database->pool->take(terms->call, how);
  if (!session) return tell(listener, session.error());
  *out = new ecluse_sql_session{std::move(*session)};  // NOLINT: give_back deletes it
  return ECLUSE_OK;
}

ecluse_status run(ecluse_sql_session* session, ecluse_text statement,
                  const ecluse_sql_value* values, size_t count, const ecluse_sql_listener* listener,
                  ecluse_sql_done* done) {
  const auto ran = session->session->run(view(statement), {values, count}, rows_of(listener));
  if (!ran) return tell(listener, ran.error());
  if (done != nullptr && ECLUSE_HAS(done, ecluse_sql_done, last_id)) {
    done->affected = ran->affected;
    done->last_id = ran->last_id;
  }
  return ECLUSE_OK;
}

ecluse_status facts(const ecluse_sql_session* session, ecluse_sql_facts* raw) {
  if (!ECLUSE_HAS(raw, ecluse_sql_facts, session_number)) return ECLUSE_INVALID_ARGUMENT;
  const Facts& known = session->session->facts();
  raw->product = borrowed(known.product);
  raw->version = borrowed(known.version);
  raw->session_number = known.session_number;
  return ECLUSE_OK;
}

}  // namespace

Service::Service(Endpoints endpoints, std::size_t most, Around around)
    : endpoints_(std::move(endpoints)), most_(most), around_(std::move(around)) {}

std::shared_ptr<Pool> Service::pool_of(Settings settings) {
  const std::lock_guard lock(mutex_);
  pools_.erase(
      std::remove_if(pools_.begin(), pools_.end(), [](const auto& pool) { return pool.expired(); }),
      pools_.end());
  for (const auto& known : pools_)
    if (auto pool = known.lock(); pool != nullptr && pool->reaches(settings)) {
      wipe(settings);
      return pool;
    }
  auto made = std::make_shared<Pool>(std::move(settings), most_, around_);
  pools_.push_back(made);
  return made;
}

ecluse_status Service::open(ecluse_text settings, const ecluse_sql_listener* listener,
                            ecluse_sql_database** out) {
  return guarded([&] {
    auto read = read_settings(view(settings), endpoints_);
    if (!read) return tell(listener, read.error());
    *out = new ecluse_sql_database{pool_of(std::move(*read))};  // NOLINT: close deletes it
    return ecluse_status{ECLUSE_OK};
  });
}

ecluse_sql Service::table() {
  ecluse_sql made{};
  made.size = sizeof made;
  made.close = [](ecluse_sql_database* database) { delete database; };  // NOLINT
  made.take = [](ecluse_sql_database* database, const ecluse_sql_terms* terms,
                 const ecluse_sql_listener* listener, ecluse_sql_session** out) {
    return guarded([&] { return sql::take(database, terms, listener, out); });
  };
  made.give_back = [](ecluse_sql_session* session) { delete session; };  // NOLINT
  made.run = [](ecluse_sql_session* session, ecluse_text statement, const ecluse_sql_value* values,
                size_t count, const ecluse_sql_listener* listener, ecluse_sql_done* done) {
    return guarded([&] { return sql::run(session, statement, values, count, listener, done); });
  };
  made.begin = [](ecluse_sql_session* session, int32_t isolation,
                  const ecluse_sql_listener* listener) {
    return guarded(
        [&] { return answer(session->session->begin(isolation_of(isolation)), listener); });
  };
  made.commit = [](ecluse_sql_session* session, const ecluse_sql_listener* listener) {
    return guarded([&] { return answer(session->session->commit(), listener); });
  };
  made.rollback = [](ecluse_sql_session* session, const ecluse_sql_listener* listener) {
    return guarded([&] { return answer(session->session->rollback(), listener); });
  };
  made.facts = sql::facts;
  return made;
}

}  // namespace ecluse::sql
