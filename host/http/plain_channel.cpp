// SPDX-License-Identifier: EUPL-1.2
#include <sys/socket.h>

#include <cerrno>

#include "http/channel.hpp"

namespace ecluse::http {
namespace {

class PlainChannel final : public Channel {
 public:
  explicit PlainChannel(int socket) : socket_(socket) {}
  Io handshake() override { return Io::done; }
  Io read(std::span<char> into, std::size_t& count) override {
    ssize_t got = 0;
    do got = ::recv(socket_, into.data(), into.size(), MSG_DONTWAIT);
    while (got < 0 && errno == EINTR);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return Io::wait_read;
    if (got <= 0) return Io::closed;
    count = static_cast<std::size_t>(got);
    return Io::done;
  }
  Io write(std::string_view bytes, std::size_t& count) override {
    ssize_t sent = 0;
    do sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return Io::wait_write;
    if (sent < 0) return Io::closed;
    count = static_cast<std::size_t>(sent);
    return Io::done;
  }
  bool has_pending() const override { return false; }
  void end() override {}
  std::shared_ptr<const ClientCertificate> client() const override { return nullptr; }

 private:
  int socket_;
};

class PlainChannels final : public ChannelFactory {
 public:
  std::unique_ptr<Channel> accept(int socket) override {
    return std::make_unique<PlainChannel>(socket);
  }
  bool has_handshake() const override { return false; }
};

}  // namespace

std::unique_ptr<ChannelFactory> make_plain_channels() { return std::make_unique<PlainChannels>(); }

}  // namespace ecluse::http
