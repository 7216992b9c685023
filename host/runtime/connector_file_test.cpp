// SPDX-License-Identifier: EUPL-1.2
// A connector that is a file, from the folder to the answer of a call: plugins/greeting is its
// runtime.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "runtime/test_world.hpp"

namespace ecluse::runtime {
namespace {

namespace fs = std::filesystem;

struct Said final : loader::Sink {
  std::vector<std::string> all;
  base::Status item(std::string_view json) override {
    all.emplace_back(json);
    return base::Status::ok;
  }
};

class ConnectorFileTest : public ::testing::Test, protected TestWorld {
 protected:
  void SetUp() override {
    for (const auto* file : {"greeting.so", "greeting.manifest.json"})
      fs::copy(fs::path(ECLUSE_BUILD_FOLDER "/plugins") / file, folder_);
    for (const auto* file : {"welcome.greeting", "welcome.manifest.json"})
      fs::copy(fs::path(ECLUSE_SOURCE_FOLDER "/plugins/greeting/example") / file, folder_);
    std::ifstream in(file(), std::ios::binary);
    std::getline(in, entry_);
  }
  fs::path file() const { return fs::path(folder_) / "welcome.greeting"; }
  void write(const std::string& text) const { std::ofstream(file(), std::ios::binary) << text; }

  /// Reloads with one system of the file's connector; null when it is not there.
  std::shared_ptr<const registry::System> reload(const std::string& pin = {}) {
    EXPECT_TRUE(load("[plugins]\nfolders = [\"" + folder_ + "\"]\n" + pin +
                     "[systems.accueil]\nisolation = \"none\"\nconnector = \"welcome\"\n"));
    return snapshot_->systems.find("accueil")->second;
  }
  static std::string why(const registry::System& system) {
    const auto failure = system.failure();
    if (!failure) return "it is ready";
    const auto& error = *failure;
    return error.slug + (error.parameters.size() > 1 ? ": " + error.parameters[1].second : "");
  }
  std::string call(const registry::System& system) {
    Said items;
    loader::CancelToken cancel;
    CallRequest request;
    request.input = R"({"name":"Zoé"})";
    request.request_id = "r";
    request.consumer = "c";
    const auto called =
        runtime_->call(system, *system.connector->find_action("greet"), request, items, cancel);
    if (!called) return called.error().slug;
    return items.all.size() == 1 ? items.all[0] : std::to_string(items.all.size()) + " items";
  }
  std::string entry_;  ///< the first line of the example
};

TEST_F(ConnectorFileTest, AnswersACall) {
  const auto system = reload();
  ASSERT_TRUE(system->ready()) << why(*system);
  EXPECT_EQ(call(*system), R"({"text":"La mairie de Valsonne vous souhaite la bienvenue, Zoé"})");
}

TEST_F(ConnectorFileTest, AReloadKeepsAnEqualFileAndReadsAChangedOne) {
  const auto first = reload();
  ASSERT_TRUE(first->ready()) << why(*first);
  fs::last_write_time(file(), fs::last_write_time(file()) + std::chrono::hours(1));
  EXPECT_EQ(reload(), first);
  write(entry_ + "\nBonjour\n");
  const auto second = reload();
  ASSERT_NE(second, first);
  EXPECT_EQ(call(*second), R"({"text":"Bonjour Zoé"})");
  // Whoever holds the old snapshot is still answered, by what it opened.
  EXPECT_EQ(call(*first), R"({"text":"La mairie de Valsonne vous souhaite la bienvenue, Zoé"})");
}

TEST_F(ConnectorFileTest, AFileThatLiesDoesNotServe) {
  std::string lying = entry_;
  lying.replace(lying.find("Le mot"), 6, "Un mot");
  write(lying + "\nBonjour\n");
  EXPECT_EQ(why(*reload()),
            "plugin-refused: it is not what its manifest says: they differ at /description/fr");
}

TEST_F(ConnectorFileTest, BadFilesDoNotServe) {
  write("");
  EXPECT_EQ(why(*reload()),
            "plugin-refused: what its runtime says of it is not JSON: invalid-json");
  write("\xff\xfe\n");
  EXPECT_EQ(why(*reload()),
            "plugin-refused: what its runtime says of it is not JSON: invalid-utf8");
  write("[1]\n");
  EXPECT_EQ(why(*reload()), "plugin-refused: it is not what its manifest says");
  write(std::string(100, '[') + "\n");
  EXPECT_EQ(why(*reload()), "plugin-refused: what its runtime says of it is not JSON: too-deep");
  write(entry_ + std::string(2u << 20, ' '));
  EXPECT_EQ(why(*reload()), "unknown-connector");
  fs::remove(file());
  EXPECT_EQ(why(*reload()), "unknown-connector");
  ASSERT_EQ(snapshot_->refused_plugins.size(), 1u);
  EXPECT_EQ(snapshot_->refused_plugins[0].parameters[1].second,
            "the file that it describes is not there");
  write(entry_ + "\nBonjour\n");
  EXPECT_EQ(call(*reload()), R"({"text":"Bonjour Zoé"})");
}

TEST_F(ConnectorFileTest, AnswersThatAreNotUtf8CostTheirCall) {
  write(entry_ + "\n\xff\n");
  const auto system = reload();
  ASSERT_TRUE(system->ready()) << why(*system);
  EXPECT_EQ(call(*system), "unexpected");
}

TEST_F(ConnectorFileTest, ThePublisherOfItsManifestIsPinned) {
  EXPECT_TRUE(reload("[plugins.pin.welcome]\npublisher = \"Écluse\"\n")->ready());
  EXPECT_EQ(why(*reload("[plugins.pin.welcome]\npublisher = \"Mairie\"\n")), "unknown-connector");
  ASSERT_EQ(snapshot_->refused_plugins.size(), 1u);
  EXPECT_EQ(snapshot_->refused_plugins[0].parameters[1].second,
            "its publisher is \"Écluse\", and [plugins] expects \"Mairie\"");
}

}  // namespace
}  // namespace ecluse::runtime
