// SPDX-License-Identifier: EUPL-1.2
#include "json/parse.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "json/canonical.hpp"
#include "json/pointer.hpp"

namespace ecluse::json {
namespace {

std::string fault_of(std::string_view text) {
  const auto parsed = parse(text);
  if (parsed) return "none";
  std::string found = parsed.error().slug + " " + parsed.error().pointer;
  for (const auto& [name, value] : parsed.error().parameters) found += " " + name + "=" + value;
  return found;
}

TEST(Parse, NamesTheFaultAndItsPlace) {
  EXPECT_EQ(fault_of(R"({"a":1})"), "none");
  EXPECT_EQ(fault_of(R"({"a":1,"a":2})"), "duplicate-key /a name=a");
  EXPECT_EQ(fault_of(R"({"x":[{"b":{}},{"a":1,"b":0,"a":2}]})"), "duplicate-key /x/1/a name=a");
  EXPECT_EQ(fault_of("{\"a\":\"\xe9\"}"), "invalid-utf8  offset=6");
  EXPECT_EQ(fault_of("\"\xed\xa0\x80\""), "invalid-utf8  offset=1");  // a surrogate half
  EXPECT_EQ(fault_of("{\"a\" 1}"), "invalid-json  offset=6");
  EXPECT_EQ(fault_of("{} {}"), "invalid-json  offset=4");
  EXPECT_EQ(fault_of(""), "invalid-json  offset=1");
  EXPECT_EQ(fault_of("[1e400]").substr(0, 12), "invalid-json");
  EXPECT_EQ(fault_of(R"(["\ud800"])").substr(0, 12), "invalid-json");
}

TEST(Parse, BoundsDepthAndSize) {
  const std::string deep = std::string(64, '[') + std::string(64, ']');
  EXPECT_TRUE(parse(deep));
  EXPECT_EQ(fault_of("[" + deep + "]"), "too-deep  limit=64");
  EXPECT_EQ(fault_of(std::string(100'000, '[')), "too-deep  limit=64");
  Limits small;
  small.bytes = 3;
  EXPECT_EQ(parse("1234", small).error().slug, "body-too-large");
}

TEST(Canonical, SortsByUtf16AndWritesNoSpace) {
  const auto value = parse(
      "{\"b\": [1, {}], \"a\": \"\\u00e9\\n\", \"\xf0\x9f\x98\x80\": 1, \"\xef\xac\x81\": 2}");
  ASSERT_TRUE(value);
  EXPECT_EQ(canonical(*value),
            "{\"a\":\"\xc3\xa9\\n\",\"b\":[1,{}],\"\xf0\x9f\x98\x80\":1,\"\xef\xac\x81\":2}");
}

TEST(Pointer, EscapesBothWays) {
  EXPECT_EQ(escape_pointer("a/b~c"), "a~1b~0c");
  EXPECT_EQ(unescape_pointer("a~1b~0c"), "a/b~c");
}

}  // namespace
}  // namespace ecluse::json
