// SPDX-License-Identifier: EUPL-1.2
// One connection as the stream that cpp-httplib reads and writes. The library's own stream bounds
// no head, forgets what a client sent ahead, and leaves an idle connection only after its whole
// wait. Private to this room.
#pragma once

#include <httplib.h>

#include <array>
#include <chrono>
#include <optional>
#include <string>

namespace ecluse::http {

struct ConnectionLimits {
  std::size_t head_bytes =
      64 * 1024;  ///< kept in memory at most, before the head is parsed and judged
  std::chrono::milliseconds idle{5000};    ///< between two requests
  std::chrono::milliseconds head{10'000};  ///< from the first byte of a head to its end
};

/// Borrows the sockets. All functions: the thread that serves the connection.
class PlainConnection final : public httplib::Stream {
 public:
  /// `wake` becomes readable when the server stops: an idle connection then ends at once, one that
  /// is new has a second for its first request.
  PlainConnection(socket_t socket, int wake, const ConnectionLimits& limits);

  /// Whether bytes of a request are there; its head begins with them.
  bool wait_for_request();
  /// The head is parsed: what follows is the body. Until then the library can only write a bare
  /// refusal of its own, which is dropped.
  void end_head() { in_head_ = false; }

  /// The next `size` bytes of the body, when they came with the head already.
  std::optional<std::string> take_arrived(std::size_t size);

  /// Why the head was not taken; `no` after end_head(), and when the other end left in the middle.
  enum class Refused : std::uint8_t { no, malformed, too_large, too_slow };
  Refused refused() const { return refused_; }
  bool in_head() const { return in_head_; }
  std::size_t head_bytes() const { return head_bytes_; }
  std::size_t first_line_bytes() const { return first_line_ == 0 ? head_bytes_ : first_line_; }

  /// False when the other end does not take them.
  bool send_all(std::string_view bytes);
  /// Sends what write() holds: the head of an answer waits for its body, so that both go in one
  /// packet.
  bool flush();
  /// Says that nothing more will come and drops what still arrives, for a moment: closing on unread
  /// bytes would take the answer with it.
  void linger();

  bool is_readable() const override;
  bool is_writable() const override;
  ssize_t read(char* into, std::size_t size) override;
  ssize_t write(const char* from, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return socket_; }

 private:
  struct Address {
    std::string ip;
    int port = 0;
  };

  static Address address_of(socket_t socket, int (*ask)(int, sockaddr*, socklen_t*));
  bool readable_within(std::chrono::milliseconds time) const;
  bool request_arrives() const;
  ssize_t receive(char* into, std::size_t size);

  socket_t socket_;
  int wake_;
  ConnectionLimits limits_;
  Address remote_, local_;
  std::array<char, 8192> buffer_{};
  std::size_t begin_ = 0, end_ = 0;
  std::chrono::steady_clock::time_point taken_ = std::chrono::steady_clock::now();
  bool is_new_ = true;  ///< no request came yet
  bool in_head_ = false;
  Refused refused_ = Refused::no;
  bool answering_ = false;  ///< the head of the answer was written
  std::string held_;        ///< of the answer, not sent yet
  std::size_t head_bytes_ = 0;
  std::size_t first_line_ = 0;  ///< 0: not ended yet
  std::chrono::steady_clock::time_point head_ends_;
};

}  // namespace ecluse::http
