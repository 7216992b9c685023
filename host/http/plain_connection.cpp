// SPDX-License-Identifier: EUPL-1.2
#include "http/plain_connection.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace ecluse::http {
namespace {

constexpr std::chrono::seconds write_patience{30};
constexpr std::chrono::milliseconds linger_patience{500};
constexpr std::size_t linger_bytes = 1 << 20;
constexpr std::size_t most_joined =
    64 * 1024;  // a body that is copied behind its head, to go with it

}  // namespace

PlainConnection::PlainConnection(socket_t socket, int wake, const ConnectionLimits& limits)
    : socket_(socket),
      wake_(wake),
      limits_(limits),
      remote_(address_of(socket, ::getpeername)),
      local_(address_of(socket, ::getsockname)) {}

PlainConnection::Address PlainConnection::address_of(socket_t socket,
                                                     int (*ask)(int, sockaddr*, socklen_t*)) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  char text[INET6_ADDRSTRLEN] = "";
  if (ask(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
  if (address.ss_family == AF_INET) {
    const auto& four = reinterpret_cast<const sockaddr_in&>(address);
    ::inet_ntop(AF_INET, &four.sin_addr, text, sizeof text);
    return {text, ntohs(four.sin_port)};
  }
  if (address.ss_family != AF_INET6) return {};
  const auto& six = reinterpret_cast<const sockaddr_in6&>(address);
  ::inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof text);
  return {text, ntohs(six.sin6_port)};
}

bool PlainConnection::readable_within(std::chrono::milliseconds time) const {
  pollfd watched{socket_, POLLIN, 0};
  const auto left = std::max<std::chrono::milliseconds::rep>(time.count(), 0);
  return ::poll(&watched, 1, static_cast<int>(left)) > 0;
}

bool PlainConnection::request_arrives() const {
  pollfd watched[2] = {{socket_, POLLIN, 0}, {wake_, POLLIN, 0}};
  const auto idle = std::chrono::milliseconds(limits_.idle);
  if (::poll(watched, 2, static_cast<int>(idle.count())) <= 0) return false;
  // What has arrived already is served, also by a server that stops.
  if (watched[0].revents != 0) return true;
  const auto left = taken_ + std::chrono::seconds(1) - std::chrono::steady_clock::now();
  return is_new_ && readable_within(std::chrono::ceil<std::chrono::milliseconds>(left));
}

bool PlainConnection::wait_for_request() {
  if (begin_ == end_) {
    if (!request_arrives()) return false;
    const ssize_t got = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
    if (got <= 0) return false;
    begin_ = 0;
    end_ = static_cast<std::size_t>(got);
  }
  is_new_ = false;
  in_head_ = true;
  answering_ = false;
  head_bytes_ = first_line_ = 0;
  head_ends_ = std::chrono::steady_clock::now() + limits_.head;
  return true;
}

ssize_t PlainConnection::receive(char* into, std::size_t size) {
  if (!flush()) return -1;  // the other end may wait for it: "100 Continue"
  if (in_head_) {
    const auto left = head_ends_ - std::chrono::steady_clock::now();
    if (!readable_within(std::chrono::ceil<std::chrono::milliseconds>(left))) {
      refused_ = Refused::too_slow;
      return -1;
    }
  }
  ssize_t got = 0;
  do got = ::recv(socket_, into, size, 0);  // in a body the socket's own timeout counts
  while (got < 0 && errno == EINTR);
  return got;
}

std::optional<std::string> PlainConnection::take_arrived(std::size_t size) {
  if (end_ - begin_ < size) return std::nullopt;
  std::string bytes(buffer_.data() + begin_, size);
  begin_ += size;
  return bytes;
}

ssize_t PlainConnection::read(char* into, std::size_t size) {
  // The library reads a head byte by byte: this is most of what runs here.
  if (size == 1 && begin_ != end_ && in_head_ && head_bytes_ < limits_.head_bytes) {
    ++head_bytes_;
    *into = buffer_[begin_++];
    if (*into == '\n' && first_line_ == 0) first_line_ = head_bytes_;
    return 1;
  }
  if (refused_ != Refused::no) return -1;
  if (begin_ == end_) {
    if (!in_head_ && size >= buffer_.size()) return receive(into, size);
    const ssize_t got = receive(buffer_.data(), buffer_.size());
    if (got <= 0) return got;
    begin_ = 0;
    end_ = static_cast<std::size_t>(got);
  }
  const std::size_t taken = std::min(size, end_ - begin_);
  if (in_head_ && (head_bytes_ += taken) > limits_.head_bytes) {
    refused_ = Refused::too_large;
    return -1;
  }
  std::memcpy(into, buffer_.data() + begin_, taken);
  if (in_head_ && first_line_ == 0 && std::memchr(into, '\n', taken) != nullptr)
    first_line_ = head_bytes_;
  begin_ += taken;
  return static_cast<ssize_t>(taken);
}

ssize_t PlainConnection::write(const char* from, std::size_t size) {
  if (in_head_) {
    if (refused_ == Refused::no) refused_ = Refused::malformed;
    return static_cast<ssize_t>(size);
  }
  if (!answering_ || (!held_.empty() && size <= most_joined)) {
    held_.append(from, size);
    if (answering_ && !flush()) return -1;
    answering_ = true;
    return static_cast<ssize_t>(size);
  }
  if (!flush()) return -1;
  ssize_t sent = 0;
  do sent = ::send(socket_, from, size, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent;
}

bool PlainConnection::flush() {
  const bool sent = send_all(held_);
  held_.clear();
  return sent;
}

bool PlainConnection::send_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void PlainConnection::linger() {
  ::shutdown(socket_, SHUT_WR);
  const auto end = std::chrono::steady_clock::now() + linger_patience;
  for (std::size_t dropped = 0; dropped < linger_bytes;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (!readable_within(left)) return;
    const ssize_t got = ::recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (got <= 0) return;
    dropped += static_cast<std::size_t>(got);
  }
}

bool PlainConnection::is_readable() const {
  return begin_ != end_ || readable_within(std::chrono::milliseconds(0));
}

bool PlainConnection::is_writable() const {
  pollfd watched{socket_, POLLOUT, 0};
  const auto time = std::chrono::milliseconds(write_patience).count();
  return ::poll(&watched, 1, static_cast<int>(time)) > 0 &&
         (watched.revents & (POLLERR | POLLHUP)) == 0;
}

void PlainConnection::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip = remote_.ip;
  port = remote_.port;
}

void PlainConnection::get_local_ip_and_port(std::string& ip, int& port) const {
  ip = local_.ip;
  port = local_.port;
}

}  // namespace ecluse::http
