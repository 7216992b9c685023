// SPDX-License-Identifier: EUPL-1.2
// Everything that must not be lost. There is one way to write, submit; when it answers, the change
// is on the disk, all of it. Nobody outside holds a transaction.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "store/change.hpp"

namespace ecluse::store {

struct StoredEvent {
  std::int64_t position = 0;  ///< opaque to callers, growing
  EventAppend event;
};

/// Engine-independent; one conformance suite (store_conformance_test.cpp) for all engines. Every
/// function is [any]. Failures: "store-unavailable" (see database::Connection): the change did not
/// happen, or, when the disk failed at the very end, may turn up after a restart; it was never
/// promised. And "change-refused", from the writes themselves: aborted, already_exists,
/// invalid_argument or resource_exhausted.
class Store {
 public:
  virtual ~Store() = default;

  virtual base::Result<Receipt> submit(Change change) = 0;  ///< [any]

  virtual base::Result<std::vector<KeyRow>> keys() = 0;  ///< [any]
  virtual base::Result<std::optional<std::string>> storage_get(const std::string& system,
                                                               const std::string& key) = 0;
  virtual base::Result<std::vector<std::pair<std::string, std::string>>> storage_list(
      const std::string& system, const std::string& prefix) = 0;
  virtual base::Result<std::optional<OperationRow>> find_operation(const std::string& consumer,
                                                                   const std::string& system,
                                                                   const std::string& action,
                                                                   const std::string& key) = 0;
  virtual base::Result<std::vector<OperationRow>> operations_in(OperationState state) = 0;
  virtual base::Result<std::vector<StoredEvent>> events_after(const std::string& system,
                                                              const std::string& trigger,
                                                              std::int64_t position, int limit) = 0;
  virtual base::Result<std::optional<std::string>> cursor(const std::string& system,
                                                          const std::string& trigger) = 0;
  /// The last entries, newest first.
  virtual base::Result<std::vector<AuditAppend>> audit_tail(int limit) = 0;
  virtual base::Result<std::int64_t> audit_count() = 0;
  /// Those whose end has passed too: who reads compares with its clock.
  virtual base::Result<std::vector<PauseRow>> pauses() = 0;
  /// How many times the disk was asked to keep a group of changes.
  virtual std::int64_t syncs() const = 0;
};

/// The embedded engine, in a file that only its owner may read. WAL with synchronous=FULL: an
/// acknowledged row survives a power cut. Its folder must exist. Refuses: "store-in-use" while
/// another host has it open, "store-corrupt", "store-newer". Submit nothing while it is destroyed;
/// what waits by then is still written. [control]
base::Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path);

}  // namespace ecluse::store
