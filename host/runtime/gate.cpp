// SPDX-License-Identifier: EUPL-1.2
// What is refused before a system hears of it, and how that looks from outside.
#include "base/problems.hpp"
#include "runtime/guards.hpp"
#include "runtime/refusals.hpp"
#include "runtime/runtime.hpp"

namespace ecluse::runtime {

base::Result<void> Runtime::shed(std::string_view system, base::Error error) {
  metrics_.count_shed(system, error.slug);
  return base::fail(std::move(error));
}

base::Result<void> Runtime::gate(std::string_view system, std::string_view consumer) {
  (void)consumer;
  const auto guard = guards_->find(system);
  if (guard == nullptr) return {};
  const auto seen = guard->breaker.look();
  if (seen.retry_in > std::chrono::nanoseconds(0))
    return shed(system, breaker_open(system, seen.reason, seen.retry_in));
  return {};
}

void Runtime::trip(std::string_view system, std::string_view reason) {
  const auto snapshot = registry_.current();
  if (const auto* found = snapshot->find(system)) guards_->of(*found)->breaker.trip(reason);
}

SystemState Runtime::state(const registry::System& system) const {
  SystemState state{system.ready(), system.failure ? system.failure->slug : "", system.since};
  if (!state.ready) return state;
  const auto guard = guards_->find(system.id);
  if (guard == nullptr) return state;
  const auto seen = guard->breaker.look();
  if (seen.state != Breaker::State::closed) return {false, "breaker-open", seen.since};
  return state;
}

}  // namespace ecluse::runtime
