// SPDX-License-Identifier: EUPL-1.2
#include "crowd.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

namespace ecluse::bench {
namespace {

constexpr const char* request = "GET /livez HTTP/1.1\r\nHost: bench\r\n\r\n";

sockaddr_in address_at(const std::string& host, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  ::inet_pton(AF_INET, host.c_str(), &address.sin_addr);
  return address;
}

bool is_whole(const std::string& answer) {
  const auto head = answer.find("\r\n\r\n");
  if (head == std::string::npos) return false;
  const auto length = answer.find("\r\nContent-Length: ");
  return length > head ||
         answer.size() >= head + 4 + std::strtoul(answer.c_str() + length + 18, nullptr, 10);
}

}  // namespace

void allow_sockets() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 20'000);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

int connect_from(const std::string& source, int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int one = 1;
  // The port is chosen at connect(): this many of one address would run out of them otherwise.
  ::setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  timeval patience{10, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const sockaddr_in from = address_at(source, 0), to = address_at("127.0.0.1", port);
  if (::bind(socket, reinterpret_cast<const sockaddr*>(&from), sizeof from) == 0 &&
      ::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0)
    return socket;
  ::close(socket);
  return -1;
}

std::string address_of_client(int index) {
  const int address = index / 32;
  return "127.1." + std::to_string(address / 250) + "." + std::to_string(address % 250 + 1);
}

int ask_on(int socket, const std::string& text) {
  if (::send(socket, text.data(), text.size(), MSG_NOSIGNAL) < 0) return 0;
  std::string answer;
  std::array<char, 4096> piece{};
  while (!is_whole(answer)) {
    const ssize_t got = ::recv(socket, piece.data(), piece.size(), 0);
    if (got <= 0) return 0;
    answer.append(piece.data(), static_cast<std::size_t>(got));
  }
  return std::atoi(answer.c_str() + 9);
}

struct Crowd::Tls {
  SSL_CTX* context = ::SSL_CTX_new(::TLS_client_method());
  std::vector<SSL*> sessions;
  ~Tls() {
    for (SSL* session : sessions) ::SSL_free(session);
    ::SSL_CTX_free(context);
  }
  /// Handshake, request and answer; the status.
  int ask(int socket) {
    SSL* session = sessions.emplace_back(::SSL_new(context));
    ::SSL_set_fd(session, socket);
    const std::string text = request;
    if (::SSL_connect(session) != 1 ||
        ::SSL_write(session, text.data(), static_cast<int>(text.size())) <= 0)
      return 0;
    std::string answer;
    std::array<char, 4096> piece{};
    while (!is_whole(answer)) {
      const int got = ::SSL_read(session, piece.data(), static_cast<int>(piece.size()));
      if (got <= 0) return 0;
      answer.append(piece.data(), static_cast<std::size_t>(got));
    }
    return std::atoi(answer.c_str() + 9);
  }
  /// Nothing came since, not even a goodbye.
  bool is_open(std::size_t index) const {
    char byte = 0;
    const int got = ::SSL_peek(sessions[index], &byte, 1);
    return got <= 0 && ::SSL_get_error(sessions[index], got) == SSL_ERROR_WANT_READ;
  }
};

Crowd::Crowd(int port, int count, Wire wire, int first) {
  if (wire == Wire::tls) tls_ = std::make_unique<Tls>();
  for (int index = 0; index < count; ++index) {
    const int socket = connect_from(address_of_client(first + index), port);
    if (socket < 0) continue;
    sockets_.push_back(socket);
    if ((tls_ ? tls_->ask(socket) : ask_on(socket, request)) == 200) ++answered_;
  }
}

Crowd::~Crowd() {
  for (const int socket : sockets_) ::close(socket);
}

int Crowd::open() const {
  int count = 0;
  for (std::size_t index = 0; index < sockets_.size(); ++index) {
    const int socket = sockets_[index];
    ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
    char byte = 0;
    count +=
        tls_ ? tls_->is_open(index) : ::recv(socket, &byte, 1, MSG_PEEK) < 0 && errno == EAGAIN;
  }
  return count;
}

}  // namespace ecluse::bench
