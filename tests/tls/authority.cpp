// SPDX-License-Identifier: EUPL-1.2
#include "authority.hpp"

#include <openssl/pem.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace ecluse::tls_test {
namespace {

void must(bool well) {
  if (!well) throw std::runtime_error("OpenSSL: " + tls::last_reason());
}

tls::KeyHandle new_key(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::ec:
      return tls::KeyHandle(EVP_EC_gen("P-256"));
    case Algorithm::rsa:
      return tls::KeyHandle(EVP_RSA_gen(2048));
    default:
      return tls::KeyHandle(EVP_RSA_gen(1024));
  }
}

void set_time(ASN1_TIME* time, std::chrono::sys_days day) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(day.time_since_epoch());
  must(ASN1_TIME_set(time, seconds.count()) != nullptr);
}

std::string joined(const std::vector<std::string>& all) {
  std::string text;
  for (const auto& each : all) text += (text.empty() ? "" : ",") + each;
  return text;
}

}  // namespace

Identity::Identity(const Wish& wish) : Identity(wish, nullptr) {}

Identity::Identity(const Wish& wish, const Identity* issuer)
    : certificate_(X509_new()), key_(new_key(wish.algorithm)) {
  X509* made = certificate_.get();
  X509* signer = issuer == nullptr ? made : issuer->x509();
  std::uint64_t serial = 0;
  must(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  must(X509_set_version(made, X509_VERSION_3) == 1 &&
       ASN1_INTEGER_set_uint64(X509_get_serialNumber(made), serial >> 1) == 1);
  set_time(X509_getm_notBefore(made), wish.begin);
  set_time(X509_getm_notAfter(made), wish.end);
  const auto* name = reinterpret_cast<const unsigned char*>(wish.name.c_str());
  must(X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_UTF8, name, -1, -1,
                                  0) == 1);
  must(X509_set_issuer_name(made, X509_get_subject_name(signer)) == 1 &&
       X509_set_pubkey(made, key_.get()) == 1);
  const auto add = [&](int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, signer, made, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    must(extension != nullptr);
    X509_add_ext(made, extension, -1);
    X509_EXTENSION_free(extension);
  };
  const bool authority = wish.purpose == Purpose::authority;
  add(NID_basic_constraints, authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add(NID_subject_key_identifier, "hash");
  if (issuer != nullptr) add(NID_authority_key_identifier, "keyid:always");
  if (!authority)
    add(NID_ext_key_usage, wish.purpose == Purpose::client ? "clientAuth" : "serverAuth");
  if (wish.purpose == Purpose::server && !wish.alternatives.empty())
    add(NID_subject_alt_name, joined(wish.alternatives));
  if (wish.marks == Marks::published_issuer)
    add(NID_info_access, "caIssuers;URI:http://authority.example/issuer.crt");
  must(X509_sign(made, issuer == nullptr ? key_.get() : issuer->evp(), EVP_sha256()) > 0);
}

std::string Identity::key() const {
  const tls::BioHandle text(BIO_new(BIO_s_mem()));
  must(PEM_write_bio_PrivateKey(text.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) ==
       1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(text.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

Wish authority_named(std::string name) {
  Wish wish;
  wish.name = std::move(name);
  wish.purpose = Purpose::authority;
  return wish;
}

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "ecluse-tls-XXXXXX").string();
  must(::mkdtemp(name.data()) != nullptr);
  folder_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string Folder::write(const std::string& name, const std::string& text, unsigned mode) const {
  std::ofstream(folder_ / name, std::ios::binary) << text;
  std::filesystem::permissions(folder_ / name, static_cast<std::filesystem::perms>(mode));
  return path(name);
}

}  // namespace ecluse::tls_test
