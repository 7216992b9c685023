// SPDX-License-Identifier: EUPL-1.2
#include "worker/socket.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>

namespace ecluse::worker {

Socket::~Socket() { ::close(descriptor_); }

void Socket::shut() const { ::shutdown(descriptor_, SHUT_RDWR); }

bool Socket::send_some(std::string_view& bytes, std::chrono::milliseconds patience) const {
  const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent > 0) {
    bytes.remove_prefix(static_cast<std::size_t>(sent));
    return true;
  }
  if (errno == EINTR) return true;
  if (errno != EAGAIN) return false;
  pollfd waited{descriptor_, POLLOUT, 0};
  const int ready = ::poll(&waited, 1, static_cast<int>(patience.count()));
  return ready > 0 || (ready < 0 && errno == EINTR);
}

bool Socket::send(std::string_view bytes, std::chrono::milliseconds patience) {
  const std::lock_guard lock(sending_);
  if (torn_) return false;
  while (!bytes.empty())
    if (!send_some(bytes, patience)) {
      torn_ = true;
      shut();
      return false;
    }
  return true;
}

Socket::Got Socket::receive(char* into, std::size_t& size,
                            std::chrono::milliseconds patience) const {
  if (patience != slice) {
    pollfd waited{descriptor_, POLLIN, 0};
    const int ready = ::poll(&waited, 1, static_cast<int>(patience.count()));
    if (ready <= 0) return Got::nothing;
  }
  const ssize_t got = ::recv(descriptor_, into, size, 0);
  if (got > 0) {
    size = static_cast<std::size_t>(got);
    return Got::bytes;
  }
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return Got::nothing;
  return Got::end;
}

SocketPair make_socket_pair() {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return {};
  const timeval slice{0, std::chrono::microseconds(Socket::slice).count()};
  ::setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &slice, sizeof slice);
  return {ends[0], ends[1]};
}

}  // namespace ecluse::worker
