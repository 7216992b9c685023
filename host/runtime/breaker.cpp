// SPDX-License-Identifier: EUPL-1.2
#include "runtime/breaker.hpp"

#include <algorithm>

namespace ecluse::runtime {
namespace {

constexpr std::chrono::seconds bucket_width{10};  // 30 of them: 5 minutes
constexpr std::uint32_t fewest_calls = 10;
constexpr std::uint32_t most_percent = 70;
constexpr int most_in_a_row = 5;
constexpr std::chrono::seconds first_wait{30}, longest_wait{300};
/// While the probe is out nobody can say when it ends.
constexpr std::chrono::seconds probe_wait{1};

}  // namespace

Verdict verdict_of(const base::Result<void>& done, bool anything_emitted) {
  if (done) return Verdict::success;
  if (done.error().slug == "plugin-out-of-memory") return Verdict::failure;
  switch (done.error().status) {
    case base::Status::unavailable:
    case base::Status::unauthenticated:  // the system refuses our account: for every caller
    case base::Status::internal:         // crashed, stuck, broke the protocol, threw
    case base::Status::data_loss:
      return Verdict::failure;
    case base::Status::deadline_exceeded:
      return anything_emitted ? Verdict::nothing : Verdict::failure;
    case base::Status::not_found:
    case base::Status::already_exists:
    case base::Status::aborted:
      return Verdict::success;  // only a system that works can say so
    default:
      return Verdict::nothing;
  }
}

Breaker::Breaker(const base::Clock& clock, Heard heard)
    : clock_(clock),
      heard_(std::move(heard)),
      since_(clock.wall()),
      wait_(first_wait),
      recent_(bucket_width) {}

void Breaker::enter(State state) {
  state_ = state;
  since_ = clock_.wall();
  probe_out_ = false;
  if (heard_) heard_({state_, since_, reason_, wait_left()});
}

std::chrono::nanoseconds Breaker::wait_left() const {
  if (state_ == State::closed) return std::chrono::nanoseconds(0);
  if (state_ == State::probing)
    return probe_out_ ? std::chrono::nanoseconds(probe_wait) : std::chrono::nanoseconds(0);
  return std::max(opened_ + wait_ - clock_.monotonic(), std::chrono::nanoseconds(0));
}

void Breaker::open(std::string_view reason) {
  ++era_;
  reason_ = reason;
  opened_ = clock_.monotonic();
  enter(State::open);
}

void Breaker::close() {
  ++era_;
  reason_.clear();
  wait_ = first_wait;
  in_a_row_ = 0;
  recent_.clear();
  enter(State::closed);
}

Breaker::Asked Breaker::ask() {
  const std::lock_guard lock(mutex_);
  if (state_ == State::closed) return {true, {era_, false}, {}};
  if (const auto left = wait_left(); left > std::chrono::nanoseconds(0)) return {false, {}, left};
  if (state_ == State::open) {
    ++era_;
    enter(State::probing);
  }
  probe_out_ = true;
  return {true, {era_, true}, {}};
}

void Breaker::tell(Ticket ticket, Verdict verdict, std::string_view slug) {
  const std::lock_guard lock(mutex_);
  if (ticket.era != era_) return;
  if (ticket.probe) {
    probe_out_ = false;  // one that says nothing leaves its turn to the next call
    if (verdict == Verdict::success) close();
    if (verdict == Verdict::failure) {
      wait_ = std::min(wait_ * 2, longest_wait);
      open(slug);
    }
    return;
  }
  if (verdict == Verdict::nothing) return;
  const auto now = clock_.monotonic();
  const bool failed = verdict == Verdict::failure;
  recent_.add(now, 1, failed ? 1 : 0);
  in_a_row_ = failed ? in_a_row_ + 1 : 0;
  if (failed) last_failure_ = slug;
  const auto counts = recent_.sum(now);
  const bool too_many =
      counts.all >= fewest_calls && counts.marked * 100 >= counts.all * most_percent;
  if (too_many || in_a_row_ >= most_in_a_row) open(last_failure_);
}

void Breaker::trip(std::string_view reason) {
  const std::lock_guard lock(mutex_);
  if (state_ == State::open) return;
  if (state_ == State::probing) wait_ = std::min(wait_ * 2, longest_wait);
  open(reason);
}

Breaker::Seen Breaker::look() const {
  const std::lock_guard lock(mutex_);
  return {state_, since_, reason_, wait_left()};
}

}  // namespace ecluse::runtime
