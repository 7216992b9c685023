// SPDX-License-Identifier: EUPL-1.2
#include "runtime/refusals.hpp"

#include <algorithm>
#include <string>

#include "base/problems.hpp"
#include "config/maintenance.hpp"

namespace ecluse::runtime {
namespace {

/// A pause without an end: often enough to notice, rarely enough to cost nothing.
constexpr std::chrono::seconds ask_again{60};

std::chrono::seconds end_of(const store::PauseRow& row, base::Wall now) {
  if (row.until_ns == 0) return ask_again;
  return seconds_until(std::chrono::nanoseconds(row.until_ns) - now.time_since_epoch());
}

}  // namespace

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

base::Error no_place(std::string_view system, const registry::Places::Refused& refused) {
  const bool alone = refused.why == registry::Places::Why::share;
  base::Error error = base::problem(alone ? "consumer-busy" : "system-busy")
                          .with("system", system)
                          .with("seconds", std::to_string(refused.retry_after.count()));
  error.retry_after = refused.retry_after;
  return error;
}

base::Error system_paused(const store::PauseRow& row, base::Wall now) {
  base::Error error =
      base::problem("system-paused").with("system", row.id).with("reason", row.reason);
  error.retry_after = end_of(row, now);
  return error;
}

base::Error consumer_paused(const store::PauseRow& row, base::Wall now) {
  base::Error error =
      base::problem("consumer-paused").with("consumer", row.id).with("reason", row.reason);
  error.retry_after = end_of(row, now);
  return error;
}

base::Error under_maintenance(std::string_view system, base::Wall end, base::Wall now) {
  base::Error error = base::problem("system-maintenance")
                          .with("system", system)
                          .with("end", config::local_time_of_day(end));
  error.retry_after = seconds_until(end - now);
  return error;
}

}  // namespace ecluse::runtime
