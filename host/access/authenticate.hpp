// SPDX-License-Identifier: EUPL-1.2
// Who calls: pure functions of an immutable snapshot of consumers and keys.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "access/scope.hpp"
#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/result.hpp"
#include "manifest/manifest.hpp"
#include "store/change.hpp"

namespace ecluse::access {

/// What the configuration says of a consumer.
struct Consumer {
  std::string id;
  std::string purpose;
  std::optional<base::Language> language;
  std::vector<Scope> scopes;
};

/// Borrows the snapshot that it was found in.
struct Caller {
  const Consumer* consumer = nullptr;
  std::string_view key_id;
};

class AccessSnapshot {
 public:
  AccessSnapshot() = default;
  AccessSnapshot(std::vector<Consumer> consumers, std::vector<store::KeyRow> keys);

  /// `authorization`: the header's value, "Bearer ecl_…". Failures: "missing-key", "unknown-key"
  /// (also for a wrong secret, a revoked key, a consumer that is gone: nobody learns which),
  /// "expired-key". [any]
  base::Result<Caller> authenticate(std::string_view authorization, base::Wall now) const;

  const Consumer* find(std::string_view consumer) const;
  const std::vector<Consumer>& consumers() const { return consumers_; }

 private:
  std::vector<Consumer> consumers_;
  std::unordered_map<std::string, store::KeyRow> keys_;
};

/// "wrong-scope" with the scope that would open it. [any]
base::Result<void> authorize(const Caller& caller, std::string_view system,
                             const manifest::Action& action);
base::Result<void> authorize_reading(const Caller& caller, std::string_view system,
                                     std::string_view name);

}  // namespace ecluse::access
