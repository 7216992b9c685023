// SPDX-License-Identifier: EUPL-1.2
#include "services/log.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "services/redaction.hpp"

namespace ecluse::services {
namespace {

TEST(Redaction, MasksWhatLooksLikeASecretAndNothingElse) {
  const std::pair<std::string, std::string> cases[] = {
      {"key ecl_ab12cd_Zm9vYmFy refused", "key [masked] refused"},
      {"Authorization: Bearer abc.def-123", "Authorization: [masked]"},
      {"basic dXNlcjpwYXNz", "[masked]"},
      {"basic rules", "basic rules"},
      {"mysql://ecluse:s3cret@db/mrbs", "mysql://[masked]@db/mrbs"},
      {"http://db:8080/x@y", "http://db:8080/x@y"},
      {"nir 180017512300130 in line 3", "nir [masked] in line 3"},
      {"nir 180017512300131 in line 3",
       "nir 180017512300131 in line 3"},  // the control key is wrong
      {"at 1767225600000000000 ns", "at 1767225600000000000 ns"},
      {"", ""}};
  for (const auto& [before, after] : cases) EXPECT_EQ(redact(before), after);
}

TEST(Redaction, MasksValuesByTheirName) {
  auto value = json::Value::parse(
      R"({"lines":3,"db":{"Password":"x","user":"u"},"list":["ecl_a_123456",{"api_key":7}]})");
  redact(value);
  EXPECT_EQ(
      value.dump(),
      R"({"db":{"Password":"[masked]","user":"u"},"lines":3,"list":["[masked]",{"api_key":"[masked]"}]})");
}

TEST(Log, OneCallIsOneLineWhateverIsInIt) {
  MemoryLog log;
  log.write(LogLevel::warning, "a\nb\x1b[31m\xff", {{"system", "s\n"}}, {});
  ASSERT_EQ(log.lines().size(), 1u);
  EXPECT_EQ(log.lines()[0].find_first_of("\n\x1b"), std::string::npos);
  EXPECT_TRUE(json::Value::accept(log.lines()[0])) << log.lines()[0];
}

TEST(Log, SaysWhyFieldsAreMissingAndCutsLongMessages) {
  MemoryLog log;
  log.write(LogLevel::info, std::string(9000, 'x'), {}, "[1]");
  log.write(LogLevel::info, "m", {}, "{");
  log.write(LogLevel::info, "m", {}, std::string(20, '[') + std::string(20, ']'));
  log.write(LogLevel::info, "m", {}, R"({"level":"forged"})");
  const auto at = [&](std::size_t index) { return json::Value::parse(log.lines().at(index)); };
  EXPECT_EQ(at(0)["fields_fault"], "wrong-type");
  EXPECT_EQ(at(0)["message"].get<std::string>().size(), 4096u);
  EXPECT_EQ(at(1)["fields_fault"], "invalid-json");
  EXPECT_EQ(at(2)["fields_fault"], "too-deep");
  EXPECT_EQ(at(3)["level"], "info");  // a plugin cannot speak for the host
}

TEST(Log, TheStandardOneWritesJsonLinesFromItsLevelOn) {
  ::testing::internal::CaptureStderr();
  {
    const auto log = make_standard_log(LogLevel::info);
    log->write(LogLevel::debug, "not this");
    log->write(LogLevel::error, "100 % {of} it", {{"system", "salles"}});
  }
  const auto text = ::testing::internal::GetCapturedStderr();
  const auto line = json::Value::parse(text, nullptr, false);
  ASSERT_TRUE(line.is_object()) << text;
  EXPECT_EQ(line["message"], "100 % {of} it");
  EXPECT_EQ(line["system"], "salles");
  EXPECT_EQ(line["time"].get<std::string>().size(),
            std::string("2026-01-01T00:00:00.000+00:00").size());
}

}  // namespace
}  // namespace ecluse::services
