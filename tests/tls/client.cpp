// SPDX-License-Identifier: EUPL-1.2
#include "client.hpp"

#include <fcntl.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace ecluse::tls_test {

Client::Client(const std::function<void(SSL_CTX*)>& prepare)
    : context_(SSL_CTX_new(TLS_client_method())) {
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, sockets_.data()) != 0)
    throw std::runtime_error("socketpair");
  SSL_CTX_set_security_level(context_.get(), 0);
  SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
  if (prepare) prepare(context_.get());
  connection_.reset(SSL_new(context_.get()));
  SSL_set_fd(connection_.get(), sockets_[0]);
}

Client::~Client() {
  cut();
  ::close(sockets_[1]);
}

void Client::cut() {
  if (sockets_[0] >= 0) ::close(sockets_[0]);
  sockets_[0] = -1;
}

Channel::Io shake_hands(Client& client, Channel& server) {
  bool done = false;
  auto told = Channel::Io::wait_read;
  for (int turn = 0; turn < 20; ++turn) {
    ERR_clear_error();
    done = done || client.step();
    if (told != Channel::Io::done) told = server.handshake();
    if (told == Channel::Io::closed || (done && told == Channel::Io::done)) break;
  }
  return told;
}

std::string received(Client& client) {
  std::string text;
  char buffer[16384];
  std::size_t count = 0;
  ERR_clear_error();
  while (SSL_read_ex(client.ssl(), buffer, sizeof buffer, &count) == 1) text.append(buffer, count);
  return text;
}

std::string received(Channel& server, Channel::Io& last) {
  std::string text;
  char buffer[16384];
  std::size_t count = 0;
  while ((last = server.read(buffer, count)) == Channel::Io::done) text.append(buffer, count);
  return text;
}

}  // namespace ecluse::tls_test
