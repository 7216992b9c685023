// SPDX-License-Identifier: EUPL-1.2
// Each fault that the files of [server.tls] can have.
#include <gtest/gtest.h>
#include <openssl/pem.h>

#include "authority.hpp"
#include "config/finding.hpp"
#include "http/tls_context.hpp"

namespace ecluse::tls_test {
namespace {

constexpr base::Wall today =
    base::Wall(std::chrono::sys_days{std::chrono::year{2026} / 6 / 1}.time_since_epoch());

class TlsFilesTest : public ::testing::Test {
 protected:
  std::string faults(base::Wall now = today) {
    std::string all;
    for (const auto& fault : http::check_tls_files(files_, now)) {
      const char* of[] = {"certificate", "key", "client_ca"};
      all += (all.empty() ? "" : " ") + fault.slug + "@" + of[static_cast<int>(fault.of)];
      config::Config config;  // ends the program when there is no such row
      const auto text = config::to_text(
          config::make_finding(fault.slug, config, {}, fault.parameters), base::Language::french);
      for (const auto* gap : {"  ", " .", "()", "{"}) EXPECT_EQ(text.find(gap), text.npos) << text;
    }
    const bool usable = http::make_tls_context(files_).has_value();
    EXPECT_EQ(usable,
              all.empty() || all.rfind("tls-expire", 0) == 0 || all.rfind("tls-not-yet", 0) == 0)
        << all;
    return all;
  }

  Folder folder_;
  Identity root_{authority_named("Racine")};
  Identity own_{root_.issue({})};
  http::TlsFiles files_{
      folder_.write("c.pem", own_.certificate()), folder_.write("k.pem", own_.key()), "", {}};
};

TEST_F(TlsFilesTest, AGoodPair) { EXPECT_EQ(faults(), ""); }

TEST_F(TlsFilesTest, FilesThatCannotBeRead) {
  files_.certificate = folder_.path("gone.pem");
  files_.key = "/";
  files_.client_ca = "/dev/null";
  EXPECT_EQ(
      faults(),
      "tls-file-unreadable@certificate tls-file-unreadable@key tls-file-unreadable@client_ca");
}

TEST_F(TlsFilesTest, FilesOfAnotherKind) {
  files_.certificate = folder_.write("c.pem", own_.key());
  files_.key = folder_.write("k.pem", own_.certificate());
  files_.client_ca = folder_.write("ca.pem", "-----BEGIN CERTIFICATE-----\nno\n");
  EXPECT_EQ(faults(), "tls-file-wrong@certificate tls-file-wrong@key tls-file-wrong@client_ca");
}

TEST_F(TlsFilesTest, AKeyOfAnotherCertificate) {
  files_.key = folder_.write("k.pem", root_.key());
  EXPECT_EQ(faults(), "tls-key-mismatch@key");
  files_.key = folder_.write("k.pem", own_.key());
  files_.certificate = folder_.write("c.pem", root_.certificate() + own_.certificate());
  EXPECT_EQ(faults(), "tls-key-mismatch@key") << "the intermediate came first";
}

TEST_F(TlsFilesTest, AKeyThatOthersMayRead) {
  files_.key = folder_.write("k.pem", own_.key(), 0640);
  EXPECT_EQ(faults(), "tls-key-exposed@key");
}

TEST_F(TlsFilesTest, AKeyWithAPasswordIsNotAskedFor) {
  const tls::BioHandle text(BIO_new(BIO_s_mem()));
  ASSERT_EQ(
      PEM_write_bio_PrivateKey(text.get(), own_.evp(), EVP_aes_128_cbc(),
                               reinterpret_cast<const unsigned char*>("word"), 4, nullptr, nullptr),
      1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(text.get(), &data);
  files_.key = folder_.write("k.pem", std::string(data, static_cast<std::size_t>(size)));
  EXPECT_EQ(faults(), "tls-key-encrypted@key");
}

TEST_F(TlsFilesTest, WhatOpensslRefuses) {
  Wish weak;
  weak.algorithm = Algorithm::weak_rsa;
  const Identity made = root_.issue(weak);
  files_.certificate = folder_.write("c.pem", made.certificate());
  files_.key = folder_.write("k.pem", made.key());
  EXPECT_EQ(faults(), "tls-refused@certificate");
}

TEST_F(TlsFilesTest, TimesOfEveryCertificateOfTheChain) {
  const auto at = [](int year, unsigned month, unsigned day) {
    return base::Wall(std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) /
                                            static_cast<int>(day)}
                          .time_since_epoch());
  };
  EXPECT_EQ(faults(at(2019, 12, 31)), "tls-not-yet-valid@certificate");
  EXPECT_EQ(faults(at(2089, 12, 17)), "");
  EXPECT_EQ(faults(at(2089, 12, 20)), "tls-expires-soon@certificate");
  EXPECT_EQ(faults(at(2090, 1, 2)), "tls-expired@certificate");
  Wish old = authority_named("Ancienne");
  old.end = std::chrono::year{2021} / 1 / 1;
  files_.certificate = folder_.write("c.pem", own_.certificate() + root_.issue(old).certificate());
  EXPECT_EQ(faults(), "tls-expired@certificate");
}

}  // namespace
}  // namespace ecluse::tls_test
