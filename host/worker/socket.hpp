// SPDX-License-Identifier: EUPL-1.2
// The socket pair between host and worker: whole frames out, some bytes in.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string_view>

namespace ecluse::worker {

/// Owns its descriptor.
class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  /// All bytes, one sender at a time. False when the other side is gone, or took nothing for
  /// `patience`; then nothing can be sent any more. [any]
  bool send(std::string_view bytes, std::chrono::milliseconds patience);

  enum class Got : std::uint8_t { bytes, nothing, end };
  /// Waits for at most `patience`; `size` is the room, then what was read. [one thread at a time]
  Got receive(char* into, std::size_t& size, std::chrono::milliseconds patience) const;

  /// Both directions end; whoever waits in `receive` or `send` returns. [any]
  void shut() const;

  /// How long `receive` waits without a second call of the kernel.
  static constexpr std::chrono::milliseconds slice{50};

 private:
  bool send_some(std::string_view& bytes, std::chrono::milliseconds patience) const;
  int descriptor_;
  std::mutex sending_;
  bool torn_ = false;  ///< a frame went out in part
};

struct SocketPair {
  int host = -1, worker = -1;  ///< both closed on exec; -1: none could be made
};
SocketPair make_socket_pair();

}  // namespace ecluse::worker
