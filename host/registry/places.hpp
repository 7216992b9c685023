// SPDX-License-Identifier: EUPL-1.2
// How many calls an instance runs at a time, and how many may wait: a place is taken before a call
// and given back after it. Who waits is served in the order of arrival.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string_view>
#include <tl/expected.hpp>

#include "base/clock.hpp"
#include "loader/call.hpp"

namespace ecluse::registry {

/// How many may wait behind `most` places. Eight rounds: a longer queue only makes answers that
/// come too late for who asked. At least 72: the 64 connections that one address may have are
/// served, and there is room beside them.
constexpr std::size_t queue_bound(int most) {
  return static_cast<std::size_t>(std::max(8 * most, 72));
}

/// How much of that one consumer may fill: an eighth is left to others, so that a
/// flow that runs wild gets 429 while theirs still wait their turn. Alone it loses next to nothing.
constexpr std::size_t queue_share(int most) { return queue_bound(most) - queue_bound(most) / 8; }

/// For a place, of the 25 s that a caller waits: the call itself needs the rest.
constexpr std::chrono::seconds longest_wait{10};

class Places {
 public:
  /// One place, given back when it ends. Must not outlive its Places.
  class Place {
   public:
    Place(Places* places, const base::Clock& clock)
        : places_(places), clock_(&clock), began_(clock.monotonic()) {}
    Place(Place&& other) noexcept
        : places_(other.places_), clock_(other.clock_), began_(other.began_) {
      other.places_ = nullptr;
    }
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (places_ != nullptr) places_->leave(clock_->monotonic() - began_);
    }

   private:
    Places* places_;
    const base::Clock* clock_;
    base::Monotonic began_;
  };

  struct Visit {
    int most = 1;                                 ///< places
    std::chrono::nanoseconds patience{0};         ///< longest wait
    std::string_view consumer;                    ///< empty: nobody's, no share is counted
    const base::Clock* clock = nullptr;           ///< for how long calls take
    const loader::CancelToken* cancel = nullptr;  ///< who leaves waits no more
  };
  /// `share`: this consumer alone fills its share of the queue already. `left`: was cancelled.
  enum class Why : std::uint8_t { full, share, late, left };
  struct Refused {
    Why why = Why::full;
    std::chrono::seconds retry_after{1};  ///< when a place is likely, by the recent mean duration
  };

  /// Waits while all places are taken; full and share refuse at once. [any]
  tl::expected<Place, Refused> enter(const Visit& visit);
  /// When a place is likely for who comes behind `waiting` others. [any]
  std::chrono::seconds likely_wait(int most, std::size_t waiting) const;

 private:
  struct Waiter {
    std::string_view consumer;
    std::condition_variable called;
    bool inside = false;
  };
  static bool wait(std::unique_lock<std::mutex>& lock, Waiter& self, const Visit& visit);
  void leave(std::chrono::nanoseconds stayed);
  Refused refused(Why why, int most) const;
  std::chrono::seconds wait_behind(int most, std::size_t waiting) const;

  mutable std::mutex mutex_;
  std::deque<Waiter*> waiting_;
  int inside_ = 0;
  std::chrono::nanoseconds mean_stay_{0};
};

}  // namespace ecluse::registry
