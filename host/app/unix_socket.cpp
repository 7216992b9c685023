// SPDX-License-Identifier: EUPL-1.2
#include "app/unix_socket.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace ecluse::app {
namespace {

bool fill_address(const std::string& path, sockaddr_un& address) {
  address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return false;
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  return true;
}

}  // namespace

std::optional<std::string> LineReader::next() {
  for (;;) {
    const auto end = buffer_.find('\n');
    if (end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    if (buffer_.size() > limit_) return std::nullopt;
    char chunk[4096];
    const ssize_t got = ::recv(descriptor_, chunk, sizeof chunk, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::nullopt;
    buffer_.append(chunk, static_cast<std::size_t>(got));
  }
}

bool write_line(int descriptor, std::string_view text) {
  std::string line(text);
  line += '\n';
  std::size_t sent = 0;
  while (sent < line.size()) {
    const ssize_t wrote = ::send(descriptor, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    sent += static_cast<std::size_t>(wrote);
  }
  return true;
}

Descriptor connect_unix(const std::string& path) {
  sockaddr_un address;
  if (!fill_address(path, address)) return {};
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return {};
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return socket;
  const int why = errno;  // closing must not change it
  socket.reset();
  errno = why;
  return {};
}

Descriptor listen_unix(const std::string& path) {
  sockaddr_un address;
  if (!fill_address(path, address)) return {};
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return {};
  const mode_t before = ::umask(0177);  // only before other threads exist: [control]
  const int bound =
      ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::umask(before);
  if (bound != 0 || ::listen(socket.get(), 16) != 0) return {};
  return socket;
}

}  // namespace ecluse::app
