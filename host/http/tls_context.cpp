// SPDX-License-Identifier: EUPL-1.2
#include "http/tls_context.hpp"

#include <openssl/err.h>

#include <array>

#include "base/problems.hpp"
#include "http/tls_files.hpp"

namespace ecluse::http {
namespace {

constexpr char suites_of_1_2[] =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr char suites_of_1_3[] =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr char groups[] = "X25519:P-256:P-384";
/// Of 112 bits of strength: RSA from 2,048 bits, nothing signed with SHA-1.
constexpr int security_level = 2;
/// Bytes of certificates that a client may send.
constexpr long largest_client_chain = 32 * 1024;

constexpr std::uint64_t refusals = SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                   SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                   SSL_OP_PRIORITIZE_CHACHA;
/// Buffers are freed whenever they are empty: most connections are idle.
constexpr long modes = SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                       SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_NO_AUTO_CHAIN;

/// HTTP/1.1 or nothing: a client that wants only something else is told so by an alert.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  static constexpr std::array<unsigned char, 9> ours{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, size, ours.data(), ours.size(), offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

bool set_algorithms(SSL_CTX* context) {
  SSL_CTX_set_security_level(context, security_level);
  SSL_CTX_set_options(context, refusals);
  SSL_CTX_set_mode(context, modes);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_max_cert_list(context, largest_client_chain);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
         SSL_CTX_set_cipher_list(context, suites_of_1_2) == 1 &&
         SSL_CTX_set_ciphersuites(context, suites_of_1_3) == 1 &&
         SSL_CTX_set1_groups_list(context, groups) == 1 && SSL_CTX_set_num_tickets(context, 0) == 1;
}

bool set_pair(SSL_CTX* context, const tls::Material& material) {
  if (SSL_CTX_use_certificate(context, material.chain.front().get()) != 1 ||
      SSL_CTX_use_PrivateKey(context, material.key.get()) != 1)
    return false;
  for (std::size_t index = 1; index < material.chain.size(); ++index)
    if (SSL_CTX_add1_chain_cert(context, material.chain[index].get()) != 1) return false;
  return true;
}

bool set_clients(SSL_CTX* context, const tls::Certificates& authorities,
                 ClientCertificates clients) {
  if (authorities.empty()) return true;
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  for (const auto& authority : authorities)
    if (X509_STORE_add_cert(store, authority.get()) != 1 ||
        SSL_CTX_add_client_CA(context, authority.get()) != 1)
      return false;
  // An intermediate of the file is trusted as it stands: who names it need not name its root.
  X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
  const int strictness =
      clients == ClientCertificates::required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE | strictness, nullptr);
  return true;
}

}  // namespace

tls::ContextHandle tls::build_context(const Material& material, ClientCertificates clients) {
  ERR_clear_error();
  ContextHandle context(SSL_CTX_new(TLS_server_method()));
  if (!context || !set_algorithms(context.get()) || !set_pair(context.get(), material) ||
      !set_clients(context.get(), material.client_authorities, clients))
    return nullptr;
  return context;
}

base::Result<std::shared_ptr<const TlsContext>> make_tls_context(const TlsFiles& files) {
  std::vector<TlsFault> faults;
  const tls::Material material = tls::read_material(files, faults);
  const auto refused = [](std::string_view fault) {
    return base::fail(base::problem("tls-files-refused").with("fault", fault));
  };
  if (!faults.empty()) return refused(faults.front().slug);
  auto context = tls::build_context(material, files.clients);
  if (!context) return refused(tls::last_reason());
  return std::make_shared<const TlsContext>(std::move(context));
}

}  // namespace ecluse::http
