// SPDX-License-Identifier: EUPL-1.2
// How threads tell the loop that a connection wants to be looked at.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <vector>

namespace ecluse::http {

/// Names of connections, not pointers: one that is gone is no harm.
class Mailbox {
 public:
  Mailbox();
  ~Mailbox();
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  /// Costs a system call only while the loop sleeps. [any]
  void post(std::uint64_t connection);
  /// What was posted; `into` is emptied first. [loop]
  void take(std::vector<std::uint64_t>& into);
  /// Before the loop waits: from here on post() writes to the descriptor. False when something
  /// waits already. [loop]
  bool may_sleep();
  void awake() { asleep_ = false; }
  void clear() const;  ///< the descriptor was readable [loop]
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
  std::atomic<bool> asleep_{false};
  std::mutex mutex_;
  std::vector<std::uint64_t> posted_;
};

}  // namespace ecluse::http
