// SPDX-License-Identifier: EUPL-1.2
// Each sinner of this folder is caught by the one rule that names it, and costs the host one call
// at most.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "runtime/runtime.hpp"
#include "validate/validate.hpp"

namespace {

namespace fs = std::filesystem;
using namespace ecluse;

const fs::path here = ECLUSE_SOURCE_FOLDER "/tests/misbehaving";

std::string library_of(const std::string& name) {
  return ECLUSE_BUILD_FOLDER "/misbehaving/" + name + "/" + name + ".so";
}

struct TemporaryFolder {
  fs::path path;
  TemporaryFolder() {
    std::string name = ::testing::TempDir() + "ecluse-misbehaving-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no temporary folder";
    path = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { fs::remove_all(path); }
};

std::map<std::string, std::string> expected_of(const std::string& name) {
  std::map<std::string, std::string> expected;
  std::ifstream file(here / name / "expected.txt");
  for (std::string key, value; file >> key >> value;) expected[key] = value;
  return expected;
}

std::vector<std::string> sinners() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(here))
    if (fs::exists(entry.path() / "expected.txt"))
      names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

validate::Report validated(const validate::Subject& subject, std::vector<std::string> only = {},
                           std::chrono::seconds limit = std::chrono::seconds(30)) {
  return validate::run(subject, {{RULE_PROGRAM}, limit, std::move(only)});
}

class Misbehaving : public ::testing::TestWithParam<std::string> {};

TEST_P(Misbehaving, IsNamedByOneRule) {
  auto expected = expected_of(GetParam());
  const auto limit = std::chrono::seconds(GetParam() == "hangs" ? 3 : 30);
  const auto report = validated({library_of(GetParam()), (here / "honest").string()}, {}, limit);
  ASSERT_EQ(report.findings.size(), 12u);
  for (const auto& [rule, outcome] : report.findings) {
    const bool failed = outcome.verdict == validate::Verdict::failed;
    EXPECT_EQ(failed, rule == expected["rule"]) << report.to_text(base::Language::english);
    EXPECT_EQ(outcome.verdict == validate::Verdict::passed,
              outcome.why.french.empty() && outcome.why.english.empty())
        << rule;
    if (expected["rule"] == "none") {
      EXPECT_EQ(outcome.verdict, validate::Verdict::passed)
          << report.to_text(base::Language::english);
    }
  }
  EXPECT_EQ(report.good(), expected["rule"] == "none");
}

struct LastItem final : loader::Sink {
  base::Status item(std::string_view) override { return base::Status::ok; }
};

/// One call that tempts the plugin and one that does not, in a host of its own: "ok", or the slug
/// that the caller gets.
void costs_one_call(const std::string& name, const std::string& isolation,
                    const std::string& expected, const base::Clock& clock) {
  const TemporaryFolder folder;
  base::SeededRandom random(1);
  services::MemoryLog log;
  auto store = std::move(*store::open_sqlite_store((folder.path / "store.db").string()));
  registry::Registry registry(registry::Surroundings{&clock, &log, store.get(), &random,
                                                     ECLUSE_BUILD_FOLDER "/bin/ecluse-worker"});
  const auto loaded =
      config::parse("[plugins]\nfolders = [\"" + fs::path(library_of(name)).parent_path().string() +
                        "\"]\n[systems.s]\nisolation = \"" + isolation +
                        "\"\nconnector = \"honest\"\nsettings.town = "
                        "\"Valsonne\"\n",
                    (folder.path / "ecluse.toml").string());
  ASSERT_FALSE(config::has_errors(loaded.findings));
  ASSERT_TRUE(registry.reload(loaded.config));
  const auto snapshot = registry.current();
  const auto* system = snapshot->find("s");
  ASSERT_NE(system, nullptr);
  EXPECT_EQ(system->ready(), expected != "plugin-refused");
  if (!system->ready()) {
    EXPECT_EQ(system->reason(), expected);
    return;
  }
  runtime::Runtime runtime(registry, runtime::Surroundings{&clock, &random, &log, store.get()});
  LastItem sink;
  const auto* action = system->connector->find_action("repeat");
  for (const auto& [input, slug] :
       {std::pair<std::string, std::string>(R"({"text":"'"})", expected),
        {R"({"text":"again"})", "ok"}}) {
    runtime::CallRequest request;
    request.input = input;
    request.request_id = "r";
    request.consumer = "c";
    loader::CancelToken cancel;
    const auto done = runtime.call(*system, *action, request, sink, cancel);
    EXPECT_EQ(done ? "ok" : done.error().slug, slug) << input;
  }
}

/// Those marked unsafe end or spoil a process.
TEST_P(Misbehaving, CostsTheHostOneCall) {
  auto expected = expected_of(GetParam());
  if (expected["host"] == "unsafe") GTEST_SKIP() << "ends or spoils its process";
  costs_one_call(GetParam(), "none", expected["host"], base::ManualClock());
}

/// All of them: in a worker none is unsafe, and the next call is served.
TEST_P(Misbehaving, CostsOneCallInAWorker) {
  auto expected = expected_of(GetParam());
  costs_one_call(GetParam(), "process",
                 expected["host"] == "unsafe" ? expected["isolated"] : expected["host"],
                 base::system_clock());
}

INSTANTIATE_TEST_SUITE_P(Folders, Misbehaving, ::testing::ValuesIn(sinners()), test_name);

/// The rules that no sinner breaks, by damage to the honest one's papers.
class Papers : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::copy(here / "honest", papers(), fs::copy_options::recursive);
    fs::copy(library_of("honest"), folder_.path / "honest.so");
  }
  fs::path papers() const { return folder_.path / "honest"; }
  void write_manifest(const nlohmann::json& manifest) {
    std::ofstream(folder_.path / "honest.manifest.json") << manifest.dump();
  }
  nlohmann::json manifest() const {
    return nlohmann::json::parse(std::ifstream(here / "honest/manifest.json"));
  }
  validate::Outcome outcome(const std::string& rule) {
    const auto report =
        validated({(folder_.path / "honest.so").string(), papers().string()}, {rule});
    return report.findings.empty() ? validate::Outcome() : report.findings[0].outcome;
  }
  TemporaryFolder folder_;
};

TEST_F(Papers, SettingsWantADescriptionAndSecretsASecret) {
  auto bare = manifest();
  bare["connectors"][0]["settings"]["properties"]["town"].erase("description");
  write_manifest(bare);
  EXPECT_EQ(outcome("settings-documented").where, "honest/settings/town");
  auto open = manifest();
  open["connectors"][0]["settings"]["properties"]["password"] =
      open["connectors"][0]["settings"]["properties"]["town"];
  write_manifest(open);
  EXPECT_EQ(outcome("settings-documented").where, "honest/settings/password");
}

TEST_F(Papers, ActionsWantADescriptionThatSaysMoreThanTheTitle) {
  auto bare = manifest();
  bare["connectors"][0]["actions"][0]["description"] = bare["connectors"][0]["actions"][0]["title"];
  write_manifest(bare);
  EXPECT_EQ(outcome("actions-documented").verdict, validate::Verdict::failed);
}

TEST_F(Papers, CasesWantBothEndsAndTheTruth) {
  write_manifest(manifest());
  EXPECT_EQ(outcome("golden-cases").verdict, validate::Verdict::passed);
  std::ofstream(papers() / "cases/repeats/response.json") << R"({"text":"adieu"})";
  EXPECT_EQ(outcome("golden-cases").where, R"(repeats: {"text":"bonjour"})");
  fs::remove_all(papers() / "cases/taken");
  EXPECT_EQ(outcome("golden-cases").where, "honest/repeat");
}

TEST_F(Papers, TheReadmeAndTheOwnerAreAsked) {
  write_manifest(manifest());
  std::ofstream(papers() / "README.md")
      << "# honest\n"
      << std::string(200, 'x') << " version, service account\n## Set-up\n";
  EXPECT_EQ(outcome("readme-sections").why.english, "The README does not tell the removal.");
  fs::remove(papers() / "quality.yaml");
  EXPECT_EQ(outcome("has-owner").where, "quality.yaml");
}

TEST_F(Papers, ACommittedCopyThatIsOldIsALie) {
  write_manifest(manifest());
  auto old = manifest();
  old["plugin"]["version"] = "0.9.0";
  std::ofstream(papers() / "manifest.json") << old.dump();
  EXPECT_EQ(outcome("manifest-true").verdict, validate::Verdict::failed);
}

}  // namespace
