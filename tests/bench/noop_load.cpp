// SPDX-License-Identifier: EUPL-1.2
#include "noop_load.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "loopback.hpp"

namespace ecluse::bench {
namespace {

using Clock = std::chrono::steady_clock;

/// From one of eight addresses of the loopback: a round that begins while the host still closes the
/// connections of the last one stays under its 64 of an address.
int connect_to(int port, int index) {
  const int connection = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in source = address_of(0, static_cast<std::uint32_t>(index % 8));
  ::bind(connection, reinterpret_cast<const sockaddr*>(&source), sizeof source);
  const sockaddr_in address = address_of(port);
  const int one = 1;
  ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (::connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return connection;
  ::close(connection);
  return -1;
}

/// Bytes of the first whole answer, or 0 when it is not whole yet.
std::size_t whole_answer(std::string_view text, std::string_view& body) {
  const auto head = text.find("\r\n\r\n");
  if (head == text.npos) return 0;
  auto length = text.find("\r\nContent-Length: ");
  if (length > head) length = text.find("\r\ncontent-length: ");  // as uvicorn writes it
  if (length > head) return 0;
  const std::size_t size = std::strtoul(text.data() + length + 18, nullptr, 10);
  if (text.size() < head + 4 + size) return 0;
  body = text.substr(head + 4, size);
  return head + 4 + size;
}

}  // namespace

Measured run_load(const Load& load) {
  Measured measured;
  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  std::vector<std::string> read(static_cast<std::size_t>(load.connections));
  std::vector<int> sockets;
  const auto send = [&](int socket) {
    ::send(socket, load.request.data(), load.request.size(), MSG_NOSIGNAL);
  };
  for (int index = 0; index < load.connections; ++index) {
    sockets.push_back(connect_to(load.port, index));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u32 = static_cast<std::uint32_t>(index);
    ::epoll_ctl(poll, EPOLL_CTL_ADD, sockets.back(), &event);
  }
  const auto began = Clock::now();
  const auto end = began + std::chrono::duration_cast<Clock::duration>(
                               std::chrono::duration<double>(load.seconds));
  for (const int socket : sockets) send(socket);
  std::array<epoll_event, 64> events{};
  std::array<char, 16384> chunk{};
  while (Clock::now() < end && measured.wrong == 0) {
    const int ready = ::epoll_wait(poll, events.data(), events.size(), 100);
    for (int at = 0; at < ready; ++at) {
      const auto index = events[static_cast<std::size_t>(at)].data.u32;
      const ssize_t got = ::recv(sockets[index], chunk.data(), chunk.size(), 0);
      if (got <= 0) {
        ++measured.wrong;
        continue;
      }
      read[index].append(chunk.data(), static_cast<std::size_t>(got));
      std::string_view body;
      const std::size_t size = whole_answer(read[index], body);
      if (size == 0) continue;
      const bool right = read[index].compare(0, 12, "HTTP/1.1 200") == 0 && body == load.expected;
      ++(right ? measured.right : measured.wrong);
      read[index].erase(0, size);
      send(sockets[index]);
    }
  }
  measured.seconds = std::chrono::duration<double>(Clock::now() - began).count();
  for (const int socket : sockets) ::close(socket);
  ::close(poll);
  return measured;
}

}  // namespace ecluse::bench
