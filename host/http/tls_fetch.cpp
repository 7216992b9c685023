// SPDX-License-Identifier: EUPL-1.2
#include "http/tls_fetch.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "base/problems.hpp"
#include "http/tls_handles.hpp"

namespace ecluse::http {
namespace {

struct FetchSocket {
  int number = -1;
  FetchSocket() = default;
  FetchSocket(const FetchSocket&) = delete;
  FetchSocket& operator=(const FetchSocket&) = delete;
  ~FetchSocket() {
    if (number >= 0) ::close(number);
  }
};

using Addresses = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

Addresses resolve(const std::string& name, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(name.c_str(), port.empty() ? nullptr : port.c_str(), &hints, &found) != 0)
    found = nullptr;
  return {found, [](addrinfo* all) {
            if (all != nullptr) ::freeaddrinfo(all);
          }};
}

std::string text_of_address(const addrinfo& of) {
  char text[NI_MAXHOST];
  return ::getnameinfo(of.ai_addr, of.ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) ==
                 0
             ? text
             : "";
}

/// The first address that answers; its text.
std::string connect_to(const std::string& host, int port, std::chrono::seconds limit,
                       FetchSocket& socket) {
  const auto all = resolve(host, std::to_string(port));
  const timeval bound{limit.count(), 0};
  for (const addrinfo* each = all.get(); each != nullptr; each = each->ai_next) {
    FetchSocket next;
    next.number = ::socket(each->ai_family, each->ai_socktype | SOCK_CLOEXEC, each->ai_protocol);
    // Both bound connect(), too.
    ::setsockopt(next.number, SOL_SOCKET, SO_SNDTIMEO, &bound, sizeof bound);
    ::setsockopt(next.number, SOL_SOCKET, SO_RCVTIMEO, &bound, sizeof bound);
    if (::connect(next.number, each->ai_addr, each->ai_addrlen) != 0) continue;
    std::swap(next.number, socket.number);
    return text_of_address(*each);
  }
  return {};
}

/// Keeps what the server shows and accepts it: it is judged later.
int keep(X509_STORE_CTX* context, void* pem) {
  auto& text = *static_cast<std::string*>(pem);
  const STACK_OF(X509)* sent = X509_STORE_CTX_get0_untrusted(context);
  for (int index = 0; index < sk_X509_num(sent); ++index)
    text += tls::pem_of(sk_X509_value(sent, index));
  if (text.empty()) text = tls::pem_of(X509_STORE_CTX_get0_cert(context));
  return 1;
}

}  // namespace

base::Result<ServedChain> fetch_chain(const std::string& host, int port, const std::string& name,
                                      std::chrono::seconds limit) {
  const std::string place =
      (host.find(':') == host.npos ? host : "[" + host + "]") + ":" + std::to_string(port);
  FetchSocket socket;
  ServedChain served;
  served.address = connect_to(host, port, limit, socket);
  if (socket.number < 0) return base::fail(base::problem("tls-unreachable").with("address", place));
  const tls::ContextHandle context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_security_level(context.get(), 0);  // weak chains are looked at too
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context.get(), keep, &served.pem);
  const tls::ConnectionHandle connection(SSL_new(context.get()));
  unsigned char bytes[sizeof(in6_addr)];
  if (::inet_pton(AF_INET, name.c_str(), bytes) != 1 &&
      ::inet_pton(AF_INET6, name.c_str(), bytes) != 1)
    SSL_set_tlsext_host_name(connection.get(), name.c_str());
  SSL_set_fd(connection.get(), socket.number);
  ERR_clear_error();
  if (SSL_connect(connection.get()) == 1) {
    served.version = SSL_get_version(connection.get());
    SSL_shutdown(connection.get());
  }
  // A server that wants a certificate of the client's breaks off, but only after its own.
  if (served.pem.empty()) return base::fail(base::problem("tls-not-spoken").with("address", place));
  ERR_clear_error();
  return served;
}

std::vector<std::string> addresses_of(const std::string& name) {
  std::vector<std::string> all;
  const auto found = resolve(name, "");
  for (const addrinfo* each = found.get(); each != nullptr; each = each->ai_next) {
    std::string text = text_of_address(*each);
    if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(std::move(text));
  }
  return all;
}

}  // namespace ecluse::http
