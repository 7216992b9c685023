// SPDX-License-Identifier: EUPL-1.2
// What the administrator holds back: systems and consumers that are paused. Kept in the store, so
// that a restart changes nothing, and in memory, so that every call can ask.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "store/store.hpp"

namespace ecluse::runtime {

class Pauses {
 public:
  Pauses(store::Store& store, const base::Clock& clock) : store_(store), clock_(clock) {}

  /// At start; forgets those whose end has passed. [control]
  base::Result<void> load();
  /// Kept on the disk, then in force; replaces the one that is there. [control]
  base::Result<void> begin(const store::PauseRow& row, const store::AuditAppend& audit);
  /// Slug "not-paused" when there is none. [control]
  base::Result<void> end(store::PauseOf of, const std::string& id, const store::AuditAppend& audit);

  /// The one in force now. Never waits for the disk. [any]
  std::optional<store::PauseRow> find(store::PauseOf of, std::string_view id) const;

 private:
  using Name = std::pair<store::PauseOf, std::string>;
  struct Less {
    using is_transparent = void;
    template <typename Left, typename Right>
    bool operator()(const Left& left, const Right& right) const {
      return left.first != right.first ? left.first < right.first : left.second < right.second;
    }
  };

  store::Store& store_;
  const base::Clock& clock_;
  std::mutex changing_;  ///< held over a write: the memory gets changes in the order of the disk
  mutable std::mutex mutex_;
  std::map<Name, store::PauseRow, Less> rows_;
  std::atomic<bool> any_{false};
};

}  // namespace ecluse::runtime
