// SPDX-License-Identifier: EUPL-1.2
#include "registry/system.hpp"

namespace ecluse::registry {

std::optional<System::Place> System::enter(std::chrono::nanoseconds patience) const {
  std::unique_lock lock(mutex_);
  const auto free = [this] { return inside_ < connector->max_concurrency; };
  if (!free() && !left_.wait_for(lock, patience, free)) return std::nullopt;
  ++inside_;
  return std::optional<Place>(std::in_place, this);
}

void System::leave() const {
  {
    const std::lock_guard lock(mutex_);
    --inside_;
  }
  left_.notify_one();
}

}  // namespace ecluse::registry
