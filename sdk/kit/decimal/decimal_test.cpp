// SPDX-License-Identifier: MIT
#include "ecluse/kit/decimal.hpp"

#include <gtest/gtest.h>

namespace ecluse {
namespace {

TEST(Decimal, KeepsEveryDigit) {
  for (const auto* text :
       {"0", "-12.50", "0.01", "-0.5", "12345678901234567890.123456789012345678"})
    EXPECT_EQ(Decimal::parse(text)->text(), text);
  for (const auto* wrong :
       {"", "-", "1,5", "01", "1.", ".5", "1e3", "1.2.3", "0.1234567890123456789"})
    EXPECT_FALSE(Decimal::parse(wrong)) << wrong;
}

TEST(Decimal, ReadsFrenchText) {
  EXPECT_EQ(Decimal::parse_french("1 234,50")->text(), "1234.50");
  EXPECT_EQ(Decimal::parse_french("-1\xc2\xa0"
                                  "234,5")
                ->text(),
            "-1234.5");
  EXPECT_EQ(Decimal::parse_french("+007")->text(), "7");
  EXPECT_FALSE(Decimal::parse_french("abc"));
}

TEST(Decimal, AddsAndComparesExactly) {
  EXPECT_EQ(Decimal::add(*Decimal::parse("0.1"), *Decimal::parse("0.20"))->text(), "0.30");
  EXPECT_EQ(*Decimal::parse("1.0"), *Decimal::parse("1.00"));
  EXPECT_LT(*Decimal::parse("-2"), *Decimal::parse("-1.99"));
}

}  // namespace
}  // namespace ecluse
