// SPDX-License-Identifier: EUPL-1.2
#include "registry/places.hpp"

namespace ecluse::registry {
namespace {

constexpr std::chrono::seconds soonest{1}, latest{60};
/// Each call moves the mean by an eighth: the last twenty or so decide.
constexpr int weight = 8;
/// How often who waits looks whether its caller has left: a token wakes only its own waiter.
constexpr std::chrono::milliseconds look{100};

}  // namespace

/// Under the lock.
std::chrono::seconds Places::wait_behind(int most, std::size_t waiting) const {
  const auto ahead = static_cast<std::int64_t>(waiting) + 1;
  const auto wait = std::chrono::ceil<std::chrono::seconds>(mean_stay_ * ahead / most);
  return std::clamp(wait, soonest, latest);
}

std::chrono::seconds Places::likely_wait(int most, std::size_t waiting) const {
  const std::lock_guard lock(mutex_);
  return wait_behind(most, waiting);
}

Places::Refused Places::refused(Why why, int most) const {
  return {why, wait_behind(most, waiting_.size())};
}

tl::expected<Places::Place, Places::Refused> Places::enter(const Visit& visit) {
  std::unique_lock lock(mutex_);
  if (inside_ < visit.most && waiting_.empty()) {
    ++inside_;
    return Place(this, *visit.clock);
  }
  const std::size_t bound = queue_bound(visit.most);
  const auto of_this = [&](const Waiter* waiter) { return waiter->consumer == visit.consumer; };
  const auto held = static_cast<std::size_t>(
      visit.consumer.empty() ? 0 : std::count_if(waiting_.begin(), waiting_.end(), of_this));
  if (held >= queue_share(visit.most)) return tl::unexpected(refused(Why::share, visit.most));
  if (waiting_.size() >= bound) return tl::unexpected(refused(Why::full, visit.most));
  Waiter self{visit.consumer, {}, false};
  waiting_.push_back(&self);
  if (wait(lock, self, visit)) return Place(this, *visit.clock);
  waiting_.erase(std::find(waiting_.begin(), waiting_.end(), &self));
  const bool left = visit.cancel != nullptr && visit.cancel->cancelled();
  return tl::unexpected(refused(left ? Why::left : Why::late, visit.most));
}

/// False when its patience ended, or its caller left, before it was called inside.
bool Places::wait(std::unique_lock<std::mutex>& lock, Waiter& self, const Visit& visit) {
  const auto called = [&] { return self.inside; };
  const auto end = std::chrono::steady_clock::now() + visit.patience;
  while (visit.cancel != nullptr) {
    const auto now = std::chrono::steady_clock::now();
    if (visit.cancel->cancelled() || now >= end) return self.inside;
    if (self.called.wait_until(lock, std::min(end, now + look), called)) return true;
  }
  return self.called.wait_until(lock, end, called);
}

void Places::leave(std::chrono::nanoseconds stayed) {
  const std::lock_guard lock(mutex_);
  mean_stay_ += (stayed - mean_stay_) / weight;
  if (waiting_.empty()) {
    --inside_;
    return;
  }
  // The place passes to the first who waits: nobody slips in between.
  Waiter& next = *waiting_.front();
  waiting_.pop_front();
  next.inside = true;
  next.called.notify_one();  // under the lock: the waiter may be gone right after it
}

}  // namespace ecluse::registry
