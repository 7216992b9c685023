// SPDX-License-Identifier: EUPL-1.2
#include "http/listening.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>

#include "base/problems.hpp"

namespace ecluse::http {
namespace {

constexpr int listen_backlog = 4096;

int listen_at(const addrinfo& at) {
  const int socket = ::socket(at.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0) return -1;
  const int one = 1;  // not SO_REUSEPORT: two hosts would share the calls
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (::bind(socket, at.ai_addr, at.ai_addrlen) == 0 && ::listen(socket, listen_backlog) == 0)
    return socket;
  ::close(socket);
  return -1;
}

}  // namespace

base::Result<int> port_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  int listens = 0;
  socklen_t listens_size = sizeof listens;
  const bool known = ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
                     ::getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &listens, &listens_size) == 0;
  if (!known || listens == 0)
    return base::fail(
        base::problem("cannot-listen").with("address", "socket " + std::to_string(socket)));
  if (address.ss_family == AF_INET)
    return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  if (address.ss_family == AF_INET6)
    return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return 0;
}

base::Result<int> listen_socket(const std::string& host, int port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  // An IPv6 address stands in brackets in a configuration.
  const std::string name =
      host.size() > 2 && host.front() == '[' ? host.substr(1, host.size() - 2) : host;
  if (::getaddrinfo(name.c_str(), std::to_string(port).c_str(), &hints, &found) == 0) {
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(found, ::freeaddrinfo);
    for (const addrinfo* at = found; at != nullptr; at = at->ai_next)
      if (const int socket = listen_at(*at); socket >= 0) return socket;
  }
  return base::fail(
      base::problem("cannot-listen").with("address", host + ":" + std::to_string(port)));
}

}  // namespace ecluse::http
