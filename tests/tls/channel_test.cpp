// SPDX-License-Identifier: EUPL-1.2
// What the host's door accepts under TLS and what it refuses, how bytes and goodbyes pass, and what
// an idle connection costs.
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <sys/socket.h>

#include <csignal>

#include "client.hpp"

namespace ecluse::tls_test {
namespace {

using Io = Channel::Io;

/// An authority, the host's pair, and the factory over it.
class Door {
 public:
  explicit Door(const Wish& wish = {}, const std::string& client_ca = {},
                http::ClientCertificates clients = http::ClientCertificates::optional)
      : root_(authority_named("Racine d'essai")), own_(root_.issue(wish)) {
    ::signal(SIGPIPE, SIG_IGN);  // as serve() does
    files_.certificate = folder_.write("chain.pem", own_.certificate() + root_.certificate());
    files_.key = folder_.write("key.pem", own_.key());
    if (!client_ca.empty()) files_.client_ca = folder_.write("clients.pem", client_ca);
    files_.clients = clients;
    channels_ = http::make_tls_channels(http::make_tls_context(files_).value());
  }
  std::unique_ptr<Channel> open(Client& client) { return channels_->accept(client.servers_end()); }
  /// The server's last word of a whole handshake.
  Io tried(const std::function<void(SSL_CTX*)>& prepare) {
    Client client(prepare);
    return shake_hands(client, *open(client));
  }
  http::TlsChannels& channels() { return *channels_; }
  const Identity& root() const { return root_; }

 private:
  Folder folder_;
  Identity root_, own_;
  http::TlsFiles files_;
  std::unique_ptr<http::TlsChannels> channels_;
};

void only(SSL_CTX* context, int version, const char* suites = nullptr) {
  SSL_CTX_set_min_proto_version(context, version);
  SSL_CTX_set_max_proto_version(context, version);
  ASSERT_EQ(suites == nullptr || SSL_CTX_set_cipher_list(context, suites) == 1, true);
}

void show(SSL_CTX* context, const Identity& identity) {
  ASSERT_EQ(SSL_CTX_use_certificate(context, identity.x509()), 1);
  ASSERT_EQ(SSL_CTX_use_PrivateKey(context, identity.evp()), 1);
}

TEST(TlsChannel, BytesPassBothWaysUnder12And13) {
  Door door;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Client client([&](SSL_CTX* context) { only(context, version); });
    const auto server = door.open(client);
    ASSERT_EQ(shake_hands(client, *server), Io::done);
    EXPECT_EQ(SSL_version(client.ssl()), version);
    EXPECT_EQ(server->client(), nullptr);
    ASSERT_EQ(SSL_write(client.ssl(), "GET /", 5), 5);
    Io last = Io::done;
    EXPECT_EQ(received(*server, last), "GET /");
    EXPECT_EQ(last, Io::wait_read);
    std::size_t count = 0;
    ASSERT_EQ(server->write("200", count), Io::done);
    EXPECT_EQ(count, 3u);
    EXPECT_EQ(received(client), "200");
  }
}

TEST(TlsChannel, OlderVersionsAreRefused) {
  Door door;
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION})
    EXPECT_EQ(door.tried([&](SSL_CTX* context) { only(context, version, "ALL:@SECLEVEL=0"); }),
              Io::closed);
}

TEST(TlsChannel, OnlyForwardSecrecyWithAead) {
  Wish rsa;
  rsa.algorithm = Algorithm::rsa;
  Door with_rsa(rsa), with_ec;
  const auto tried = [](Door& door, const char* suites) {
    return door.tried([&](SSL_CTX* context) { only(context, TLS1_2_VERSION, suites); });
  };
  for (const auto* suites : {"AES128-GCM-SHA256", "AES256-SHA", "ECDHE-RSA-AES128-SHA256",
                             "ECDHE-RSA-AES256-SHA", "DHE-RSA-AES128-GCM-SHA256"})
    EXPECT_EQ(tried(with_rsa, suites), Io::closed) << suites;
  for (const auto* suites : {"ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-CCM"})
    EXPECT_EQ(tried(with_ec, suites), Io::closed) << suites;
  for (const auto* suites : {"ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384",
                             "ECDHE-RSA-CHACHA20-POLY1305"})
    EXPECT_EQ(tried(with_rsa, suites), Io::done) << suites;
  for (const auto* suites : {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
                             "ECDHE-ECDSA-CHACHA20-POLY1305"})
    EXPECT_EQ(tried(with_ec, suites), Io::done) << suites;
}

TEST(TlsChannel, TheHostChoosesTheSuite) {
  Door door;
  Client client([](SSL_CTX* context) {
    only(context, TLS1_2_VERSION, "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256");
  });
  ASSERT_EQ(shake_hands(client, *door.open(client)), Io::done);
  EXPECT_STREQ(SSL_get_cipher_name(client.ssl()), "ECDHE-ECDSA-AES128-GCM-SHA256");
}

TEST(TlsChannel, Http11OrNothing) {
  Door door;
  const auto offering = [](std::string_view protocols) {
    return [protocols](SSL_CTX* context) {
      SSL_CTX_set_alpn_protos(context, reinterpret_cast<const unsigned char*>(protocols.data()),
                              static_cast<unsigned>(protocols.size()));
    };
  };
  Client client(offering("\x02h2\x08http/1.1"));
  ASSERT_EQ(shake_hands(client, *door.open(client)), Io::done);
  const unsigned char* chosen = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(client.ssl(), &chosen, &size);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(chosen), size), "http/1.1");
  EXPECT_EQ(door.tried(offering("\x02h2")), Io::closed);
}

TEST(TlsChannel, NoSessionIsResumed) {
  Door door;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Client client([&](SSL_CTX* context) { only(context, version); });
    const auto server = door.open(client);
    ASSERT_EQ(shake_hands(client, *server), Io::done);
    std::size_t count = 0;
    ASSERT_EQ(server->write("200", count), Io::done);
    received(client);
    EXPECT_EQ(SSL_SESSION_is_resumable(SSL_get0_session(client.ssl())), 0);
  }
}

TEST(TlsChannel, RenegotiationIsRefused) {
  Door door;
  Client client([](SSL_CTX* context) { only(context, TLS1_2_VERSION); });
  const auto server = door.open(client);
  ASSERT_EQ(shake_hands(client, *server), Io::done);
  ASSERT_EQ(SSL_renegotiate(client.ssl()), 1);
  Io last = Io::done;
  int refusal = 0;
  for (int turn = 0; turn < 4; ++turn) {
    EXPECT_NE(SSL_do_handshake(client.ssl()), 1);
    if (refusal == 0) refusal = ERR_GET_REASON(ERR_peek_last_error());
    ERR_clear_error();
    received(*server, last);
  }
  EXPECT_EQ(refusal, SSL_R_NO_RENEGOTIATION);
}

TEST(TlsChannel, AClientsCertificateIsVerifiedAndTold) {
  const Identity authority(authority_named("Clients")), other(authority_named("Clients"));
  Wish wish;
  wish.name = "n8n de la mairie é";
  wish.purpose = Purpose::client;
  const Identity good = authority.issue(wish), stranger = other.issue(wish);
  Wish expired = wish;
  expired.end = std::chrono::year{2021} / 1 / 1;
  const Identity late = authority.issue(expired), no_client = authority.issue(Wish());
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Door door({}, authority.certificate());
    Client client([&](SSL_CTX* context) {
      only(context, version);
      show(context, good);
    });
    const auto server = door.open(client);
    ASSERT_EQ(shake_hands(client, *server), Io::done);
    ASSERT_NE(server->client(), nullptr);
    EXPECT_EQ(server->client()->subject, "CN=n8n de la mairie é");
    EXPECT_EQ(server->client()->issuer, "CN=Clients");
    EXPECT_EQ(server->client()->serial, tls::serial_of(good.x509()));
    EXPECT_EQ(server->client()->fingerprint, tls::fingerprint_of(good.x509()));
    for (const Identity* refused : {&stranger, &late, &no_client})
      EXPECT_EQ(door.tried([&](SSL_CTX* context) {
        only(context, version);
        show(context, *refused);
      }),
                Io::closed);
  }
}

TEST(TlsChannel, AClientWithoutCertificateIsWelcomeUnlessOneIsRequired) {
  const Identity authority(authority_named("Clients"));
  Door optional({}, authority.certificate());
  Door required({}, authority.certificate(), http::ClientCertificates::required);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const auto plain = [&](SSL_CTX* context) { only(context, version); };
    Client client(plain);
    const auto server = optional.open(client);
    ASSERT_EQ(shake_hands(client, *server), Io::done);
    EXPECT_EQ(server->client(), nullptr);
    EXPECT_EQ(required.tried(plain), Io::closed);
  }
}

TEST(TlsChannel, GoodbyesAreSaidAndUnderstood) {
  Door door;
  Client leaving;
  auto server = door.open(leaving);
  ASSERT_EQ(shake_hands(leaving, *server), Io::done);
  SSL_shutdown(leaving.ssl());
  Io last = Io::done;
  EXPECT_EQ(received(*server, last), "");
  EXPECT_EQ(last, Io::closed);

  Client told;
  server = door.open(told);
  ASSERT_EQ(shake_hands(told, *server), Io::done);
  std::size_t count = 0;
  ASSERT_EQ(server->write("last", count), Io::done);
  server->end();
  EXPECT_EQ(received(told), "last");
  EXPECT_EQ(SSL_get_shutdown(told.ssl()), SSL_RECEIVED_SHUTDOWN)
      << "a truncation would look so too";

  Client cut;
  server = door.open(cut);
  ASSERT_EQ(shake_hands(cut, *server), Io::done);
  cut.cut();
  received(*server, last);
  EXPECT_EQ(last, Io::closed);
  EXPECT_EQ(server->write("x", count), Io::closed);
  server->end();
}

TEST(TlsChannel, WhatIsNoTlsIsRefused) {
  Door door;
  for (const std::string text : {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\x16\x03\x01\xff\xff",
                                 "\x16\x03\x01\x00\x01\x01", "\x80\x2e\x01\x00\x02"}) {
    Client client;
    const auto server = door.open(client);
    ASSERT_EQ(::send(SSL_get_fd(client.ssl()), text.data(), text.size(), 0),
              static_cast<ssize_t>(text.size()));
    Io told = server->handshake();
    if (told == Io::wait_read) {  // a record that is cut off: the end of the client is seen
      client.cut();
      told = server->handshake();
    }
    EXPECT_EQ(told, Io::closed);
  }
}

/// The client's bytes pass one by one; each waits, none is lost.
TEST(TlsChannel, SlowBytesAreWaitedForWithoutBlocking) {
  Door door;
  Client socket;
  const auto server = door.open(socket);
  const tls::ContextHandle context(SSL_CTX_new(TLS_client_method()));
  const tls::ConnectionHandle slow(SSL_new(context.get()));
  BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
  SSL_set_bio(slow.get(), in, out);
  const int wire = SSL_get_fd(socket.ssl());
  std::size_t waited = 0;
  Io told = Io::wait_read;
  for (int turn = 0; turn < 6 && told != Io::done; ++turn) {
    SSL_connect(slow.get());
    char byte = 0;
    while (told == Io::wait_read && BIO_read(out, &byte, 1) == 1) {
      ASSERT_EQ(::send(wire, &byte, 1, 0), 1);
      told = server->handshake();
      waited += told == Io::wait_read ? 1 : 0;
    }
    char buffer[8192];
    for (ssize_t got = 0; (got = ::recv(wire, buffer, sizeof buffer, 0)) > 0;)
      BIO_write(in, buffer, static_cast<int>(got));
  }
  EXPECT_EQ(told, Io::done);
  EXPECT_GT(waited, 200u);
}

TEST(TlsChannel, AFullSocketTakesPartAndLaterTheRest) {
  Door door;
  Client client;
  const auto server = door.open(client);
  ASSERT_EQ(shake_hands(client, *server), Io::done);
  std::string text;
  while (text.size() < (4u << 20)) text += std::to_string(text.size()) + " ";
  std::string rest = text, arrived;
  std::size_t refusals = 0;
  while (!rest.empty()) {
    std::size_t count = 0;
    const Io told = server->write(rest, count);
    ASSERT_NE(told, Io::closed);
    rest.erase(0, count);  // moves the buffer: the next attempt has another address
    if (told != Io::wait_write) continue;
    ++refusals;
    arrived += received(client);
  }
  arrived += received(client);
  EXPECT_TRUE(arrived == text);
  EXPECT_GT(refusals, 0u);
}

TEST(TlsChannel, WhatWasTakenFromTheSocketIsKnownAsPending) {
  Door door;
  Client client;
  const auto server = door.open(client);
  ASSERT_EQ(shake_hands(client, *server), Io::done);
  EXPECT_FALSE(server->has_pending());
  const std::string text(10'000, 'x');
  ASSERT_EQ(SSL_write(client.ssl(), text.data(), 10'000), 10'000);
  char buffer[4'000];
  std::size_t count = 0, all = 0;
  for (const bool pending : {true, true, false}) {
    ASSERT_EQ(server->read(buffer, count), Io::done);
    all += count;
    EXPECT_EQ(server->has_pending(), pending);
  }
  EXPECT_EQ(all, text.size());
}

TEST(TlsChannel, AReloadIsForNewConnectionsOnly) {
  Door before, after;
  const auto holder = [](Client& client) {
    return tls::fingerprint_of(SSL_get0_peer_certificate(client.ssl()));
  };
  Client old_client, new_client, reference;
  const auto old_server = before.open(old_client);
  ASSERT_EQ(shake_hands(old_client, *old_server), Io::done);
  {
    const Folder folder;
    const Identity next{Wish{}};
    before.channels().use(
        http::make_tls_context(
            {folder.write("c", next.certificate()), folder.write("k", next.key()), "", {}})
            .value());
    ASSERT_EQ(shake_hands(new_client, *before.open(new_client)), Io::done);
    EXPECT_EQ(holder(new_client), tls::fingerprint_of(next.x509()));
  }
  EXPECT_NE(holder(old_client), holder(new_client));
  std::size_t count = 0;
  ASSERT_EQ(old_server->write("still here", count), Io::done);
  EXPECT_EQ(received(old_client), "still here");
}

}  // namespace
}  // namespace ecluse::tls_test
