// SPDX-License-Identifier: EUPL-1.2
// The host's side of one call: what the plugin emits, why it fails, and whether it should stop.
#pragma once

#include <ecluse/abi.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace ecluse::loader {

/// Ends calls early; shared by who may cancel and who runs. [any]
class CancelToken {
 public:
  void cancel();
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }
  /// Sleeps until cancelled or until `time` passed; true when cancelled.
  bool wait(std::chrono::nanoseconds time);

 private:
  std::atomic<bool> cancelled_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
};

/// Where emitted items go. Status::ok to go on; anything else: nobody listens any more.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual base::Status item(std::string_view json) = 0;  ///< [caller] borrowed until it returns
};

/// Everything the plugin is told. Views are borrowed until the call returns.
struct CallFacts {
  std::string_view action, input = "{}", request_id, idempotency_key, consumer, case_reference,
                           language = "fr";
  base::Monotonic deadline{0};
  bool dry_run = false;
};

/// Lives for one call, on the stack of the thread that runs it.
class CallContext {
 public:
  CallContext(const CallFacts& facts, Sink& sink, CancelToken& cancel, const base::Clock& clock);
  CallContext(const CallContext&) = delete;
  CallContext& operator=(const CallContext&) = delete;

  const ecluse_call& raw() const { return raw_; }
  /// What the plugin said with `fail`, or what its status alone means (slug "plugin-failed").
  base::Result<void> result(ecluse_status status) const;
  std::size_t emitted() const { return emitted_; }

 private:
  static CallContext& of(const ecluse_call* call) {
    return *static_cast<CallContext*>(call->host_data);
  }
  bool expired() const { return clock_.monotonic() >= deadline_; }

  ecluse_call raw_{};
  Sink& sink_;
  CancelToken& cancel_;
  const base::Clock& clock_;
  base::Monotonic deadline_;
  std::size_t emitted_ = 0;
  base::Status refused_ = base::Status::ok;  ///< what the sink answered last
  std::optional<base::Error> error_;
};

/// Copies an error of the ABI; sizes are capped, an unknown status becomes internal.
base::Error copy_error(const ecluse_error& raw);

}  // namespace ecluse::loader
