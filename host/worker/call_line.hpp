// SPDX-License-Identifier: EUPL-1.2
// One line of a worker and its thread: it reads a call, runs the plugin, answers, and reads the
// next. While a call runs, nobody reads here unless the call waits for the host: for credit, or for
// a stored value. A cancel comes over control, for a plugin that computes hears nothing.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "loader/instance.hpp"
#include "services/log.hpp"
#include "services/storage.hpp"
#include "worker/line.hpp"

namespace ecluse::worker {

/// What the host answered to a question for its store.
struct Stored {
  base::Status status = base::Status::unavailable;
  services::Storage::Rows rows;
};
/// From a frame of the kind `stored`.
Stored read_stored(const Frame& frame);

class CallLine {
 public:
  /// What a line asks of its crew; must outlive it.
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual const loader::Instance* instance(loader::Role role) = 0;  ///< null before its open
    virtual void flush_soon() = 0;  ///< somebody calls `flush` within a few milliseconds
  };
  CallLine(Ends ends, Owner& crew);
  /// Waits for the plugin.
  ~CallLine();
  CallLine(const CallLine&) = delete;
  CallLine& operator=(const CallLine&) = delete;

  void cancel(std::uint32_t call);  ///< if it runs here. [any]
  void flush();                     ///< what fits, of the items that wait. [the flusher]
  void shut();                      ///< its thread ends after the call that runs. [any]
  bool busy() const;                ///< [any]

  /// The line whose call this thread runs; null on a thread of the plugin's own. [any]
  static CallLine* here();
  /// Of that call. [the line's thread]
  void log(services::LogLevel level, std::string_view message, std::string_view fields);
  Stored ask(std::uint8_t operation, std::string_view key, std::string_view expected,
             std::string_view value);

 private:
  class ItemSink;
  void serve();
  void run(const Frame& frame);
  base::Result<void> run_plugin(const CallNumbers& numbers, std::string_view request,
                                loader::CallContext& context);
  void enter(std::uint32_t call, loader::CancelToken* cancel);
  void send_held();
  bool hear_for_call(Frame& frame);
  void wait_for_credit(base::Monotonic deadline, const loader::CancelToken& cancel);

  Line line_;
  Owner& crew_;
  std::int64_t window_ = 0;  ///< bytes of items that may go out; of the line's thread
  std::mutex sending_;       ///< over what goes out and its order
  std::string held_;         ///< frames that have not gone out yet
  mutable std::mutex running_;
  std::uint32_t call_ = 0;  ///< the one that runs; 0: none
  loader::CancelToken* cancel_ = nullptr;
  std::atomic<bool> over_{false};
  std::thread thread_;
};

}  // namespace ecluse::worker
