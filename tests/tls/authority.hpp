// SPDX-License-Identifier: EUPL-1.2
// An authority of the tests' own: certificates of any kind, made when a test asks for them. None is
// ever kept in the tree, where it would expire.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "http/tls_handles.hpp"

namespace ecluse::tls_test {

namespace tls = http::tls;

enum class Algorithm : unsigned char { ec, rsa, weak_rsa };
enum class Purpose : unsigned char { server, client, authority };
enum class Marks : unsigned char { none, published_issuer };  ///< authorityInfoAccess

struct Wish {
  std::string name = "ecluse";
  std::vector<std::string> alternatives{"DNS:ecluse.example", "IP:127.0.0.1"};
  Purpose purpose = Purpose::server;
  Algorithm algorithm = Algorithm::ec;
  Marks marks = Marks::none;
  std::chrono::sys_days begin{std::chrono::year{2020} / 1 / 1},
      end{std::chrono::year{2090} / 1 / 1};
};

/// A certificate with its key, which can issue others.
class Identity {
 public:
  /// Signed by itself.
  explicit Identity(const Wish& wish);
  Identity issue(const Wish& wish) const { return Identity(wish, this); }

  std::string certificate() const { return tls::pem_of(certificate_.get()); }  ///< PEM
  std::string key() const;                                                     ///< PEM
  X509* x509() const { return certificate_.get(); }
  EVP_PKEY* evp() const { return key_.get(); }

 private:
  Identity(const Wish& wish, const Identity* issuer);
  tls::CertificateHandle certificate_;
  tls::KeyHandle key_;
};

Wish authority_named(std::string name);

/// A folder of its own, removed at its end.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  /// Gives the path. `mode` as in chmod.
  std::string write(const std::string& name, const std::string& text, unsigned mode = 0600) const;
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

 private:
  std::filesystem::path folder_;
};

}  // namespace ecluse::tls_test
