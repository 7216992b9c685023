// SPDX-License-Identifier: EUPL-1.2
// Time is given from outside: the machine's in the product, a settable one in tests.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace ecluse::base {

using Wall = std::chrono::sys_time<std::chrono::nanoseconds>;
/// Nanoseconds of a clock that never jumps; deadlines are points on it.
using Monotonic = std::chrono::nanoseconds;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Wall wall() const = 0;            ///< [any]
  virtual Monotonic monotonic() const = 0;  ///< [any]
};

/// The machine's clock; lives as long as the program.
const Clock& system_clock();

/// For tests: stands still until it is told to move. [any]
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Wall start = Wall(std::chrono::seconds(1'767'225'600)));
  Wall wall() const override;
  Monotonic monotonic() const override;
  void advance(std::chrono::nanoseconds step);

 private:
  std::atomic<std::int64_t> wall_;
  std::atomic<std::int64_t> monotonic_{1};
};

/// RFC 3339 in UTC with milliseconds: "2026-01-01T00:00:00.000Z".
std::string to_text(Wall time);

}  // namespace ecluse::base
