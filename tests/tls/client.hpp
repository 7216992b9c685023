// SPDX-License-Identifier: EUPL-1.2
// A TLS client at the other end of a socket pair, and both ends driven in turn by one thread: no
// port, no waiting.
#pragma once

#include <array>
#include <functional>
#include <string>

#include "authority.hpp"
#include "http/tls_context.hpp"

namespace ecluse::tls_test {

using http::Channel;

class Client {
 public:
  /// `prepare` may change what the client offers; it is given all of TLS, old versions too.
  explicit Client(const std::function<void(SSL_CTX*)>& prepare = {});
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  int servers_end() const { return sockets_[1]; }
  SSL* ssl() const { return connection_.get(); }

  /// One step of the client's handshake; true when it is over.
  bool step() { return SSL_connect(connection_.get()) == 1; }
  /// Closes the socket without a goodbye.
  void cut();

 private:
  std::array<int, 2> sockets_{-1, -1};
  tls::ContextHandle context_;
  tls::ConnectionHandle connection_;
};

/// Both ends until they are done or one gives up. The server's last answer.
Channel::Io shake_hands(Client& client, Channel& server);

/// Everything that the server has for us now.
std::string received(Client& client);
/// Everything that the channel gives now.
std::string received(Channel& server, Channel::Io& last);

}  // namespace ecluse::tls_test
