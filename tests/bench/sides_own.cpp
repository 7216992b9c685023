// SPDX-License-Identifier: EUPL-1.2
// The two servers of ours that the host is measured against: the floor and the bare library.
#include <arpa/inet.h>
#include <httplib.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <unordered_map>

#include "loopback.hpp"
#include "sides.hpp"

namespace ecluse::bench {
namespace {

int listen_on(int port) {
  const int listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int one = 1;
  ::setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  const sockaddr_in address = address_of(port);
  if (::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listening, 1024) != 0)
    ::_exit(1);
  return listening;
}

void watch(int poll, int socket) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = socket;
  ::epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
}

/// Takes whole requests off the front of `bytes`; how many there were.
int take_requests(std::string& bytes) {
  int count = 0;
  while (true) {
    const auto head = bytes.find("\r\n\r\n");
    if (head == std::string::npos) return count;
    const char* length = ::strcasestr(bytes.c_str(), "\r\nContent-Length:");
    std::size_t body = 0;
    if (length != nullptr && length < bytes.c_str() + head)
      body = std::strtoul(length + 17, nullptr, 10);
    if (bytes.size() < head + 4 + body) return count;
    bytes.erase(0, head + 4 + body);
    ++count;
  }
}

void accept_all(int poll, int listening) {
  const int one = 1;
  for (int socket = 0;
       (socket = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0;) {
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    watch(poll, socket);
  }
}

[[noreturn]] void serve_floor(int port, const std::string& body) {
  const std::string answer =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body;
  const int listening = listen_on(port), poll = ::epoll_create1(EPOLL_CLOEXEC);
  watch(poll, listening);
  std::unordered_map<int, std::string> read;
  std::array<epoll_event, 256> events{};
  std::array<char, 16384> chunk{};
  while (true) {
    const int ready = ::epoll_wait(poll, events.data(), events.size(), -1);
    for (int at = 0; at < ready; ++at) {
      const int socket = events[static_cast<std::size_t>(at)].data.fd;
      if (socket == listening) {
        accept_all(poll, listening);
        continue;
      }
      const ssize_t got = ::recv(socket, chunk.data(), chunk.size(), 0);
      if (got <= 0) {
        read.erase(socket);
        ::close(socket);
        continue;
      }
      std::string& bytes = read[socket].append(chunk.data(), static_cast<std::size_t>(got));
      for (int count = take_requests(bytes); count > 0; --count)
        ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
  }
}

[[noreturn]] void serve_httplib(int port, const Page& page, int threads) {
  httplib::Server server;
  socket_t listening = -1;
  server.new_task_queue = [threads] {
    return new httplib::ThreadPool(static_cast<std::size_t>(threads));
  };
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(1'000'000'000);
  server.set_keep_alive_timeout(5);
  server.set_socket_options([&listening](socket_t socket) {
    const int one = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    listening = socket;
  });
  server.Post(page.path, [&page](const httplib::Request&, httplib::Response& response) {
    response.set_content(page.body, "application/json");
  });
  if (!server.bind_to_port("127.0.0.1", port)) ::_exit(1);
  ::listen(listening, 1024);
  server.listen_after_bind();
  ::_exit(0);
}

/// A child of this program that ends with it; true in the child.
bool is_child(pid_t& pid) {
  pid = ::fork();
  if (pid == 0) ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  return pid == 0;
}

}  // namespace

bool wait_for(int port) {
  const sockaddr_in address = address_of(port);
  for (int step = 0; step < 1000; ++step) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool listens =
        ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    if (listens) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

pid_t start_floor(int port, const Page& page) {
  pid_t pid = 0;
  if (is_child(pid)) serve_floor(port, page.body);
  return pid;
}

pid_t start_bare_httplib(int port, const Page& page, int threads) {
  pid_t pid = 0;
  if (is_child(pid)) serve_httplib(port, page, threads);
  return pid;
}

}  // namespace ecluse::bench
