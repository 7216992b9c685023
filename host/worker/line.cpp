// SPDX-License-Identifier: EUPL-1.2
#include "worker/line.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>

namespace ecluse::worker {
namespace {

constexpr std::size_t wanted_room = 16 * 1024;
constexpr int no_wait = MSG_NOSIGNAL | MSG_DONTWAIT;

/// The space for the end of a line in a message.
union Passenger {
  cmsghdr head;
  char bytes[CMSG_SPACE(sizeof(Ends))];
};

msghdr message_of(iovec& part, Passenger& passenger) {
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = passenger.bytes;
  message.msg_controllen = sizeof passenger.bytes;
  return message;
}

ssize_t send_along(int socket, Ends ends, std::string_view bytes) {
  iovec part{const_cast<char*>(bytes.data()), bytes.size()};
  Passenger passenger{};
  const msghdr message = message_of(part, passenger);
  passenger.head.cmsg_level = SOL_SOCKET;
  passenger.head.cmsg_type = SCM_RIGHTS;
  passenger.head.cmsg_len = CMSG_LEN(sizeof ends);
  std::memcpy(CMSG_DATA(&passenger.head), &ends, sizeof ends);
  return ::sendmsg(socket, &message, no_wait);
}

void close_ends(Ends ends) {
  if (ends.in >= 0) ::close(ends.in);
  if (ends.out >= 0 && ends.out != ends.in) ::close(ends.out);
}

}  // namespace

Line::~Line() {
  close_ends(ends_);
  for (const Ends& each : came_along_) close_ends(each);
}

void Line::shut() const {
  ::shutdown(ends_.in, SHUT_RDWR);
  ::shutdown(ends_.out, SHUT_RDWR);
}

bool Line::is_writable(std::chrono::milliseconds patience) const {
  if (errno == EINTR) return true;
  if (errno != EAGAIN) return false;
  pollfd waited{ends_.out, POLLOUT, 0};
  const int ready = ::poll(&waited, 1, static_cast<int>(patience.count()));
  return ready > 0 || (ready < 0 && errno == EINTR);
}

bool Line::send(std::string_view frames, std::chrono::milliseconds patience) {
  return send_with(Ends{}, frames, patience);
}

bool Line::send_with(Ends passenger, std::string_view frames, std::chrono::milliseconds patience) {
  const std::lock_guard lock(sending_);
  while (!frames.empty() && !torn_) {
    const ssize_t sent = passenger.in >= 0
                             ? send_along(ends_.out, passenger, frames)
                             : ::send(ends_.out, frames.data(), frames.size(), no_wait);
    if (sent > 0) {
      frames.remove_prefix(static_cast<std::size_t>(sent));
      passenger = {};
    } else if (!is_writable(patience)) {
      torn_ = true;
      shut();
    }
  }
  return !torn_;
}

void Line::send_some(std::string& frames) {
  const std::lock_guard lock(sending_);
  const ssize_t sent = ::send(ends_.out, frames.data(), frames.size(), no_wait);
  if (sent > 0) frames.erase(0, static_cast<std::size_t>(sent));
}

ssize_t Line::receive(char* into, std::size_t size) {
  if (passengers_ == Passengers::dropped) return ::recv(ends_.in, into, size, 0);
  iovec part{into, size};
  Passenger passenger{};
  msghdr message = message_of(part, passenger);
  const ssize_t got = ::recvmsg(ends_.in, &message, MSG_CMSG_CLOEXEC);
  for (auto* head = CMSG_FIRSTHDR(&message); head != nullptr; head = CMSG_NXTHDR(&message, head))
    if (head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS) {
      Ends ends;
      std::memcpy(&ends, CMSG_DATA(head), sizeof ends);
      came_along_.push_back(ends);
    }
  return got;
}

Line::Heard Line::hear(std::string_view& body) {
  for (;;) {
    const auto next = reader_.next(body);
    if (next == FrameReader::Next::frame) return Heard::frame;
    if (next == FrameReader::Next::broken) return Heard::broken;
    std::size_t size = 0;
    char* into = reader_.space(wanted_room, size);
    const ssize_t got = receive(into, size);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return Heard::end;
    if (got < 0) return Heard::nothing;
    reader_.received(static_cast<std::size_t>(got));
  }
}

Line::Heard Line::hear(std::string_view& body, std::chrono::milliseconds patience) {
  if (!reader_.has_frame()) {
    pollfd waited{ends_.in, POLLIN, 0};
    if (::poll(&waited, 1, static_cast<int>(patience.count())) <= 0) return Heard::nothing;
  }
  return hear(body);
}

Ends Line::take_passenger() {
  if (came_along_.empty()) return {};
  const Ends first = came_along_.front();
  came_along_.pop_front();
  return first;
}

SocketPair make_socket_pair() {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return {};
  const timeval slice{0, std::chrono::microseconds(Line::slice).count()};
  ::setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &slice, sizeof slice);
  return {ends[0], ends[1]};
}

LinePair make_line_pair() {
  const SocketPair there = make_socket_pair(), back = make_socket_pair();
  if (there.host < 0 || back.host < 0) {
    close_ends({there.host, there.worker});
    close_ends({back.host, back.worker});
    return {};
  }
  return {{back.host, there.host}, {there.worker, back.worker}};
}

}  // namespace ecluse::worker
