// SPDX-License-Identifier: EUPL-1.2
// Private: OpenSSL's objects freed by themselves, and certificates read from PEM text. Nothing here
// asks for a password, opens a file or looks at a clock.
#pragma once

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace ecluse::http::tls {

template <auto Free>
struct FreedBy {
  template <typename Object>
  void operator()(Object* object) const {
    Free(object);
  }
};

using BioHandle = std::unique_ptr<BIO, FreedBy<BIO_free>>;
using CertificateHandle = std::unique_ptr<X509, FreedBy<X509_free>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>>;
using ContextHandle = std::unique_ptr<SSL_CTX, FreedBy<SSL_CTX_free>>;
using ConnectionHandle = std::unique_ptr<SSL, FreedBy<SSL_free>>;
using StoreHandle = std::unique_ptr<X509_STORE, FreedBy<X509_STORE_free>>;
using StoreContextHandle = std::unique_ptr<X509_STORE_CTX, FreedBy<X509_STORE_CTX_free>>;

using Certificates = std::vector<CertificateHandle>;

/// Every certificate of a PEM text, in its order; what is no certificate is passed over. [any]
Certificates certificates_in(std::string_view pem);

std::string pem_of(X509* certificate);

/// RFC 2253, in UTF-8.
std::string text_of(const X509_NAME* name);

/// SHA-256 of the DER bytes, hexadecimal.
std::string fingerprint_of(const X509* certificate);

std::string serial_of(const X509* certificate);

base::Wall time_of(const ASN1_TIME* time);

/// "2027-03-01"
std::string date_of(base::Wall time);

/// Why OpenSSL refused the last thing that this thread asked of it; forgets it.
std::string last_reason();

}  // namespace ecluse::http::tls
