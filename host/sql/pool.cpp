// SPDX-License-Identifier: EUPL-1.2
#include "sql/pool.hpp"

#include <algorithm>
#include <utility>

#include "sql/faults.hpp"

namespace ecluse::sql {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr milliseconds look_every{50};
constexpr std::chrono::minutes kept_for{5};
/// How long a server may take to end what was interrupted, before its line is cut.
constexpr std::chrono::seconds patience{2};

bool over(const ecluse_call& call, const base::Clock& clock) {
  return clock.monotonic().count() >= call.deadline_ns ||
         (call.cancelled != nullptr && call.cancelled(&call) != 0);
}

milliseconds left_of(const ecluse_call& call, const base::Clock& clock) {
  const nanoseconds left(call.deadline_ns - clock.monotonic().count());
  return std::max(milliseconds(1), std::chrono::duration_cast<milliseconds>(left));
}

base::Error timeout() { return fault(base::Status::deadline_exceeded, "database-timeout"); }

bool is_lost(const base::Error& error) { return error.slug == "database-lost"; }

}  // namespace

base::Result<std::unique_ptr<Line>> connect(const Settings& settings, milliseconds left) {
  switch (settings.engine) {
    case Engine::sqlite:
      return connect_sqlite(settings);
    case Engine::mysql:
      return connect_mysql(settings, left);
    case Engine::postgresql:
      return connect_postgresql(settings, left);
    case Engine::odbc:
      break;
  }
  return connect_odbc(settings, left);
}

Session::Session(std::shared_ptr<Pool> pool, std::unique_ptr<Line> line, const ecluse_call* call,
                 Use use)
    : pool_(std::move(pool)),
      line_(std::move(line)),
      call_(call),
      use_(use),
      in_transaction_(use != Use::dedicated) {
  limit_ = left();
  pool_->enter(*this);
}

Session::~Session() {
  if (in_transaction_ && !line_->broken()) (void)rollback();
  pool_->exit(*this);
  // One that was interrupted may still be told so, when another call has it.
  const bool spoilt = line_->broken() || in_transaction_ || interrupted_at_ != 0;
  if (use_ == Use::dedicated || spoilt) line_.reset();
  if (line_ != nullptr) {
    const std::lock_guard lock(pool_->mutex_);
    pool_->idle_.push_back({std::move(line_), pool_->around_.clock->monotonic()});
  }
  pool_->leave(use_);
}

milliseconds Session::left() const { return left_of(*call_, *pool_->around_.clock); }
bool Session::over() const { return sql::over(*call_, *pool_->around_.clock); }

/// The server is told anew when clearly less is left than it was told, so that a statement ends at
/// most a quarter late by the server alone; the watching thread is exact.
base::Result<void> Session::in_time() {
  if (over()) return base::fail(timeout());
  const milliseconds now = left();
  if (now >= limit_ * 3 / 4) return {};
  limit_ = now;
  return line_->limit(now);
}

/// A line that the watching thread cut is a call over its time. After a deadlock MySQL has no
/// transaction any more, and would write what follows for good: nothing follows.
base::Error Session::told(base::Error error) {
  if (is_lost(error) && interrupted_at_ != 0) error = timeout();
  const bool over =
      is_lost(error) || error.slug == "database-busy" || error.slug == "database-timeout";
  if (in_transaction_ && over && !failed_) failed_ = error;
  return error;
}

base::Result<Done> Session::run(std::string_view text, const Values& values, const Rows& rows) {
  const auto statement = read_statement(text, pool_->engine());
  if (!statement) return base::fail(statement.error());
  if (statement->parameters != values.count)
    return base::fail(fault(base::Status::internal, "database-statement")
                          .with("why", "as many values as question marks"));
  if (use_ != Use::dedicated && !in_transaction_)
    return base::fail(
        fault(base::Status::internal, "database-statement").with("why", "after the end"));
  if (failed_) return base::fail(*failed_);
  if (auto time = in_time(); !time) return base::fail(told(time.error()));
  auto done = line_->run(*statement, values, rows);
  if (!done) return base::fail(told(done.error()));
  // MariaDB calls some statements that it ended a success (SLEEP, BENCHMARK).
  if (over()) return base::fail(told(timeout()));
  return done;
}

base::Result<void> Session::begin(Isolation isolation) {
  if (use_ != Use::dedicated || in_transaction_)
    return base::fail(fault(base::Status::internal, "database-statement").with("why", "begin"));
  if (auto time = in_time(); !time) return base::fail(told(time.error()));
  auto begun = line_->begin_transaction(isolation);
  if (!begun) return base::fail(told(begun.error()));
  in_transaction_ = true;
  return begun;
}

base::Result<void> Session::commit() {
  if (!in_transaction_)
    return base::fail(fault(base::Status::internal, "database-statement").with("why", "commit"));
  if (failed_) return base::fail(*failed_);
  if (auto time = in_time(); !time) return base::fail(told(time.error()));
  auto done = line_->commit();
  // A COMMIT that failed otherwise has rolled back, or leaves that to the end of the session.
  if (done) in_transaction_ = false;
  return done;
}

base::Result<void> Session::rollback() {
  if (!in_transaction_) return {};
  auto done = line_->rollback();
  if (!done) return done;
  in_transaction_ = false;
  failed_.reset();
  return done;
}

Pool::Pool(Settings settings, std::size_t most, Around around)
    : settings_(std::move(settings)), most_(most), around_(std::move(around)) {}

Pool::~Pool() {
  {
    const std::lock_guard lock(watch_mutex_);
    stopping_ = true;
  }
  watch_changed_.notify_all();
  if (watcher_.joinable()) watcher_.join();
  idle_.clear();
  wipe(settings_);
}

base::Result<void> Pool::wait_for_place(const ecluse_call& call, Use use) {
  std::unique_lock lock(mutex_);
  while (taken(use) >= most_) {
    if (over(call, *around_.clock)) {
      auto error = fault(base::Status::resource_exhausted, "database-sessions-taken");
      error.retry_after = std::chrono::seconds(1);
      return base::fail(std::move(error));
    }
    changed_.wait_for(lock, look_every);
  }
  ++taken(use);
  return {};
}

void Pool::leave(Use use) {
  {
    const std::lock_guard lock(mutex_);
    --taken(use);
  }
  changed_.notify_one();
}

/// The one that was used last; those that were not for long are closed.
std::unique_ptr<Line> Pool::kept_line() {
  std::vector<Kept> old;
  const std::lock_guard lock(mutex_);
  const auto oldest = around_.clock->monotonic() - kept_for;
  const auto fresh = std::find_if(idle_.begin(), idle_.end(),
                                  [&](const Kept& kept) { return kept.since >= oldest; });
  std::move(idle_.begin(), fresh, std::back_inserter(old));
  idle_.erase(idle_.begin(), fresh);
  if (idle_.empty()) return nullptr;
  auto line = std::move(idle_.back().line);
  idle_.pop_back();
  return line;
}

/// When one is dead, the server was restarted: so are the others.
void Pool::forget_kept() {
  std::vector<Kept> dead;
  const std::lock_guard lock(mutex_);
  dead.swap(idle_);
}

/// `begin` is the ping: nothing was done yet, so that a line which is dead is replaced in silence.
base::Result<std::unique_ptr<Line>> Pool::ready_line(const ecluse_call& call, Begin& how) {
  how.time_limit = left_of(call, *around_.clock);
  if (how.use != Use::dedicated) {
    if (auto line = kept_line(); line != nullptr) {
      const auto begun = line->begin(how);
      if (begun) return line;
      if (!line->broken()) return base::fail(begun.error());
      forget_kept();
    }
  }
  auto made = around_.connect(settings_, how.time_limit);
  if (!made) return made;
  how.time_limit = left_of(call, *around_.clock);
  if (const auto begun = (*made)->begin(how); !begun) return base::fail(begun.error());
  return made;
}

base::Result<std::unique_ptr<Session>> Pool::take(const ecluse_call* call, Begin how) {
  if (over(*call, *around_.clock)) return base::fail(timeout());
  if (auto place = wait_for_place(*call, how.use); !place) return base::fail(place.error());
  auto line = ready_line(*call, how);
  if (!line) {
    leave(how.use);
    return base::fail(line.error());
  }
  return std::make_unique<Session>(shared_from_this(), std::move(*line), call, how.use);
}

void Pool::enter(Session& session) {
  const std::lock_guard lock(watch_mutex_);
  session.place_ = running_.insert(running_.end(), &session);
  if (!watcher_.joinable()) watcher_ = std::thread([this] { watch(); });
  if (running_.size() == 1) watch_changed_.notify_all();
}

void Pool::exit(Session& session) {
  const std::lock_guard lock(watch_mutex_);
  running_.erase(session.place_);
}

/// Ends on the server what runs for a call that is over. A thread of the pool, asleep while no
/// session is out.
void Pool::watch() {
  std::unique_lock lock(watch_mutex_);
  while (!stopping_) {
    if (running_.empty()) {
      watch_changed_.wait(lock);
      continue;
    }
    watch_changed_.wait_for(lock, look_every);
    for (Session* session : running_) look(*session);
  }
}

void Pool::look(Session& session) {
  if (!session.over()) return;
  const auto now = around_.clock->monotonic();
  if (session.interrupted_at_ == 0) {
    session.interrupted_at_ = now.count();
    session.line_->interrupt();
  } else if (now.count() - session.interrupted_at_ > nanoseconds(patience).count()) {
    session.line_->cut();
  }
}

}  // namespace ecluse::sql
