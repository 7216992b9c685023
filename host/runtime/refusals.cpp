// SPDX-License-Identifier: EUPL-1.2
#include "runtime/refusals.hpp"

#include <algorithm>
#include <string>

#include "base/problems.hpp"

namespace ecluse::runtime {

std::chrono::seconds seconds_until(std::chrono::nanoseconds wait) {
  return std::max(std::chrono::ceil<std::chrono::seconds>(wait), std::chrono::seconds(1));
}

base::Error breaker_open(std::string_view system, std::string_view reason,
                         std::chrono::nanoseconds wait) {
  const auto seconds = seconds_until(wait);
  base::Error error = base::problem("system-breaker-open")
                          .with("system", system)
                          .with("reason", reason)
                          .with("seconds", std::to_string(seconds.count()));
  error.retry_after = seconds;
  return error;
}

}  // namespace ecluse::runtime
