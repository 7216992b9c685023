// SPDX-License-Identifier: EUPL-1.2
// One end of a socket pair between host and worker: whole frames out, whole frames in. A worker has
// one for its control, and one for each call that runs at a time.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "worker/protocol.hpp"

namespace ecluse::worker {

/// Owns its descriptor.
class Line {
 public:
  /// Whether descriptors that come along are kept. Only a worker keeps any: it trusts the host.
  enum class Descriptors : std::uint8_t { dropped, kept };
  explicit Line(int descriptor, Descriptors descriptors = Descriptors::dropped)
      : descriptor_(descriptor), descriptors_(descriptors) {}
  ~Line();
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  /// All bytes, one sender at a time. False when the other side is gone, or took nothing for
  /// `patience`; then nothing can be sent any more. [any]
  bool send(std::string_view frames, std::chrono::milliseconds patience);
  /// The same, with a descriptor that the other side gets a copy of.
  bool send_with(int passenger, std::string_view frames, std::chrono::milliseconds patience);
  /// What fits without waiting is cut off from the front of `frames`; the rest is still to be sent
  /// before anything else. [one sender]
  void send_some(std::string& frames);

  enum class Heard : std::uint8_t { frame, nothing, end, broken };
  /// The next frame, without its length; its bytes live until the next call. Waits for at most one
  /// slice at the host's end, without end at the worker's. [one thread at a time]
  Heard hear(std::string_view& body);
  /// The same with a patience of its own, at the price of one more call of the kernel.
  Heard hear(std::string_view& body, std::chrono::milliseconds patience);
  /// The first one that came and was not taken, which the caller owns; -1: none. [who hears]
  int take_descriptor();

  /// Both directions end; whoever waits in `hear` or `send` returns. [any]
  void shut() const;

  /// How often who waits at the host's end looks at the time.
  static constexpr std::chrono::milliseconds slice{50};

 private:
  ssize_t receive(char* into, std::size_t size);
  bool is_writable(std::chrono::milliseconds patience) const;
  int descriptor_;
  Descriptors descriptors_;
  FrameReader reader_;
  std::deque<int> came_along_;
  std::mutex sending_;
  bool torn_ = false;  ///< a frame went out in part
};

struct SocketPair {
  int host = -1, worker = -1;  ///< both closed on exec; -1: none could be made
};
SocketPair make_socket_pair();

}  // namespace ecluse::worker
