// SPDX-License-Identifier: EUPL-1.2
// What the doctor's judge decides from texts alone; doctor_test.py judges chains that are served.
#include <gtest/gtest.h>

#include <algorithm>

#include "authority.hpp"
#include "base/problems.hpp"
#include "http/tls_verdict.hpp"

namespace ecluse::tls_test {
namespace {

using http::Verdict;

class TlsVerdict : public ::testing::Test {
 protected:
  std::vector<Verdict> judged(const std::string& chain, const std::string& given = {}) {
    question_.chain = chain;
    question_.given_roots = given;
    question_.now =
        base::Wall(std::chrono::sys_days{std::chrono::year{2026} / 6 / 1}.time_since_epoch());
    std::vector<Verdict> all;
    for (const auto& found : http::judge_chain(question_).found) all.push_back(found.verdict);
    return all;
  }

  http::TlsQuestion question_;
  Identity root_{authority_named("Racine")};
  Identity between_{root_.issue(authority_named("Entre"))};
  Identity own_{between_.issue({})};
};

using Verdicts = std::vector<Verdict>;

TEST_F(TlsVerdict, WhatIsSentInAnyOrderIsFound) {
  const auto chain =
      own_.certificate() + root_.certificate() + between_.certificate() + own_.certificate();
  EXPECT_EQ(judged(chain, root_.certificate()), Verdicts{});
}

TEST_F(TlsVerdict, AnIntermediateOfSomebodyElseFillsNoGap) {
  const Identity other = root_.issue(authority_named("Autre"));
  EXPECT_EQ(judged(own_.certificate() + other.certificate()),
            Verdicts{Verdict::missing_intermediate});
}

TEST_F(TlsVerdict, AnAuthorityMadeAnewUnderItsNameIsAnother) {
  const Identity anew(authority_named("Entre"));
  EXPECT_EQ(judged(own_.certificate(), anew.certificate()), Verdicts{Verdict::unknown_authority});
}

TEST_F(TlsVerdict, ARootThatIsSentIsNoRootThatIsKnown) {
  EXPECT_EQ(judged(own_.certificate() + between_.certificate() + root_.certificate()),
            Verdicts{Verdict::unknown_authority});
}

TEST_F(TlsVerdict, NamesAreComparedAsClientsDo) {
  Wish wish;
  wish.alternatives = {"DNS:*.mairie.example", "IP:2001:db8::1"};
  const Identity own = root_.issue(wish);
  const auto is_right = [&](const char* name) {
    question_.name = name;
    return judged(own.certificate(), root_.certificate()).empty();
  };
  for (const auto* name : {"a.mairie.example", "A.MAIRIE.example", "2001:db8::1", "2001:db8:0::1"})
    EXPECT_TRUE(is_right(name)) << name;
  for (const auto* name : {"mairie.example", "a.b.mairie.example", "2001:db8::2", "192.0.2.1"})
    EXPECT_FALSE(is_right(name)) << name;
}

TEST_F(TlsVerdict, WhatIsNoCertificateIsNotJudged) {
  question_.chain = "no PEM";
  EXPECT_TRUE(http::judge_chain(question_).chain.empty());
}

TEST_F(TlsVerdict, OneAddressOfTheInternetIsEnough) {
  question_.addresses_known = true;
  question_.addresses = {"10.0.0.1", "203.0.113.5"};
  EXPECT_EQ(judged(own_.certificate() + between_.certificate(), root_.certificate()), Verdicts{});
}

TEST(TlsAddresses, PrivateOnesByTheirNetworks) {
  for (const auto* address :
       {"127.0.0.1", "127.9.9.9", "10.255.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.1.1", "100.64.0.1", "100.127.255.255", "0.0.0.0", "::1", "::", "fe80::1",
        "fd12:3456::1", "fc00::1", "::ffff:10.0.0.1"})
    EXPECT_TRUE(http::is_private_address(address)) << address;
  for (const auto* address :
       {"8.8.8.8", "172.15.255.255", "172.32.0.1", "192.167.0.1", "100.63.0.1", "100.128.0.1",
        "11.0.0.1", "2a01:e0a::1", "::ffff:8.8.8.8", "ecluse.example", ""})
    EXPECT_FALSE(http::is_private_address(address)) << address;
}

TEST(TlsVerdictWords, EveryVerdictHasItsOwnWords) {
  std::vector<std::string_view> slugs;
  for (int index = 0; index <= static_cast<int>(Verdict::refused); ++index) {
    const auto verdict = static_cast<Verdict>(index);
    const auto& words = http::words_of(verdict);
    EXPECT_EQ(words.verdict, verdict);
    EXPECT_EQ(words.n8n_refuses, verdict != Verdict::private_address);
    for (const auto& sentence : {words.sentence, words.n8n, words.make}) {
      EXPECT_GT(sentence.french.size(), 20u) << words.slug;
      EXPECT_GT(sentence.english.size(), 20u) << words.slug;
      EXPECT_NE(sentence.french, sentence.english);
    }
    EXPECT_EQ(std::count(slugs.begin(), slugs.end(), words.slug), 0);
    slugs.push_back(words.slug);
  }
}

}  // namespace
}  // namespace ecluse::tls_test
