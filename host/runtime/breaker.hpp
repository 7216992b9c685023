// SPDX-License-Identifier: EUPL-1.2
// The circuit breaker of one system: when its calls keep failing, the next ones are refused at once
// instead of waiting for the same end, and the system gets air to come back.
//
// It opens when at least 70 % of at least 10 calls of the last 5 minutes failed, or 5 in a row, or
// when it is tripped. After 30 s one call is let through, the probe: it closes the breaker, or
// opens it again for twice as long, up to 300 s. Pure on the clock: no thread, no timer.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "runtime/rolling.hpp"

namespace ecluse::runtime {

/// What the end of a call says of its system. `nothing`: neither that it works nor that it fails
/// (the caller left, the caller's own fault, our own refusal).
enum class Verdict : std::uint8_t { success, failure, nothing };

/// `anything_emitted`: an item left before the end. A deadline after that is a slow reader's.
Verdict verdict_of(const base::Result<void>& done, bool anything_emitted);

class Breaker {
 public:
  enum class State : std::uint8_t { closed, open, probing };
  struct Seen {
    State state = State::closed;
    base::Wall since{};                    ///< in this state
    std::string reason;                    ///< slug of what opened it; empty when closed
    std::chrono::nanoseconds retry_in{0};  ///< until a call may be let through
  };
  /// Told of each change of state once, in order, under the breaker's lock: it must not call back.
  using Heard = std::function<void(const Seen& now)>;

  explicit Breaker(const base::Clock& clock, Heard heard = {});

  /// What a call that was let through gives back with its end.
  struct Ticket {
    std::uint64_t era = 0;
    bool probe = false;
  };
  struct Asked {
    bool admitted = false;
    Ticket ticket;                         ///< when admitted: owed to tell()
    std::chrono::nanoseconds retry_in{0};  ///< when not
  };
  /// May a call run? When the waiting time is over, the first who asks gets the probe. [any]
  Asked ask();
  /// `slug`: of the failure. A call that began before the last change of state says nothing.
  /// [any]
  void tell(Ticket ticket, Verdict verdict, std::string_view slug = {});
  /// Opens at once, as if the next call had failed (a worker that keeps dying). [any]
  void trip(std::string_view reason);
  /// As it is now; takes no probe. `retry_in` is above zero when ask() would refuse. [any]
  Seen look() const;

 private:
  void open(std::string_view reason);
  void close();
  void enter(State state);
  std::chrono::nanoseconds wait_left() const;

  const base::Clock& clock_;
  Heard heard_;
  mutable std::mutex mutex_;
  State state_ = State::closed;
  base::Wall since_;
  std::string reason_, last_failure_;
  std::uint64_t era_ = 1;
  bool probe_out_ = false;
  base::Monotonic opened_{0};
  std::chrono::seconds wait_;
  int in_a_row_ = 0;
  Rolling<30> recent_;
};

}  // namespace ecluse::runtime
