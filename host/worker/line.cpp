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

/// The space for one descriptor in a message.
union Passenger {
  cmsghdr head;
  char bytes[CMSG_SPACE(sizeof(int))];
};

msghdr message_of(iovec& part, Passenger& passenger) {
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = passenger.bytes;
  message.msg_controllen = sizeof passenger.bytes;
  return message;
}

ssize_t send_along(int socket, int descriptor, std::string_view bytes) {
  iovec part{const_cast<char*>(bytes.data()), bytes.size()};
  Passenger passenger{};
  const msghdr message = message_of(part, passenger);
  passenger.head.cmsg_level = SOL_SOCKET;
  passenger.head.cmsg_type = SCM_RIGHTS;
  passenger.head.cmsg_len = CMSG_LEN(sizeof descriptor);
  std::memcpy(CMSG_DATA(&passenger.head), &descriptor, sizeof descriptor);
  return ::sendmsg(socket, &message, no_wait);
}

}  // namespace

Line::~Line() {
  ::close(descriptor_);
  for (const int each : came_along_) ::close(each);
}

void Line::shut() const { ::shutdown(descriptor_, SHUT_RDWR); }

bool Line::is_writable(std::chrono::milliseconds patience) const {
  if (errno == EINTR) return true;
  if (errno != EAGAIN) return false;
  pollfd waited{descriptor_, POLLOUT, 0};
  const int ready = ::poll(&waited, 1, static_cast<int>(patience.count()));
  return ready > 0 || (ready < 0 && errno == EINTR);
}

bool Line::send(std::string_view frames, std::chrono::milliseconds patience) {
  return send_with(-1, frames, patience);
}

bool Line::send_with(int passenger, std::string_view frames, std::chrono::milliseconds patience) {
  const std::lock_guard lock(sending_);
  while (!frames.empty() && !torn_) {
    const ssize_t sent = passenger >= 0
                             ? send_along(descriptor_, passenger, frames)
                             : ::send(descriptor_, frames.data(), frames.size(), no_wait);
    if (sent > 0) {
      frames.remove_prefix(static_cast<std::size_t>(sent));
      passenger = -1;
    } else if (!is_writable(patience)) {
      torn_ = true;
      shut();
    }
  }
  return !torn_;
}

void Line::send_some(std::string& frames) {
  const std::lock_guard lock(sending_);
  const ssize_t sent = ::send(descriptor_, frames.data(), frames.size(), no_wait);
  if (sent > 0) frames.erase(0, static_cast<std::size_t>(sent));
}

ssize_t Line::receive(char* into, std::size_t size) {
  if (descriptors_ == Descriptors::dropped) return ::recv(descriptor_, into, size, 0);
  iovec part{into, size};
  Passenger passenger{};
  msghdr message = message_of(part, passenger);
  const ssize_t got = ::recvmsg(descriptor_, &message, MSG_CMSG_CLOEXEC);
  for (auto* head = CMSG_FIRSTHDR(&message); head != nullptr; head = CMSG_NXTHDR(&message, head))
    if (head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS) {
      int descriptor = -1;
      std::memcpy(&descriptor, CMSG_DATA(head), sizeof descriptor);
      came_along_.push_back(descriptor);
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
    pollfd waited{descriptor_, POLLIN, 0};
    if (::poll(&waited, 1, static_cast<int>(patience.count())) <= 0) return Heard::nothing;
  }
  return hear(body);
}

int Line::take_descriptor() {
  if (came_along_.empty()) return -1;
  const int first = came_along_.front();
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

}  // namespace ecluse::worker
