// SPDX-License-Identifier: EUPL-1.2
// How many lines of the log one system may write: a plugin that floods it would hide what others
// say, and fill a disk.
#pragma once

#include <algorithm>
#include <cstdint>
#include <mutex>

#include "base/clock.hpp"

namespace ecluse::services {

class LogBudget {
 public:
  static constexpr double lines_per_second = 50;
  static constexpr double burst = 200;

  struct Verdict {
    bool write = false;
    std::uint64_t dropped = 0;  ///< lines before this one, to be said in a line of their own
  };
  Verdict ask(base::Monotonic now) {
    const std::lock_guard lock(mutex_);
    if (last_.count() != 0)
      left_ = std::min(
          burst, left_ + lines_per_second * std::chrono::duration<double>(now - last_).count());
    last_ = now;
    if (left_ < 1) {
      ++dropped_;
      return {};
    }
    left_ -= 1;
    const Verdict verdict{true, dropped_};
    dropped_ = 0;
    return verdict;
  }

 private:
  std::mutex mutex_;
  double left_ = burst;
  base::Monotonic last_{0};
  std::uint64_t dropped_ = 0;
};

}  // namespace ecluse::services
