// SPDX-License-Identifier: EUPL-1.2
// Between an action that streams and its reader: a queue of 256 kB. A plugin that is faster than
// the reader waits; a reader that leaves cancels the call; a stream without progress for 30 s is
// cancelled.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "http/transport.hpp"
#include "loader/call.hpp"

namespace ecluse::http {

enum class StreamForm : std::uint8_t { json_array, ndjson };

/// Runs the call on a thread of its own and hands its items to the transport.
class StreamedCall final : public Producer {
 public:
  using Run = std::function<base::Result<void>(loader::Sink&, loader::CancelToken&)>;
  StreamedCall(StreamForm form, Run run);
  ~StreamedCall() override;

  /// Waits for the first item or the end. The error, when it failed before any item. [the owner]
  base::Result<void> first();
  State next(std::string& piece) override;

 private:
  class Queue;
  std::shared_ptr<Queue> queue_;
  std::thread thread_;
  StreamForm form_;
  bool begun_ = false;
  bool closed_ = false;
};

}  // namespace ecluse::http
