// SPDX-License-Identifier: EUPL-1.2
// Stands between a client and a server of the loopback, and cuts the line when the client says a
// word: before the server has heard it, or after, before its answer.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace ecluse::sqltest {

enum class Cut : std::uint8_t { never, before_it_is_heard, before_its_answer };

class CuttingProxy {
 public:
  CuttingProxy(std::uint16_t server, std::string word) : server_(server), word_(std::move(word)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in here = loopback(0);
    socklen_t size = sizeof here;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&here), size);
    ::listen(listener_, 16);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&here), &size);
    port_ = ntohs(here.sin_port);
    accepting_ = std::thread([this] { accept_all(); });
  }
  ~CuttingProxy() {
    stopping_ = true;
    accepting_.join();
    for (auto& line : lines_) line.join();
    ::close(listener_);
  }
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  std::uint16_t port() const { return port_; }
  std::atomic<Cut> cut{Cut::never};

 private:
  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
  void accept_all() {
    while (!stopping_) {
      pollfd ready{listener_, POLLIN, 0};
      if (::poll(&ready, 1, 50) <= 0) continue;
      const int client = ::accept(listener_, nullptr, nullptr);
      const int server = ::socket(AF_INET, SOCK_STREAM, 0);
      const sockaddr_in there = loopback(server_);
      ::connect(server, reinterpret_cast<const sockaddr*>(&there), sizeof there);
      lines_.emplace_back([this, client, server] { carry(client, server); });
    }
  }
  void carry(int client, int server) {
    bool over = false, last = false;
    while (!over && !stopping_) {
      pollfd ready[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
      if (::poll(ready, 2, 50) <= 0) continue;
      if (ready[0].revents != 0) over = !from_client(client, server, last);
      if (!over && ready[1].revents != 0) over = last || !pass(server, client, buffer());
    }
    ::close(client);
    ::close(server);
  }
  bool from_client(int client, int server, bool& last) {
    std::string bytes = buffer();
    const auto size = ::recv(client, bytes.data(), bytes.size(), 0);
    if (size <= 0) return false;
    bytes.resize(static_cast<std::size_t>(size));
    const bool said = bytes.find(word_) != std::string::npos;
    if (said && cut == Cut::before_it_is_heard) return false;
    last = last || (said && cut == Cut::before_its_answer);
    return ::send(server, bytes.data(), bytes.size(), MSG_NOSIGNAL) == size;
  }
  static std::string buffer() { return std::string(64 * 1024, '\0'); }
  static bool pass(int from, int to, std::string bytes) {
    const auto size = ::recv(from, bytes.data(), bytes.size(), 0);
    return size > 0 &&
           ::send(to, bytes.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) == size;
  }

  std::uint16_t server_, port_ = 0;
  std::string word_;
  int listener_ = -1;
  std::atomic<bool> stopping_{false};
  std::thread accepting_;
  std::vector<std::thread> lines_;
};

}  // namespace ecluse::sqltest
