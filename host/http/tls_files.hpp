// SPDX-License-Identifier: EUPL-1.2
// Private: the files of [server.tls] as OpenSSL's objects, and the context made of them.
#pragma once

#include <vector>

#include "http/tls_context.hpp"
#include "http/tls_handles.hpp"

namespace ecluse::http {

namespace tls {

/// Whole only when reading it added no fault.
struct Material {
  Certificates chain;  ///< the host's own first
  KeyHandle key;
  Certificates client_authorities;
};
Material read_material(const TlsFiles& files, std::vector<TlsFault>& faults);

/// Null when OpenSSL refuses the material; last_reason() says why.
ContextHandle build_context(const Material& material, ClientCertificates clients);

}  // namespace tls

class TlsContext {
 public:
  explicit TlsContext(tls::ContextHandle handle) : handle_(std::move(handle)) {}
  /// The count of references inside is the only thing that changes.
  SSL_CTX* get() const { return handle_.get(); }

 private:
  tls::ContextHandle handle_;
};

}  // namespace ecluse::http
