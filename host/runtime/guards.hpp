// SPDX-License-Identifier: EUPL-1.2
// What stands before each system: its breaker and its retry budget. They outlive a reload that
// keeps the system; a system whose settings changed begins anew. Private to this room.
#pragma once

#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "registry/system.hpp"
#include "runtime/breaker.hpp"
#include "runtime/metrics.hpp"
#include "runtime/retry_budget.hpp"
#include "runtime/shares.hpp"
#include "services/log.hpp"

namespace ecluse::runtime {

struct Guard {
  Guard(const base::Clock& clock, Breaker::Heard heard)
      : breaker(clock, std::move(heard)), budget(clock) {}
  Breaker breaker;
  RetryBudget budget;
  std::shared_ptr<Shares> shares = std::make_shared<Shares>();
  std::string fingerprint;  ///< of the system that it guards
  base::Wall since{};
};

class Guards {
 public:
  Guards(const base::Clock& clock, services::Log& log, Metrics& metrics)
      : clock_(clock), log_(log), metrics_(metrics) {}

  /// Made at the first call. [any]
  std::shared_ptr<Guard> of(const registry::System& system);
  /// Null while nobody called it, as it is now. [any]
  std::shared_ptr<Guard> find(const registry::System& system) const;

 private:
  /// Under the lock.
  std::shared_ptr<Guard> serving(const registry::System& system) const;
  std::shared_ptr<Guard> make(const std::string& system);
  void heard(const std::string& system, const Breaker::Seen& now);

  const base::Clock& clock_;
  services::Log& log_;
  Metrics& metrics_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::shared_ptr<Guard>, std::less<>> guards_;
};

}  // namespace ecluse::runtime
