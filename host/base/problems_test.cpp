// SPDX-License-Identifier: EUPL-1.2
#include "base/problems.hpp"

#include <gtest/gtest.h>

#include <set>

namespace ecluse::base {
namespace {

TEST(Problems, AreSortedAndWholeInBothLanguages) {
  std::string_view before;
  for (const Problem& row : problems()) {
    EXPECT_LT(before, row.slug);
    before = row.slug;
    EXPECT_GE(row.http_status, 400);
    for (const Sentence& sentence : {row.title, row.sentence, row.remedy}) {
      EXPECT_FALSE(sentence.french.empty()) << row.slug;
      EXPECT_FALSE(sentence.english.empty()) << row.slug;
    }
  }
}

TEST(Problems, BothLanguagesNameTheSameParameters) {
  // "why_fr" is the French form of the parameter "why".
  const auto names = [](std::string_view text) {
    std::set<std::string_view> found;
    for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
      const auto name = text.substr(open, text.find('}', open) - open);
      found.insert(
          name.substr(0, name.rfind("_fr") + 3 == name.size() ? name.size() - 3 : name.size()));
    }
    return found;
  };
  for (const Problem& row : problems())
    EXPECT_EQ(names(row.sentence.french), names(row.sentence.english)) << row.slug;
}

TEST(Problems, FillsNamesAndLeavesTheRest) {
  EXPECT_EQ(fill("{a} et {b}, {}", {{"a", "1"}}), "1 et , {}");
  EXPECT_EQ(fill("{a} = { file = \"{b}\" }", {{"a", "1"}}), "1 = { file = \"{b}\" }");
  EXPECT_EQ(fill("rien", {}), "rien");
  EXPECT_EQ(fill("ouvert {", {}), "ouvert {");
}

TEST(Problems, FindsARow) {
  ASSERT_NE(find_problem("wrong-type"), nullptr);
  EXPECT_EQ(find_problem("wrong-type")->http_status, 400);
  EXPECT_EQ(find_problem("no-such-slug"), nullptr);
}

}  // namespace
}  // namespace ecluse::base
