// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "loader/discovery.hpp"
#include "loader/instance.hpp"
#include "services/system_services.hpp"

namespace ecluse::loader {
namespace {

namespace fs = std::filesystem;

/// Keeps what is emitted; stops after `most`.
struct Items final : Sink {
  std::vector<std::string> all;
  std::size_t most = 100;
  base::Status item(std::string_view json) override {
    all.emplace_back(json);
    return all.size() < most ? base::Status::ok : base::Status::cancelled;
  }
};

class LoaderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "ecluse-loader-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    for (const auto* file : {"smallest-cpp.so", "smallest-cpp.manifest.json"})
      fs::copy(fs::path(ECLUSE_BUILD_FOLDER "/plugins") / file, folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string why() const {
    const auto all = discover({folder_}, {});
    return all.refused.empty() ? "" : all.refused[0].parameters[1].second;
  }
  std::string folder_;
};

TEST_F(LoaderTest, FindsLoadsOpensAndCalls) {
  const auto all = discover({folder_}, {});
  ASSERT_EQ(all.found.size(), 1u);
  const auto plugin = Plugin::load(all.found[0]);
  ASSERT_TRUE(plugin) << plugin.error().parameters[1].second;
  base::ManualClock clock;
  services::MemoryLog log;
  const services::SystemServices services("accueil", {}, {&clock, &log, nullptr});
  OpenFacts facts;
  facts.connector = "smallest-cpp";
  facts.settings = R"({"town":"Valsonne"})";
  const auto instance = Instance::open(*plugin, services.host(), facts);
  ASSERT_TRUE(instance);
  Items items;
  CancelToken cancel;
  CallFacts call;
  call.action = "greet";
  call.input = R"({"name":"Zoé"})";
  call.deadline = clock.monotonic() + std::chrono::seconds(20);
  CallContext context(call, items, cancel, clock);
  ASSERT_TRUE((*instance)->run(Function::invoke, context));
  EXPECT_EQ(items.all, std::vector<std::string>{R"({"text":"Bonjour Zoé, Valsonne"})"});
}

TEST_F(LoaderTest, TellsTheFaultOfTheSettingsWithItsField) {
  const auto plugin = Plugin::load(discover({folder_}, {}).found.at(0));
  base::ManualClock clock;
  services::MemoryLog log;
  const services::SystemServices services("accueil", {}, {&clock, &log, nullptr});
  OpenFacts facts;
  facts.connector = "smallest-cpp";
  facts.settings = R"({"town":7})";
  const auto instance = Instance::open(*plugin, services.host(), facts);
  ASSERT_FALSE(instance);
  EXPECT_EQ(instance.error().slug, "wrong-type");
  EXPECT_EQ(instance.error().pointer, "/town");
}

TEST_F(LoaderTest, RefusesBeforeAnyCodeRuns) {
  const std::string manifest = folder_ + "/smallest-cpp.manifest.json";
  std::stringstream text;
  text << std::ifstream(manifest).rdbuf();
  const auto write = [&](std::string_view from, std::string_view to) {
    std::string changed = text.str();
    changed.replace(changed.find(from), from.size(), to);
    std::ofstream(manifest) << changed;
  };
  write("\"requires\":[]", "\"requires\":[\"ecluse.fax/1\"]");
  EXPECT_EQ(why(), "it needs ecluse.fax/1, which this host does not offer");
  write("\"version\":\"1.0.0\"", "\"version\":\"1\"");
  EXPECT_EQ(why(), "its manifest: manifest-invalid at /plugin/version, a semantic version, 1.2.3");
  fs::remove(manifest);
  EXPECT_EQ(why(), "there is no smallest-cpp.manifest.json beside it");
}

TEST_F(LoaderTest, RefusesAManifestThatLies) {
  const std::string manifest = folder_ + "/smallest-cpp.manifest.json";
  std::stringstream text;
  text << std::ifstream(manifest).rdbuf();
  std::string changed = text.str();
  changed.replace(changed.find("1.0.0"), 5, "1.0.1");
  std::ofstream(manifest) << changed;
  const auto plugin = Plugin::load(discover({folder_}, {}).found.at(0));
  ASSERT_FALSE(plugin);
  EXPECT_EQ(plugin.error().parameters[1].second, "the manifest inside it is not the one beside it");
}

TEST_F(LoaderTest, ChecksThePin) {
  const auto all = discover({folder_}, {{"smallest-cpp", {std::string(64, '0'), ""}}});
  ASSERT_EQ(all.refused.size(), 1u);
  EXPECT_EQ(all.refused[0].parameters[1].second, "its SHA-256 is not the one of [plugins]");
}

}  // namespace
}  // namespace ecluse::loader
