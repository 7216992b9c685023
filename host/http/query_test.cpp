// SPDX-License-Identifier: EUPL-1.2
#include "http/query.hpp"

#include <gtest/gtest.h>

namespace ecluse::http {
namespace {

TEST(Query, DecodesAndEncodes) {
  const auto fields = parse_query("a=1&b=%C3%A9+x&&c");
  ASSERT_TRUE(fields);
  EXPECT_EQ(*fields, (QueryFields{{"a", "1"}, {"b", "é x"}, {"c", ""}}));
  EXPECT_EQ(encode_percent("é x/"), "%C3%A9%20x%2F");
  for (const auto* wrong : {"a=%", "a=%4", "a=%zz", "%=1"})
    EXPECT_EQ(parse_query(wrong).error().slug, "invalid-query") << wrong;
  std::string many;
  for (int index = 0; index < 101; ++index) many += "a=1&";
  EXPECT_FALSE(parse_query(many));
}

}  // namespace
}  // namespace ecluse::http
