// SPDX-License-Identifier: EUPL-1.2
// Every connector of connectors/ passes the rules that we ask of others: `ecluse plugin check` on
// ourselves.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "validate/validate.hpp"

namespace {

namespace fs = std::filesystem;
using namespace ecluse;

const fs::path connectors = ECLUSE_SOURCE_FOLDER "/connectors";

std::vector<std::string> all_connectors() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(connectors))
    if (fs::exists(entry.path() / "manifest.json"))
      names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

class Bronze : public ::testing::TestWithParam<std::string> {};

TEST_P(Bronze, TwelveRulesHold) {
  const std::string library = ECLUSE_BUILD_FOLDER "/plugins/" + GetParam() + ".so";
  const auto report = validate::run({library, (connectors / GetParam()).string()},
                                    {{RULE_PROGRAM}, std::chrono::seconds(60), {}});
  ASSERT_EQ(report.findings.size(), 12u);
  for (const auto& [rule, outcome] : report.findings)
    EXPECT_EQ(outcome.verdict, validate::Verdict::passed)
        << rule << "\n"
        << report.to_text(base::Language::english);
}

INSTANTIATE_TEST_SUITE_P(Connectors, Bronze, ::testing::ValuesIn(all_connectors()), test_name);

}  // namespace
