// SPDX-License-Identifier: EUPL-1.2
#include "http/lanes.hpp"

#include <pthread.h>

#include <algorithm>
#include <utility>

namespace ecluse::http {
namespace {

constexpr std::chrono::microseconds short_task{50};
constexpr std::size_t stack_bytes = std::size_t{8} << 20;  // a connector may need what main() has

}  // namespace

struct Lanes::Lane {
  Lanes* owner = nullptr;
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<std::shared_ptr<LaneTask>> queue;
  int width = 1;
  int threads = 0;
  int sleeping = 0;   ///< in `wake`
  int told = 0;       ///< of those, how many were told of a task
  bool owed = false;  ///< it waits for wake_owed
  std::chrono::nanoseconds usual = std::chrono::seconds(1);  ///< time of a task, lately
  bool stopping = false;
};

Lanes::Lanes(std::chrono::milliseconds idle) : idle_(idle) {}

Lanes::~Lanes() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;  // from here on the map stays as it is
  }
  for (auto& [name, lane] : lanes_) {
    const std::lock_guard lock(lane->mutex);
    lane->stopping = true;
    lane->wake.notify_all();
  }
  wait_until_idle();
}

void Lanes::wait_until_idle() {
  std::unique_lock lock(count_mutex_);
  ended_.wait(lock, [this] { return threads_ == 0; });
}

int Lanes::threads() const {
  const std::lock_guard lock(count_mutex_);
  return threads_;
}

Lanes::Lane* Lanes::find(const std::string& name, bool make) {
  const std::lock_guard lock(mutex_);
  const auto found = lanes_.find(name);
  if (found != lanes_.end()) return found->second.get();
  if (!make || stopping_) return nullptr;
  auto lane = std::make_unique<Lane>();
  lane->owner = this;
  return lanes_.emplace(name, std::move(lane)).first->second.get();
}

bool Lanes::submit(const LaneFacts& facts, std::shared_ptr<LaneTask> task, Wake when) {
  Lane* lane = find(facts.name, true);
  if (lane == nullptr) return false;
  std::unique_lock lock(lane->mutex);
  if (lane->stopping || lane->queue.size() >= facts.queue) return false;
  lane->width = facts.width;
  lane->queue.push_back(std::move(task));
  if (when == Wake::with_others && lane->threads > 0) {
    if (!std::exchange(lane->owed, true)) owed_.push_back(lane);
    return true;
  }
  const bool tells = call_one(*lane);
  if (lane->threads == 0) {
    lane->queue.pop_back();
    return false;
  }
  lock.unlock();
  if (tells) lane->wake.notify_one();
  return true;
}

void Lanes::wake_owed() {
  for (Lane* lane : owed_) {
    std::unique_lock lock(lane->mutex);
    lane->owed = false;
    const bool tells = !lane->queue.empty() && !leaves_asleep(*lane) && call_one(*lane);
    lock.unlock();
    if (tells) lane->wake.notify_one();
  }
  owed_.clear();
}

void Lanes::settle() {
  unsettled_ = false;
  const std::lock_guard lock(mutex_);
  for (auto& [name, lane] : lanes_) {
    std::unique_lock inner(lane->mutex);
    const bool tells = !lane->queue.empty() && call_one(*lane);
    inner.unlock();
    if (tells) lane->wake.notify_one();
    if (tells) unsettled_ = true;  // until its queue is empty, or all its threads are awake
  }
}

/// With the lane's lock held.
bool Lanes::leaves_asleep(const Lane& lane) {
  const bool works = lane.threads > lane.sleeping - lane.told;
  if (!works || lane.usual >= short_task) return false;
  unsettled_ = true;
  return true;
}

/// One more thread for what waits, with the lane's lock held. True: a sleeping one is to be
/// notified, best after the lock, which it needs.
bool Lanes::call_one(Lane& lane) {
  if (lane.sleeping > lane.told) {
    ++lane.told;  // two tasks wake two threads
    return true;
  }
  if (lane.threads < lane.width) start_thread(lane);
  return false;
}

bool Lanes::withdraw(const std::string& name, const LaneTask* task) {
  Lane* lane = find(name, false);
  if (lane == nullptr) return false;
  const std::lock_guard lock(lane->mutex);
  const auto found = std::find_if(lane->queue.begin(), lane->queue.end(),
                                  [task](const auto& queued) { return queued.get() == task; });
  if (found == lane->queue.end()) return false;
  lane->queue.erase(found);
  return true;
}

/// With the lane's lock held.
bool Lanes::start_thread(Lane& lane) {
  pthread_attr_t attributes;
  if (::pthread_attr_init(&attributes) != 0) return false;
  ::pthread_attr_setstacksize(&attributes, stack_bytes);
  ::pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t thread{};
  {
    const std::lock_guard lock(count_mutex_);
    ++threads_;
  }
  const bool started = ::pthread_create(&thread, &attributes, &Lanes::work, &lane) == 0;
  ::pthread_attr_destroy(&attributes);
  if (started) {
    ++lane.threads;
  } else {
    const std::lock_guard lock(count_mutex_);
    --threads_;
  }
  return started;
}

void* Lanes::work(void* start) {
  Lane& lane = *static_cast<Lane*>(start);
  Lanes& owner = *lane.owner;
  owner.serve(lane);
  const std::lock_guard lock(owner.count_mutex_);
  --owner.threads_;
  owner.ended_.notify_all();
  return nullptr;
}

void Lanes::serve(Lane& lane) {
  std::unique_lock lock(lane.mutex);
  while (true) {
    for (auto began = std::chrono::steady_clock::now(); !lane.queue.empty();) {
      auto task = std::move(lane.queue.front());
      lane.queue.pop_front();
      const bool tells = !lane.queue.empty() && !leaves_asleep(lane) && call_one(lane);
      lock.unlock();
      if (tells) lane.wake.notify_one();
      task->run();
      task.reset();
      const auto ended = std::chrono::steady_clock::now();
      const auto took = ended - std::exchange(began, ended);
      lock.lock();
      // The mean of the last eight or so; one long task is enough to be told of it.
      lane.usual = took > short_task ? took : (lane.usual * 7 + took) / 8;
    }
    if (lane.stopping) break;
    ++lane.sleeping;
    const auto state = lane.wake.wait_for(lock, idle_);
    --lane.sleeping;
    if (lane.told > 0) --lane.told;  // maybe another's: that one finds nothing, and sleeps again
    if (state == std::cv_status::timeout && lane.queue.empty()) break;
  }
  --lane.threads;
}

}  // namespace ecluse::http
