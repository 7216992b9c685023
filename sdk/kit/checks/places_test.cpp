// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "ecluse/kit/checks.hpp"

namespace ecluse::kit {
namespace {

TEST(PlaceKind, TellsCodesApart) {
  EXPECT_EQ(place_kind("33063"), PlaceKind::commune);
  EXPECT_EQ(place_kind("2A004"), PlaceKind::commune);
  EXPECT_EQ(place_kind("75107"), PlaceKind::arrondissement);
  EXPECT_EQ(place_kind("13216"), PlaceKind::arrondissement);
  EXPECT_EQ(place_kind("75121"), PlaceKind::commune);
  EXPECT_EQ(place_kind("97411"), PlaceKind::overseas_commune);
  EXPECT_EQ(place_kind("97502"), PlaceKind::overseas_collectivity);
  EXPECT_EQ(place_kind("98735"), PlaceKind::overseas_collectivity);
  EXPECT_EQ(place_kind("99352"), PlaceKind::abroad);
  for (const char* former : {"92352", "98202", "98405", "98501", "20004"})
    EXPECT_EQ(place_kind(former), PlaceKind::former) << former;
  for (const char* wrong : {"", "2C001", "7510", "751077", "AJACC", "96001", "2a004"})
    EXPECT_EQ(place_kind(wrong), PlaceKind::none) << wrong;
}

TEST(CurrentPlace, FollowsCodesThatWereGivenUp) {
  EXPECT_EQ(current_place("92352"), "99352");
  EXPECT_EQ(current_place("98202"), "99341");
  EXPECT_EQ(current_place("98405"), "97409");
  EXPECT_EQ(current_place("98511"), "97611");
  EXPECT_EQ(current_place("98506"), "99243");
  EXPECT_EQ(current_place("20004"), "2A004");
  EXPECT_EQ(current_place("20033"), "2B033");
  EXPECT_EQ(current_place("33063"), "33063");
  EXPECT_EQ(current_place("?"), "?");
}

TEST(PlaceWithin, KnowsArrondissementsAndOldNames) {
  EXPECT_EQ(whole_commune("69385"), "69123");
  EXPECT_EQ(department("97411"), "974");
  EXPECT_EQ(department("2B033"), "2B");
  EXPECT_EQ(department("nonsense"), "");
  EXPECT_TRUE(place_within("75107", "75056"));
  EXPECT_TRUE(place_within("75107", "75107"));
  EXPECT_FALSE(place_within("75056", "75107"));
  EXPECT_TRUE(place_within("20004", "2A004"));
  EXPECT_FALSE(place_within("33063", "33064"));
}

TEST(PlaceKind, KnowsEveryCommuneOfTheCodeOfficiel) {
  std::ifstream file(ECLUSE_SOURCE_FOLDER "/../shared/data/civil/cog/communes.csv");
  if (!file) GTEST_SKIP() << "../shared/data/civil/cog is not here";
  std::string line;
  std::getline(file, line);
  int communes = 0;
  while (std::getline(file, line)) {
    const std::string code = line.substr(0, 5);
    EXPECT_NE(place_kind(code), PlaceKind::none) << code;
    EXPECT_EQ(current_place(code), code);
    ++communes;
  }
  EXPECT_GT(communes, 30'000);
}

}  // namespace
}  // namespace ecluse::kit
