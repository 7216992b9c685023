// SPDX-License-Identifier: EUPL-1.2
// Between an action that streams and its reader: a queue of 256 kB. A plugin that is faster than
// the reader waits; a reader that leaves cancels the call; a stream without progress for 30 s is
// cancelled.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "http/application.hpp"

namespace ecluse::http {

enum class StreamForm : std::uint8_t { json_array, ndjson };

/// The call's thread puts items in, framed as they will leave; one reader takes them out.
class StreamQueue final : public loader::Sink {
 public:
  explicit StreamQueue(StreamForm form) : form_(form) {}

  /// Waits while the queue is full. [lane]
  base::Status item(std::string_view json) override;
  enum class End : std::uint8_t { whole, broken };
  void finish(End end);  ///< [lane]

  /// All that waits, in one piece. `waiting`: nothing yet, and `wake` is kept. [reader]
  Producer::State try_take(std::string& piece, const std::function<void()>& wake);
  Producer::State take(std::string& piece);  ///< the same, but blocks [reader]
  void abandon();                            ///< nobody reads any more [reader]

 private:
  Producer::State taken(std::string& piece);
  void tell(std::unique_lock<std::mutex>& lock);

  const StreamForm form_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string bytes_;
  std::function<void()> wake_;
  enum class Phase : std::uint8_t { open, whole, broken, abandoned };
  Phase phase_ = Phase::open;
  bool begun_ = false;
};

/// Sends the head of the answer with the first item: what fails before it is still a problem.
class StreamSink final : public loader::Sink {
 public:
  StreamSink(StreamForm form, Reply& reply) : form_(form), reply_(reply) {}
  base::Status item(std::string_view json) override;
  bool begun() const { return queue_ != nullptr; }
  /// The call is over. Without an item the answer is an empty list. [lane]
  void finish(StreamQueue::End end);

 private:
  void begin();
  StreamForm form_;
  Reply& reply_;
  std::shared_ptr<StreamQueue> queue_;
};

}  // namespace ecluse::http
