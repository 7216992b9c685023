// SPDX-License-Identifier: EUPL-1.2
// What a kept-alive TLS connection holds while nothing happens on it.
#include <gtest/gtest.h>
#include <malloc.h>

#include <cstdio>

#include "client.hpp"
#ifdef ECLUSE_SANITIZED
// Debian's g++ comes without the header of it.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#endif

namespace ecluse::tls_test {
namespace {

/// Bytes that this process has allocated now.
long held() {
#ifdef ECLUSE_SANITIZED
  return static_cast<long>(__sanitizer_get_current_allocated_bytes());
#else
  return static_cast<long>(::mallinfo2().uordblks);
#endif
}

TEST(TlsMemory, AnIdleConnection) {
  const Identity root(authority_named("Racine")), own = root.issue({});
  const Folder folder;
  const auto channels = http::make_tls_channels(
      http::make_tls_context({folder.write("c", own.certificate() + root.certificate()),
                              folder.write("k", own.key()),
                              "",
                              {}})
          .value());
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    constexpr long connections = 50;
    long server_side = 0;
    std::vector<std::unique_ptr<Client>> clients;
    std::vector<std::unique_ptr<Channel>> servers;
    const auto of_server = [&](auto step) {
      const long before = held();
      step();
      server_side += held() - before;
    };
    for (long index = 0; index < connections; ++index) {
      clients.push_back(std::make_unique<Client>(
          [&](SSL_CTX* context) { SSL_CTX_set_max_proto_version(context, version); }));
      Client& client = *clients.back();
      std::unique_ptr<Channel> server;
      of_server([&] { server = channels->accept(client.servers_end()); });
      auto told = Channel::Io::wait_read;
      for (int turn = 0; turn < 10 && told != Channel::Io::done; ++turn) {
        client.step();
        of_server([&] { told = server->handshake(); });
      }
      client.step();
      ASSERT_EQ(told, Channel::Io::done);
      ASSERT_EQ(SSL_write(client.ssl(), "GET / HTTP/1.1", 14), 14);
      auto last = told;
      of_server([&] { EXPECT_EQ(received(*server, last), "GET / HTTP/1.1"); });
      std::size_t count = 0;
      of_server([&] { server->write("HTTP/1.1 204", count); });
      servers.push_back(std::move(server));
    }
    const long each = server_side / connections;
    std::printf("[ measured ] %s: %ld bytes an idle connection\n",
                version == TLS1_2_VERSION ? "TLS 1.2" : "TLS 1.3", each);
    EXPECT_GT(each, 1'000);
    EXPECT_LT(each, 16'000) << "an empty buffer of 16 kB is kept somewhere";
  }
}

}  // namespace
}  // namespace ecluse::tls_test
