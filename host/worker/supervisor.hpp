// SPDX-License-Identifier: EUPL-1.2
// Keeps the worker of one system alive: starts it, checks what it says of itself, opens the two
// instances, watches its memory, and starts it anew when it has died. What it decides stands in
// `step`, which never waits: tests run it on a clock that stands still, with a socket instead of a
// process; the product runs it on a thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/random.hpp"
#include "loader/instance.hpp"
#include "services/log_budget.hpp"
#include "services/storage.hpp"
#include "worker/link.hpp"
#include "worker/start_order.hpp"

namespace ecluse::worker {

/// Borrowed for the life of the supervisor, but for the functions.
struct Surroundings {
  const base::Clock* clock = nullptr;
  base::Random* random = nullptr;
  services::Log* log = nullptr;
  services::Storage* storage = nullptr;
  Spawn spawn;
  /// Asked at each start, so that no secret stays in our memory between them.
  std::function<base::Result<std::string>()> settings;
  /// Five restarts within a minute: the slug of the last one. [any]
  std::function<void(std::string_view)> on_storm;
  /// Lets the thread sleep, so that a plugin which floods its log writes no faster than that.
  std::function<void(std::chrono::milliseconds)> rest;
};

/// What `ecluse systems` and the catalog say.
struct WorkerState {
  bool ready = false;
  bool settled = false;  ///< ready, or failed once at least
  bool final = false;    ///< refused: nothing but a reload helps
  bool soon = true;      ///< not ready, but starting now: worth waiting for
  std::optional<base::Error> failure;
  base::Wall since{};
  int pid = 0;
  int restarts = 0;
  std::string line;         ///< its handshake
  base::Localized sandbox;  ///< its layers
};

class Supervisor {
 public:
  Supervisor(StartOrder order, Surroundings around);
  /// Sends `close`, and ends a worker that has not ended after 2 s. [control]
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  void start();  ///< the thread that calls `step`
  /// A new worker takes its place as soon as no call runs, at most once a minute: it said something
  /// that it should not have said, or its folders have changed. [any]
  void renew();
  void close();  ///< asks for the end without waiting for it. [any]
  /// Until it is ready or has failed. [any]
  WorkerState wait_settled(std::chrono::milliseconds patience) const;
  /// Until it is ready, also after a death; false when that did not happen. [any]
  bool wait_ready(std::chrono::milliseconds patience) const;
  WorkerState state() const;  ///< [any]
  bool ready() const;         ///< [any]
  bool may_answer() const;    ///< ready, or starting now. [any]
  /// Null unless it is ready. [any]
  std::shared_ptr<Link> link() const;
  /// The same, after a short wait where a start is under way. [worker]
  std::shared_ptr<Link> link_soon() const;
  const base::Clock& clock() const { return *around_.clock; }
  const std::string& system() const { return order_.system; }

  /// Does what is due, and says when to come again. Reads what has come, at most for `patience`.
  /// [control]
  base::Monotonic step(std::chrono::milliseconds patience);

 private:
  enum class Phase : std::uint8_t { waiting, starting, opening, ready, refused };
  void spawn();
  void on_frame(const Frame& frame);
  void on_started(const Frame& frame);
  void on_ended(const Frame& frame);
  void open(loader::Role role);
  void refuse(base::Error error);
  void on_death();
  void watch();
  void restart_later();
  void try_renewal();
  void note_storm(std::string_view slug);
  void set_ready();
  void slow_down(const Frame& frame);
  void write_log(const Frame& frame, std::string_view request);
  void drive();
  bool is_ready() const { return state_.ready && !link_->broken(); }

  StartOrder order_;
  Surroundings around_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  WorkerState state_;
  std::shared_ptr<Link> link_;
  bool closing_ = false;
  bool renewal_asked_ = false;
  services::LogBudget budget_;
  std::atomic<std::size_t> dropped_bytes_{0};  ///< of the log, since it rested last
  // Of the thread that steps:
  Phase phase_ = Phase::waiting;
  std::shared_ptr<Link> current_;  ///< also while it starts
  base::Monotonic due_{0}, ready_since_{0}, watched_{0}, renewed_{0};
  std::uint64_t allowed_seconds_ = 0;
  int failures_ = 0;  ///< in a row
  std::deque<base::Monotonic> deaths_;
  std::thread thread_;
};

}  // namespace ecluse::worker
