// SPDX-License-Identifier: EUPL-1.2
#include "base/clock.hpp"

#include <cstdio>
#include <ctime>

namespace ecluse::base {
namespace {

std::int64_t now(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

class SystemClock final : public Clock {
 public:
  Wall wall() const override { return Wall(std::chrono::nanoseconds(now(CLOCK_REALTIME))); }
  Monotonic monotonic() const override { return Monotonic(now(CLOCK_MONOTONIC)); }
};

}  // namespace

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

ManualClock::ManualClock(Wall start) : wall_(start.time_since_epoch().count()) {}
Wall ManualClock::wall() const { return Wall(std::chrono::nanoseconds(wall_.load())); }
Monotonic ManualClock::monotonic() const { return Monotonic(monotonic_.load()); }
void ManualClock::advance(std::chrono::nanoseconds step) {
  wall_ += step.count();
  monotonic_ += step.count();
}

std::string to_text(Wall time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(time - day).count();
  char buffer[40];
  const int size = std::snprintf(
      buffer, sizeof buffer, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(since / 3'600'000), static_cast<int>(since / 60'000 % 60),
      static_cast<int>(since / 1000 % 60), static_cast<int>(since % 1000));
  return std::string(buffer, static_cast<std::size_t>(size));
}

}  // namespace ecluse::base
