// SPDX-License-Identifier: EUPL-1.2
// Every folder of faults/ and good/ against its expected.txt (French) and expected.en.txt (English,
// where the words of both languages do not come from one row of a table). UPDATE_GOLDEN=1 rewrites
// them, to be read before a commit.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "app/host.hpp"
#include "town.hpp"

namespace ecluse::config_cases {
namespace {

std::string said(const std::vector<config::Finding>& findings, base::Language language) {
  std::string text;
  for (const auto& finding : findings) text += config::to_text(finding, language) + "\n";
  return text;
}

void compare(const std::filesystem::path& expected, const std::string& told) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(expected, std::ios::binary) << told;
  EXPECT_EQ(told, content_of(expected)) << expected;
}

class ConfigCases : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(
        std::filesystem::exists(ECLUSE_SOURCE_FOLDER "/connectors/deces-insee/manifest.json"));
    ::setenv("ECLUSE_TEST_SECRET", "from the environment", 1);
    ::unsetenv("CREDENTIALS_DIRECTORY");
  }
};

TEST_F(ConfigCases, EverySeededFaultIsFoundAtItsPlace) {
  std::size_t seeded = 0;
  for (const auto& of : cases_of("faults")) {
    SCOPED_TRACE(of.filename());
    const Town town(of);
    const auto loaded = app::load_and_check("ecluse.toml");
    EXPECT_FALSE(loaded.findings.empty());
    seeded += loaded.findings.size();
    compare(of / "expected.txt", town.told(said(loaded.findings, base::Language::french)));
    const std::string english = town.told(said(loaded.findings, base::Language::english));
    if (std::filesystem::exists(of / "expected.en.txt")) compare(of / "expected.en.txt", english);
    for (const auto* gap : {"  ", " ,", " .\n", "«  »", "\"\""})
      EXPECT_EQ(english.find(gap), english.npos) << "a word of a sentence is missing: " << english;
  }
  EXPECT_GE(cases_of("faults").size(), 40u);
  EXPECT_GE(seeded, 80u);
}

TEST_F(ConfigCases, GoodFilesRaiseNoAlarm) {
  for (const auto& of : cases_of("good")) {
    SCOPED_TRACE(of.filename());
    const Town town(of);
    const auto loaded = app::load_and_check("ecluse.toml");
    EXPECT_EQ(said(loaded.findings, base::Language::english), "");
  }
  EXPECT_GE(cases_of("good").size(), 10u);
}

/// The demo town is one of them: it is what a new administrator copies.
TEST_F(ConfigCases, TheDemoTownRaisesNoAlarm) {
  const Town town(ECLUSE_SOURCE_FOLDER "/examples/town");
  for (const auto* folder : {"outbox", "deaths"})
    std::filesystem::create_directory(town.folder() / folder);
  EXPECT_EQ(said(app::load_and_check("ecluse.toml").findings, base::Language::english), "");
}

TEST_F(ConfigCases, AFileThatCannotBeRead) {
  const Town town(home / "good/01-smallest");
  EXPECT_EQ(said(app::load_and_check("gone.toml").findings, base::Language::french),
            "gone.toml:1:1: erreur : Le fichier gone.toml ne peut pas être lu : il n'existe pas. → "
            "Vérifiez le chemin et les droits.\n");
  EXPECT_EQ(said(app::load_and_check("plugins").findings, base::Language::english),
            "plugins:1:1: error: The file plugins cannot be read: it is a folder. → Check the path "
            "and its rights.\n");
}

}  // namespace
}  // namespace ecluse::config_cases
