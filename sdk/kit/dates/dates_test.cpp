// SPDX-License-Identifier: MIT
#include "ecluse/kit/dates.hpp"

#include <gtest/gtest.h>

namespace ecluse {
namespace {

TEST(PartialDate, KeepsWhatIsKnownAndNoMore) {
  EXPECT_EQ(PartialDate::parse("1969")->text(), "1969");
  EXPECT_EQ(PartialDate::parse("2001-06")->text(), "2001-06");
  EXPECT_EQ(PartialDate::of(1951, 11, 0)->text(), "1951-11");
  EXPECT_FALSE(PartialDate::of(1951, 0, 3));
  EXPECT_FALSE(PartialDate::of(2023, 2, 29));
  EXPECT_FALSE(PartialDate::parse("2001-13"));
}

TEST(PartialDate, StandsForARange) {
  EXPECT_EQ(PartialDate::parse("2024-02")->first_day(), 20240201);
  EXPECT_EQ(PartialDate::parse("2024-02")->last_day(), 20240229);
  EXPECT_TRUE(PartialDate::parse("1969")->may_equal(*PartialDate::parse("1969-05-03")));
  EXPECT_FALSE(PartialDate::parse("1969")->may_equal(*PartialDate::parse("1970-01")));
}

TEST(Date, IsWhole) {
  EXPECT_EQ(Date::parse("2001-06-14")->packed(), 20010614);
  EXPECT_EQ(Date::of(20240229)->text(), "2024-02-29");
  EXPECT_FALSE(Date::of(20230229));
  EXPECT_FALSE(Date::parse("2001-06"));
}

}  // namespace
}  // namespace ecluse
