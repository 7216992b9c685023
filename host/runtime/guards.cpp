// SPDX-License-Identifier: EUPL-1.2
#include "runtime/guards.hpp"

#include <mutex>

namespace ecluse::runtime {

void Guards::heard(const std::string& system, const Breaker::Seen& now) {
  const bool closed = now.state == Breaker::State::closed;
  metrics_.show_breaker(system, closed ? 0 : 1);
  if (closed)
    return log_.write(services::LogLevel::info, "the breaker closed: calls go through again",
                      {{"system", system}});
  if (now.state == Breaker::State::probing)
    return log_.write(services::LogLevel::info, "the breaker lets one call through",
                      {{"system", system}});
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(now.retry_in).count();
  log_.write(services::LogLevel::warning, "the breaker opened: calls are refused",
             {{"system", system}, {"slug", now.reason}, {"seconds", std::to_string(seconds)}});
}

std::shared_ptr<Guard> Guards::serving(const registry::System& system) const {
  const auto found = guards_.find(system.id);
  if (found == guards_.end()) return nullptr;
  // A call that is still on an older system keeps the guard of the newer one.
  const Guard& guard = *found->second;
  const bool serves = guard.fingerprint == system.fingerprint || guard.since > system.built;
  return serves ? found->second : nullptr;
}

std::shared_ptr<Guard> Guards::make(const std::string& system) {
  auto made = std::make_shared<Guard>(
      clock_, [this, system](const Breaker::Seen& now) { heard(system, now); });
  metrics_.show_breaker(system, 0);
  return guards_[system] = made;
}

std::shared_ptr<Guard> Guards::find(const registry::System& system) const {
  const std::shared_lock lock(mutex_);
  return serving(system);
}

std::shared_ptr<Guard> Guards::of(const registry::System& system) {
  if (auto found = find(system)) return found;
  const std::unique_lock lock(mutex_);
  if (auto found = serving(system)) return found;
  auto guard = make(system.id);
  guard->fingerprint = system.fingerprint;
  guard->since = system.built;
  return guard;
}

}  // namespace ecluse::runtime
