// SPDX-License-Identifier: EUPL-1.2
#include "app/control_server.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <list>
#include <mutex>
#include <optional>
#include <thread>

#include "app/unix_socket.hpp"
#include "base/problems.hpp"

namespace ecluse::app {
namespace {

constexpr std::size_t longest_request = 1 << 20;

/// Only root and the user of the host itself may ask; nothing for anybody else.
std::optional<uid_t> peer_who_may_ask(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
  return peer.uid == 0 || peer.uid == ::geteuid() ? std::optional(peer.uid) : std::nullopt;
}

class Server final : public ControlServer {
 public:
  Server(std::string path, Descriptor listening, Handler handler)
      : path_(std::move(path)),
        listening_(std::move(listening)),
        stop_(::eventfd(0, EFD_CLOEXEC)),
        handler_(std::move(handler)),
        acceptor_([this] { accept_all(); }) {}

  ~Server() override {
    const std::uint64_t one = 1;
    if (::write(stop_.get(), &one, sizeof one) < 0) listening_.reset();
    acceptor_.join();
    {
      const std::lock_guard lock(mutex_);
      for (auto& connection : connections_) ::shutdown(connection.socket.get(), SHUT_RD);
    }
    for (auto& connection : connections_) connection.thread.join();
    ::unlink(path_.c_str());
  }

 private:
  struct Connection {
    Descriptor socket;
    uid_t peer = 0;
    std::thread thread;
    bool finished = false;
  };

  void accept_all() {
    for (;;) {
      pollfd watched[2] = {{listening_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}};
      if (::poll(watched, 2, -1) < 0 && errno != EINTR) return;
      if (watched[1].revents != 0) return;
      if (watched[0].revents == 0) continue;
      Descriptor socket(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!socket) continue;
      if (const auto peer = peer_who_may_ask(socket.get())) start(std::move(socket), *peer);
    }
  }

  void start(Descriptor socket, uid_t peer) {
    const std::lock_guard lock(mutex_);
    connections_.remove_if([](Connection& connection) {
      if (connection.finished) connection.thread.join();
      return connection.finished;
    });
    Connection& connection = connections_.emplace_back();
    connection.socket = std::move(socket);
    connection.peer = peer;
    connection.thread = std::thread([this, &connection] { serve(connection); });
  }

  void serve(Connection& connection) {
    LineReader reader(connection.socket.get(), longest_request);
    if (const auto request = reader.next())
      handler_(*request, connection.peer, [&connection](std::string_view line) {
        return write_line(connection.socket.get(), line);
      });
    ::shutdown(connection.socket.get(), SHUT_RDWR);
    const std::lock_guard lock(mutex_);
    connection.finished = true;
  }

  std::string path_;
  Descriptor listening_;
  Descriptor stop_;
  Handler handler_;
  std::mutex mutex_;
  std::list<Connection> connections_;
  std::thread acceptor_;
};

}  // namespace

base::Result<std::unique_ptr<ControlServer>> ControlServer::open(const std::string& path,
                                                                 Handler handler) {
  if (door(path) != Door::absent)
    return base::fail(base::problem("control-socket").with("path", path));
  ::unlink(path.c_str());
  Descriptor listening = listen_unix(path);
  if (!listening) {
    base::Error error = base::problem("control-socket").with("path", path);
    error.upstream_text = std::strerror(errno);
    return base::fail(std::move(error));
  }
  return std::make_unique<Server>(path, std::move(listening), std::move(handler));
}

Door door(const std::string& path) {
  if (connect_unix(path)) return Door::open;
  return errno == EACCES || errno == EPERM ? Door::locked : Door::absent;
}

base::Result<void> ask_host(const std::string& path, std::string_view request,
                            const std::function<void(std::string_view)>& line) {
  if (door(path) == Door::locked)
    return base::fail(base::problem("control-refused").with("path", path));
  const Descriptor socket = connect_unix(path);
  if (!socket) return base::fail(base::problem("host-not-running").with("path", path));
  // A host that refuses who asks may hang up before the request is written: no answer comes either.
  if (!write_line(socket.get(), request)) return {};
  LineReader reader(socket.get(), std::size_t{64} << 20);
  while (const auto answer = reader.next()) line(*answer);
  return {};
}

}  // namespace ecluse::app
