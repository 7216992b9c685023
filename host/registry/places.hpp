// SPDX-License-Identifier: EUPL-1.2
// How many calls an instance runs at a time: a place is taken before a call and given back after
// it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

namespace ecluse::registry {

class Places {
 public:
  /// One place, given back when it ends. Must not outlive its Places.
  class Place {
   public:
    explicit Place(Places* places) : places_(places) {}
    Place(Place&& other) noexcept : places_(other.places_) { other.places_ = nullptr; }
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (places_ != nullptr) places_->leave();
    }

   private:
    Places* places_;
  };

  /// Waits for at most `patience` until fewer than `most` are inside; nothing when that did not
  /// happen. [any]
  std::optional<Place> enter(int most, std::chrono::nanoseconds patience);

 private:
  void leave();
  std::mutex mutex_;
  std::condition_variable left_;
  int inside_ = 0;
};

}  // namespace ecluse::registry
