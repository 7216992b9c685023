// SPDX-License-Identifier: EUPL-1.2
// One consumer's share of one system: how many of its calls may be under way or wait there at a
// time. Counted from the admission of a call to its answer, wherever it waits in between.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace ecluse::runtime {

class Shares {
 public:
  /// Given back when it ends; may outlive its Shares. An empty one counts nothing.
  class Seat {
   public:
    Seat() = default;
    Seat(std::shared_ptr<Shares> shares, std::string_view consumer)
        : shares_(std::move(shares)), consumer_(consumer) {}
    Seat(Seat&&) noexcept = default;
    Seat& operator=(Seat&& other) noexcept {
      leave();
      shares_ = std::move(other.shares_);
      consumer_ = std::move(other.consumer_);
      return *this;
    }
    ~Seat() { leave(); }

   private:
    void leave() {
      if (shares_ != nullptr) shares_->leave(consumer_);
      shares_.reset();
    }
    std::shared_ptr<Shares> shares_;
    std::string consumer_;
  };

  /// False when `consumer` has `most` seats already; else one more is owed to leave() (Seat). [any]
  bool enter(std::string_view consumer, std::size_t most) {
    const std::lock_guard lock(mutex_);
    auto found = seats_.find(consumer);
    if (found == seats_.end()) found = seats_.emplace(consumer, 0).first;
    if (found->second >= most) return false;
    ++found->second;
    return true;
  }

 private:
  void leave(const std::string& consumer) {
    const std::lock_guard lock(mutex_);
    --seats_[consumer];
  }
  std::mutex mutex_;
  std::map<std::string, std::size_t, std::less<>> seats_;  ///< by consumer of the configuration
};

}  // namespace ecluse::runtime
