// SPDX-License-Identifier: EUPL-1.2
// Bulkheads: each system has a lane of its own, a bounded queue and a few threads. A lane that is
// stuck or full stops no other.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "http/application.hpp"

namespace ecluse::http {

class LaneTask {
 public:
  virtual ~LaneTask() = default;
  virtual void run() = 0;  ///< [lane] throws nothing
};

class Lanes {
 public:
  /// A thread without work for `idle` ends.
  explicit Lanes(std::chrono::milliseconds idle = std::chrono::seconds(10));
  /// Waits until every task has ended.
  ~Lanes();

  enum class Wake : std::uint8_t { now, with_others };
  /// Queues it, and sees to a thread: an idle one, or a new one up to the width. False when the
  /// queue is full, or the machine has no thread to give and the lane has none. [any]
  bool submit(const LaneFacts& facts, std::shared_ptr<LaneTask> task) {
    return submit(facts, std::move(task), Wake::now);
  }
  /// `with_others`: the thread is seen to by the next wake_owed(): one for all that came together,
  /// who calls another one while more waits. A wake for each would cost more than a short call.
  /// [loop]
  bool submit(const LaneFacts& facts, std::shared_ptr<LaneTask> task, Wake when);
  void wake_owed();  ///< [loop]
  /// Where the last tasks were short and a thread is at work, the others are left asleep: it will
  /// be back before another one were awake. settle() is then due within a millisecond, in case it
  /// is not. [any]
  bool is_unsettled() const { return unsettled_; }
  void settle();  ///< [loop]
  /// Takes a task out of the queue; false when it runs already or has ended. [any]
  bool withdraw(const std::string& lane, const LaneTask* task);
  /// Threads that live in all lanes. [any]
  int threads() const;
  void wait_until_idle();  ///< until the last of them has ended [any]

 private:
  struct Lane;
  static void* work(void* start);
  bool start_thread(Lane& lane);
  bool call_one(Lane& lane);
  bool leaves_asleep(const Lane& lane);
  void serve(Lane& lane);

  const std::chrono::milliseconds idle_;
  Lane* find(const std::string& name, bool make);

  std::mutex mutex_;  ///< of the map
  bool stopping_ = false;
  std::map<std::string, std::unique_ptr<Lane>, std::less<>> lanes_;
  std::atomic<bool> unsettled_{false};
  std::vector<Lane*> owed_;         ///< of the loop
  mutable std::mutex count_mutex_;  ///< taken last
  std::condition_variable ended_;
  int threads_ = 0;
};

}  // namespace ecluse::http
