// SPDX-License-Identifier: EUPL-1.2
// Everything that must not be lost. There is one way to write, submit; when it answers, the change is on the
// disk, all of it. Nobody outside holds a transaction.
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

/// Engine-independent; one conformance suite (store_test.cpp) for all engines.
/// Failures: "store-unavailable" (see database::Connection) and, from the writes themselves, a status of
/// aborted, already_exists or resource_exhausted with slug "change-refused".
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
  virtual base::Result<std::vector<AuditAppend>> audit_tail(int limit) = 0;
  /// How many times the disk was asked to keep a group of changes.
  virtual std::int64_t syncs() const = 0;
};

/// The embedded engine. WAL with synchronous=FULL: an acknowledged row survives a power cut. Refuses a file
/// that another host has open ("store-in-use") or that is corrupt (data_loss).
base::Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path);

}  // namespace ecluse::store
