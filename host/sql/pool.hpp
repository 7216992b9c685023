// SPDX-License-Identifier: EUPL-1.2
// The sessions of one database: how many at once, which are kept, and who ends a statement whose
// call is over. Not Poco's SessionPool: it throws when it is exhausted and holds its lock while it
// connects.
#pragma once

#include <atomic>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "sql/line.hpp"

namespace ecluse::sql {

using Connect =
    std::function<base::Result<std::unique_ptr<Line>>(const Settings&, std::chrono::milliseconds)>;

/// Borrowed by the pool.
struct Around {
  const base::Clock* clock = nullptr;
  Connect connect = sql::connect;  ///< replaced in tests
};

class Pool;

/// A line in use by one call, on its terms. Its end rolls back. [worker]
class Session {
 public:
  Session(std::shared_ptr<Pool> pool, std::unique_ptr<Line> line, const ecluse_call* call, Use use);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  base::Result<Done> run(std::string_view statement, const Values& values, const Rows& rows);
  base::Result<void> begin(Isolation isolation);
  base::Result<void> commit();
  base::Result<void> rollback();
  const Facts& facts() const { return line_->facts(); }

 private:
  friend class Pool;
  base::Result<void> in_time();
  std::chrono::milliseconds left() const;
  bool over() const;
  base::Error told(base::Error error);

  std::shared_ptr<Pool> pool_;
  std::unique_ptr<Line> line_;
  const ecluse_call* call_;
  Use use_;
  bool in_transaction_;
  std::chrono::milliseconds limit_{0};  ///< what the server was told last
  std::optional<base::Error> failed_;   ///< the transaction is over: nothing but rollback
  std::atomic<std::int64_t> interrupted_at_{0};
  std::list<Session*>::iterator place_;
};

/// At most `most` pooled sessions at once, and as many dedicated ones. [any]
class Pool : public std::enable_shared_from_this<Pool> {
 public:
  Pool(Settings settings, std::size_t most, Around around);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Waits for a free place until the deadline of the call. [worker]
  base::Result<std::unique_ptr<Session>> take(const ecluse_call* call, Begin how);
  Engine engine() const { return settings_.engine; }
  bool reaches(const Settings& settings) const { return settings == settings_; }

 private:
  friend class Session;
  struct Kept {
    std::unique_ptr<Line> line;
    std::chrono::nanoseconds since{0};
  };
  base::Result<void> wait_for_place(const ecluse_call& call, Use use);
  void leave(Use use);
  std::unique_ptr<Line> kept_line();
  void forget_kept();
  base::Result<std::unique_ptr<Line>> ready_line(const ecluse_call& call, Begin& how);
  void enter(Session& session);
  void exit(Session& session);
  void watch();
  void look(Session& session);
  std::size_t& taken(Use use) { return use == Use::dedicated ? dedicated_ : pooled_; }

  Settings settings_;
  std::size_t most_;
  Around around_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Kept> idle_;
  std::size_t pooled_ = 0, dedicated_ = 0;

  std::mutex watch_mutex_;  ///< of what follows; held while a line is interrupted
  std::condition_variable watch_changed_;
  std::list<Session*> running_;
  bool stopping_ = false;
  std::thread watcher_;
};

}  // namespace ecluse::sql
