// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include "access/authenticate.hpp"
#include "access/key.hpp"

namespace ecluse::access {
namespace {

std::vector<Scope> scopes(std::initializer_list<const char*> texts) {
  std::vector<Scope> all;
  for (const auto* text : texts) EXPECT_TRUE(parse_scope(text, all.emplace_back())) << text;
  return all;
}

TEST(Key, IsShownOnceAndKeptAsAHash) {
  const base::ManualClock clock;
  base::SeededRandom random(1);
  const NewKey key = make_key("guichet", std::chrono::hours(24), clock, random);
  const auto parts = split_key(key.text);
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->id, key.row.id);
  EXPECT_EQ(digest(parts->secret), key.row.secret_hash);
  EXPECT_EQ(key.row.secret_hash.find(parts->secret), std::string::npos);
  EXPECT_EQ(digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_FALSE(split_key("ecl_x_y"));
  EXPECT_FALSE(split_key(key.text + "z"));
}

TEST(Authenticate, TellsWhoCalls) {
  base::ManualClock clock;
  base::SeededRandom random(2);
  NewKey first = make_key("guichet", std::chrono::hours(1), clock, random);
  NewKey second = make_key("guichet", std::chrono::hours(0), clock, random);
  NewKey revoked = make_key("guichet", std::chrono::hours(0), clock, random);
  revoked.row.revoked_ns = 1;
  NewKey orphan = make_key("gone", std::chrono::hours(0), clock, random);
  const AccessSnapshot access({{"guichet", "Actes", std::nullopt, {}}},
                              {first.row, second.row, revoked.row, orphan.row});
  const auto slug = [&](const std::string& header) {
    const auto caller = access.authenticate(header, clock.wall());
    return caller ? caller->consumer->id : caller.error().slug;
  };
  EXPECT_EQ(slug("Bearer " + first.text), "guichet");
  EXPECT_EQ(slug("bearer  " + second.text + " "), "guichet");
  EXPECT_EQ(slug(""), "missing-key");
  EXPECT_EQ(slug("Basic abc"), "unknown-key");
  EXPECT_EQ(slug("Bearer " + first.text.substr(0, first.text.size() - 1) + "!"), "unknown-key");
  EXPECT_EQ(slug("Bearer " + revoked.text), "unknown-key");
  EXPECT_EQ(slug("Bearer " + orphan.text), "unknown-key");
  clock.advance(std::chrono::hours(1));
  EXPECT_EQ(slug("Bearer " + first.text), "expired-key");
  EXPECT_EQ(slug("Bearer " + second.text), "guichet");
}

TEST(Scope, OpensWhatItSays) {
  manifest::Action read;
  read.name = "search-requests";
  read.effect = manifest::Effect::reads;
  manifest::Action write;
  write.name = "build-request";
  EXPECT_TRUE(opens(scopes({"demandes:*read"}), "demandes", read));
  EXPECT_FALSE(opens(scopes({"demandes:*read"}), "demandes", write));
  EXPECT_TRUE(opens(scopes({"demandes:*write"}), "demandes", write));
  EXPECT_TRUE(opens(scopes({"*:build-request"}), "demandes", write));
  EXPECT_FALSE(opens(scopes({"deces:*read"}), "demandes", read));
  EXPECT_TRUE(opens_reading(scopes({"deces:new-death"}), "deces", "new-death"));
  Scope scope;
  for (const auto* wrong : {"demandes", "demandes:", ":x", "Demandes:x", "demandes:*all"})
    EXPECT_FALSE(parse_scope(wrong, scope)) << wrong;
}

TEST(Authorize, NamesTheScopeThatIsMissing) {
  const Consumer consumer{"guichet", "Actes", std::nullopt, scopes({"demandes:*read"})};
  manifest::Action write;
  write.name = "build-request";
  const auto refused = authorize({&consumer, "k"}, "demandes", write);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().slug, "wrong-scope");
  EXPECT_EQ(refused.error().parameters[0].second, "demandes:build-request");
}

}  // namespace
}  // namespace ecluse::access
