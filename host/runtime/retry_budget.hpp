// SPDX-License-Identifier: EUPL-1.2
// How many calls of one system may be tried a second time: at most 20 % of the calls of the last
// minute, and one in 10 s where few come. A system that is down sees 1.2 times its calls, never
// twice. Who asks decides what may be repeated at all (reads, before anything was emitted).
#pragma once

#include <mutex>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "runtime/rolling.hpp"

namespace ecluse::runtime {

/// Whether the failure is one that a second try may not meet: the system was away, or the process
/// that spoke with it died.
bool worth_a_second_try(const base::Error& error);

class RetryBudget {
 public:
  explicit RetryBudget(const base::Clock& clock);
  void count_call();  ///< [any] a first try
  bool take();        ///< [any] true: one second try, now spent

 private:
  const base::Clock& clock_;
  std::mutex mutex_;
  Rolling<6> recent_;
  base::Monotonic last_;
};

}  // namespace ecluse::runtime
