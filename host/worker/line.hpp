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

/// The descriptors of one end. The line of a call has a socket for each direction: on a single one
/// the kernel wakes a side that waits for its answer as soon as the other has read the question.
struct Ends {
  int in = -1, out = -1;
};

/// Owns its descriptors.
class Line {
 public:
  /// Whether ends of lines that come along are kept. Only a worker keeps any: it trusts the host.
  enum class Passengers : std::uint8_t { dropped, kept };
  explicit Line(Ends ends) : ends_(ends), passengers_(Passengers::dropped) {}
  /// One socket for both directions.
  explicit Line(int socket, Passengers passengers = Passengers::dropped)
      : ends_{socket, socket}, passengers_(passengers) {}
  ~Line();
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  /// All bytes, one sender at a time. False when the other side is gone, or took nothing for
  /// `patience`; then nothing can be sent any more. [any]
  bool send(std::string_view frames, std::chrono::milliseconds patience);
  /// The same, with the end of another line, of which the other side gets a copy.
  bool send_with(Ends passenger, std::string_view frames, std::chrono::milliseconds patience);
  /// What fits without waiting is cut off from the front of `frames`; the rest is still to be sent
  /// before anything else. [one sender]
  void send_some(std::string& frames);

  enum class Heard : std::uint8_t { frame, nothing, end, broken };
  /// The next frame, without its length; its bytes live until the next call. Waits for at most one
  /// slice at the host's end, without end at the worker's. [one thread at a time]
  Heard hear(std::string_view& body);
  /// The same with a patience of its own, at the price of one more call of the kernel.
  Heard hear(std::string_view& body, std::chrono::milliseconds patience);
  /// The first end that came and was not taken, which the caller owns; -1: none. [who hears]
  Ends take_passenger();

  /// Both directions end; whoever waits in `hear` or `send` returns. [any]
  void shut() const;

  /// How often who waits at the host's end looks at the time.
  static constexpr std::chrono::milliseconds slice{50};

 private:
  ssize_t receive(char* into, std::size_t size);
  bool is_writable(std::chrono::milliseconds patience) const;
  Ends ends_;
  Passengers passengers_;
  FrameReader reader_;
  std::deque<Ends> came_along_;
  std::mutex sending_;
  bool torn_ = false;  ///< a frame went out in part
};

/// All closed on exec; -1: none could be made.
struct SocketPair {
  int host = -1, worker = -1;
};
SocketPair make_socket_pair();
struct LinePair {
  Ends host, worker;
};
LinePair make_line_pair();

}  // namespace ecluse::worker
