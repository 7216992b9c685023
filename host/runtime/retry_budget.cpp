// SPDX-License-Identifier: EUPL-1.2
#include "runtime/retry_budget.hpp"

#include <algorithm>
#include <iterator>

namespace ecluse::runtime {
namespace {

constexpr std::chrono::seconds bucket_width{10};  // six of them: a minute
constexpr std::uint32_t most_percent = 20;
constexpr std::chrono::seconds always_one_in{10};

}  // namespace

bool worth_a_second_try(const base::Error& error) {
  constexpr std::string_view dead_workers[] = {"plugin-crashed", "plugin-out-of-memory",
                                               "plugin-protocol-broken"};
  return error.status == base::Status::unavailable ||
         std::find(std::begin(dead_workers), std::end(dead_workers), error.slug) !=
             std::end(dead_workers);
}

RetryBudget::RetryBudget(const base::Clock& clock)
    : clock_(clock), recent_(bucket_width), last_(clock.monotonic() - always_one_in) {}

void RetryBudget::count_call() {
  const std::lock_guard lock(mutex_);
  recent_.add(clock_.monotonic(), 1, 0);
}

bool RetryBudget::take() {
  const std::lock_guard lock(mutex_);
  const auto now = clock_.monotonic();
  const auto counts = recent_.sum(now);
  const bool within = (counts.marked + 1) * 100 <= counts.all * most_percent;
  if (!within && now - last_ < always_one_in) return false;
  recent_.add(now, 0, 1);
  last_ = now;
  return true;
}

}  // namespace ecluse::runtime
