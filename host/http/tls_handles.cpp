// SPDX-License-Identifier: EUPL-1.2
#include "http/tls_handles.hpp"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <ctime>

namespace ecluse::http::tls {
namespace {

std::string written(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

std::string hexadecimal(const unsigned char* bytes, std::size_t count) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t index = 0; index < count; ++index) {
    text += digits[bytes[index] >> 4];
    text += digits[bytes[index] & 15];
  }
  return text;
}

}  // namespace

Certificates certificates_in(std::string_view pem) {
  Certificates all;
  const BioHandle text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  while (text) {
    CertificateHandle next(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr));
    if (!next) break;
    all.push_back(std::move(next));
  }
  ERR_clear_error();  // the end of the text is one
  return all;
}

std::string pem_of(X509* certificate) {
  const BioHandle text(BIO_new(BIO_s_mem()));
  return text && PEM_write_bio_X509(text.get(), certificate) == 1 ? written(text.get())
                                                                  : std::string();
}

std::string text_of(const X509_NAME* name) {
  const BioHandle text(BIO_new(BIO_s_mem()));
  constexpr unsigned long readable = XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;
  return text && X509_NAME_print_ex(text.get(), name, 0, readable) >= 0 ? written(text.get())
                                                                        : std::string();
}

std::string fingerprint_of(const X509* certificate) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest, &size) != 1) return {};
  return hexadecimal(digest, size);
}

std::string serial_of(const X509* certificate) {
  const std::unique_ptr<BIGNUM, FreedBy<BN_free>> number(
      ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
  if (!number) return {};
  std::vector<unsigned char> bytes(static_cast<std::size_t>(BN_num_bytes(number.get())));
  BN_bn2bin(number.get(), bytes.data());
  return hexadecimal(bytes.data(), bytes.size());
}

base::Wall time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return base::Wall(std::chrono::seconds(::timegm(&parts)));
}

std::string date_of(base::Wall time) { return base::to_text(time).substr(0, 10); }

std::string last_reason() {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return reason == nullptr ? "unknown" : reason;
}

}  // namespace ecluse::http::tls
