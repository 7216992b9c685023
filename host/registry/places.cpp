// SPDX-License-Identifier: EUPL-1.2
#include "registry/places.hpp"

namespace ecluse::registry {

std::optional<Places::Place> Places::enter(int most, std::chrono::nanoseconds patience) {
  std::unique_lock lock(mutex_);
  const auto free = [&] { return inside_ < most; };
  if (!free() && !left_.wait_for(lock, patience, free)) return std::nullopt;
  ++inside_;
  return std::optional<Place>(std::in_place, this);
}

void Places::leave() {
  {
    const std::lock_guard lock(mutex_);
    --inside_;
  }
  left_.notify_one();
}

}  // namespace ecluse::registry
