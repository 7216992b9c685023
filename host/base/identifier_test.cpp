// SPDX-License-Identifier: EUPL-1.2
#include "base/identifier.hpp"

#include <gtest/gtest.h>

namespace ecluse::base {
namespace {

TEST(Identifier, SortsByTimeAndBearsVersionSeven) {
  ManualClock clock;
  SeededRandom random(1);
  const auto first = new_identifier(clock, random);
  clock.advance(std::chrono::milliseconds(1));
  const auto second = new_identifier(clock, random);
  EXPECT_EQ(first.size(), 36u);
  EXPECT_EQ(first[14], '7');
  EXPECT_LT(first, second);
}

TEST(Identifier, KebabCase) {
  EXPECT_TRUE(is_kebab_case("etat-civil-2"));
  for (const auto* wrong : {"", "Etat", "état", "a--b", "-a", "a-", "a_b", "2a", "a b"})
    EXPECT_FALSE(is_kebab_case(wrong)) << wrong;
  EXPECT_FALSE(is_kebab_case(std::string(61, 'a')));
}

TEST(Clock, TextIsRfc3339InUtc) {
  const ManualClock clock;
  EXPECT_EQ(to_text(clock.wall()), "2026-01-01T00:00:00.000Z");
}

}  // namespace
}  // namespace ecluse::base
