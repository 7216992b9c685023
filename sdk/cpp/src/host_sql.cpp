// SPDX-License-Identifier: MIT
#include "ecluse/host_sql.hpp"

#include <cstdlib>
#include <nlohmann/json.hpp>

namespace ecluse {
namespace {

using kit::SqlCell;
using kit::SqlDone;
using kit::SqlFacts;
using kit::SqlIsolation;
using kit::SqlKind;
using kit::SqlNext;
using kit::SqlRow;
using kit::SqlValues;
using kit::SqlVisitor;

ecluse_text text(std::string_view view) { return {view.data(), view.size()}; }
std::string_view view(ecluse_text from) { return {from.data, from.size}; }

Error error_of(const ecluse_sql_error& raw) {
  Error error;
  error.status = static_cast<Status>(raw.status);
  error.slug = view(raw.slug);
  error.upstream_text = view(raw.upstream_text);
  error.retry_after_ms = raw.retry_after_ms;
  const auto words = nlohmann::json::parse(view(raw.parameters), nullptr, false);
  if (words.is_object())
    for (const auto& [name, value] : words.items())
      error.with(name, value.is_string() ? value.get<std::string>() : value.dump());
  if (raw.sqlstate.size != 0) error.with("sqlstate", view(raw.sqlstate));
  if (raw.code != 0) error.with("code", std::to_string(raw.code));
  return error;
}

/// What a function of the service is told to, on the stack of the call. Nothing throws out of it.
class Listening {
 public:
  explicit Listening(const SqlVisitor* visit = nullptr) : visit_(visit) {
    raw_.size = sizeof raw_;
    raw_.context = this;
    raw_.failed = [](void* context, const ecluse_sql_error* error) {
      (void)guarded([&] { of(context).error_ = error_of(*error); });
    };
    if (visit == nullptr) return;
    raw_.columns = [](void* context, const ecluse_text* names, size_t count) {
      return guarded([&] {
        auto& self = of(context);
        self.names_.clear();
        for (size_t index = 0; index < count; ++index) self.names_.emplace_back(view(names[index]));
      });
    };
    raw_.row = [](void* context, const ecluse_sql_value* cells, size_t count) {
      auto next = SqlNext::enough;
      const auto status = guarded([&] { next = of(context).row(cells, count); });
      return next == SqlNext::more ? status : ecluse_status{ECLUSE_CANCELLED};
    };
  }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

  const ecluse_sql_listener* raw() const { return &raw_; }

  /// What went wrong when the function returned `status`. A visitor that threw says so here.
  Result<void> judge(ecluse_status status) {
    if (threw_) std::rethrow_exception(threw_);
    if (status == ECLUSE_OK) return {};
    if (error_.slug.empty()) return fail(static_cast<Status>(status), "database-statement");
    return tl::unexpected<Error>(std::move(error_));
  }

 private:
  static Listening& of(void* context) { return *static_cast<Listening*>(context); }

  template <typename Work>
  static ecluse_status guarded(Work work) noexcept {
    try {
      work();
      return ECLUSE_OK;
    } catch (...) {
      return ECLUSE_RESOURCE_EXHAUSTED;
    }
  }

  SqlNext row(const ecluse_sql_value* cells, size_t count) {
    cells_.clear();
    for (size_t index = 0; index < count; ++index)
      cells_.push_back(
          {static_cast<SqlKind>(cells[index].kind), cells[index].integer, view(cells[index].text)});
    try {
      return (*visit_)(SqlRow(cells_.data(), count, &names_));
    } catch (...) {
      threw_ = std::current_exception();
      return SqlNext::enough;
    }
  }

  ecluse_sql_listener raw_{};
  const SqlVisitor* visit_;
  std::vector<std::string> names_;
  std::vector<SqlCell> cells_;
  Error error_;
  std::exception_ptr threw_;
};

class HostSession final : public kit::SqlSession {
 public:
  HostSession(const ecluse_sql* table, ecluse_sql_session* session)
      : table_(table), session_(session) {
    ecluse_sql_facts raw{};
    raw.size = sizeof raw;
    if (table_->facts(session_, &raw) == ECLUSE_OK)
      facts_ = {std::string(view(raw.product)), std::string(view(raw.version)), raw.session_number};
  }
  ~HostSession() override { table_->give_back(session_); }
  HostSession(const HostSession&) = delete;
  HostSession& operator=(const HostSession&) = delete;

  Result<SqlDone> run(std::string_view statement, const SqlValues& values,
                      const SqlVisitor& visit) override {
    std::vector<ecluse_sql_value> raw;
    raw.reserve(values.size());
    for (const auto& value : values)
      raw.push_back({static_cast<int32_t>(value.kind), 0, value.number, text(value.text)});
    Listening listening(&visit);
    ecluse_sql_done done{};
    done.size = sizeof done;
    const auto status =
        table_->run(session_, text(statement), raw.data(), raw.size(), listening.raw(), &done);
    if (auto judged = listening.judge(status); !judged) return fail(std::move(judged));
    return SqlDone{done.affected, done.last_id};
  }
  Result<void> begin(SqlIsolation isolation) override {
    Listening listening;
    return listening.judge(
        table_->begin(session_, static_cast<int32_t>(isolation), listening.raw()));
  }
  Result<void> commit() override {
    Listening listening;
    return listening.judge(table_->commit(session_, listening.raw()));
  }
  Result<void> rollback() override {
    Listening listening;
    return listening.judge(table_->rollback(session_, listening.raw()));
  }
  const SqlFacts& facts() const override { return facts_; }

 private:
  const ecluse_sql* table_;
  ecluse_sql_session* session_;
  SqlFacts facts_;
};

}  // namespace

Result<std::unique_ptr<HostSql>> HostSql::open(const Host& host, std::string_view settings) {
  const ecluse_host* raw = host.raw();
  const auto* table = static_cast<const ecluse_sql*>(raw->service(raw, text(ECLUSE_SERVICE_SQL)));
  if (table == nullptr) std::abort();  // the manifest must require ecluse.sql/1
  Listening listening;
  ecluse_sql_database* database = nullptr;
  const auto status = table->open(raw, text(settings), listening.raw(), &database);
  if (auto judged = listening.judge(status); !judged) return fail(std::move(judged));
  return std::unique_ptr<HostSql>(new HostSql(table, database));
}

HostSql::~HostSql() { table_->close(database_); }

Result<std::unique_ptr<kit::SqlSession>> HostSql::take(int use, const kit::SqlTerms& terms) {
  ecluse_sql_terms raw{};
  raw.size = sizeof raw;
  raw.use = use;
  raw.isolation = static_cast<int32_t>(terms.isolation);
  raw.lock_wait_ms = terms.lock_wait.count();
  raw.call = terms.call;
  Listening listening;
  ecluse_sql_session* session = nullptr;
  const auto status = table_->take(database_, &raw, listening.raw(), &session);
  if (auto judged = listening.judge(status); !judged) return fail(std::move(judged));
  return std::unique_ptr<kit::SqlSession>(std::make_unique<HostSession>(table_, session));
}

Result<std::unique_ptr<kit::SqlSession>> HostSql::read(const kit::SqlTerms& terms) {
  return take(ECLUSE_SQL_READ, terms);
}
Result<std::unique_ptr<kit::SqlSession>> HostSql::write(const kit::SqlTerms& terms) {
  return take(ECLUSE_SQL_WRITE, terms);
}
Result<std::unique_ptr<kit::SqlSession>> HostSql::dedicated(const kit::SqlTerms& terms) {
  return take(ECLUSE_SQL_DEDICATED, terms);
}

}  // namespace ecluse
