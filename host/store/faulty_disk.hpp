// SPDX-License-Identifier: EUPL-1.2
// For tests: SQLite's disk with faults. Registered as the default VFS, so that the store needs no
// door for it.
#pragma once

#include <atomic>
#include <mutex>
#include <string>

namespace ecluse::store {

/// One at a time, made before the store is opened and destroyed after it is closed.
class FaultyDisk {
 public:
  enum class Fault : int { none, full, write_error, sync_error };

  FaultyDisk();
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  /// From now on, after `writes` more writes (syncs for sync_error) to the store's files. [any]
  void fail_with(Fault fault, int after = 0);
  /// Whether a fault was given to SQLite since fail_with. [any]
  bool struck() const { return struck_; }

  /// Copies each file to `folder` whenever it is synced: what a power cut would leave at the least.
  /// [any]
  void keep_synced_in(const std::string& folder);
  /// Copies what was kept to another folder, no sync happening meanwhile. [any]
  void cut_power(const std::string& to);
  int syncs() const { return syncs_; }

  // For the VFS; the first two answer SQLite's codes.
  int on_write();
  int on_sync();
  void after_sync(const std::string& path);

 private:
  int strike(Fault fault);
  std::atomic<Fault> fault_{Fault::none};
  std::atomic<int> after_{0};
  std::atomic<bool> struck_{false};
  std::atomic<int> syncs_{0};
  std::mutex mutex_;
  std::string kept_;
};

}  // namespace ecluse::store
