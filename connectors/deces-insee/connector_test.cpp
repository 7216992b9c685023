// SPDX-License-Identifier: EUPL-1.2
// The plugin in a fake host, where cases cannot reach: a folder that breaks, waiting, another
// importer.
#include <ecluse/ext/check.h>
#include <ecluse/ext/command.h>
#include <ecluse/ext/refresh.h>
#include <gtest/gtest.h>

#include <ecluse/testing/fake_host.hpp>
#include <filesystem>
#include <fstream>

#include "store.hpp"
#include "testing/lines.hpp"

namespace ecluse::deces {
namespace {

class ConnectorTest : public ::testing::Test {
 protected:
  ConnectorTest() {
    std::string name = ::testing::TempDir() + "ecluse-deaths-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    folder_ = name;
    std::filesystem::create_directories(folder_ + "/files");
    std::filesystem::create_directories(folder_ + "/state");
    std::ofstream(folder_ + "/files/deces-2024.txt", std::ios::binary) << numbered_file(0, 5);
    static const auto* plugin =
        ecluse::testing::load_plugin(ECLUSE_BUILD_FOLDER "/plugins/deces-insee.so");
    const std::string settings = R"({"folder":")" + folder_ + R"(/files","settle":"10s"})";
    EXPECT_TRUE(host_.open(plugin, "deces-insee", settings, folder_ + "/state"));
  }
  ~ConnectorTest() override {
    host_.close();
    std::filesystem::remove_all(folder_);
  }

  void import_all() {
    host_.extension(ECLUSE_EXT_REFRESH, 0, {});
    host_.advance_seconds(10);
    EXPECT_EQ(host_.extension(ECLUSE_EXT_REFRESH, 0, {}).items[0], R"({"changed":true})");
  }
  ecluse::testing::Answer invoke(const std::string& action, const std::string& input) {
    ecluse::testing::Request request;
    request.action = action;
    request.input = input;
    return host_.invoke(request);
  }
  ecluse::testing::Answer command() {
    ecluse::testing::Request request;
    request.action = "import";
    return host_.extension(ECLUSE_EXT_COMMAND, 0, request);
  }
  std::unique_ptr<kit::IndexWriter> writer() {
    auto opened = kit::IndexWriter::open(folder_ + "/state/deaths.db", layout());
    EXPECT_TRUE(opened);
    return std::move(*opened);
  }
  std::string state() {
    const auto answer = invoke("get-import-status", "{}");
    EXPECT_EQ(answer.status, ECLUSE_OK);
    const auto from =
        answer.items[0].rfind(R"("state":")");  // members come by name: the last is ours
    return answer.items[0].substr(from + 9, answer.items[0].find('"', from + 9) - from - 9);
  }

  ecluse::testing::FakeHost host_;
  std::string folder_;
};

const std::string all_of_2024 = R"({"since":"2024-01-01","page_size":50})";

TEST_F(ConnectorTest, AFolderThatBreaksIsSaidAndTheIndexStillAnswers) {
  import_all();
  const auto before = invoke("list-deaths", all_of_2024);
  ASSERT_EQ(before.status, ECLUSE_OK);
  host_.break_files(ECLUSE_UNAVAILABLE);
  EXPECT_EQ(host_.extension(ECLUSE_EXT_CHECK, 0, {}).slug, "folder-unreachable");
  EXPECT_EQ(host_.extension(ECLUSE_EXT_REFRESH, 0, {}).slug, "folder-unreachable");
  EXPECT_EQ(command().slug, "folder-unreachable");
  EXPECT_EQ(invoke("list-deaths", all_of_2024).items, before.items);
  EXPECT_NE(invoke("get-import-status", "{}").items[0].find(R"("folder":"unreachable")"),
            std::string::npos);
  host_.break_files(ECLUSE_PERMISSION_DENIED);
  EXPECT_EQ(host_.extension(ECLUSE_EXT_CHECK, 0, {}).slug, "folder-forbidden");
  EXPECT_EQ(host_.extension(ECLUSE_EXT_REFRESH, 0, {}).slug, "folder-forbidden");
  EXPECT_EQ(invoke("list-deaths", all_of_2024).items, before.items);
}

TEST_F(ConnectorTest, NothingImportedIsNotNothingFound) {
  const auto early = invoke("list-deaths", all_of_2024);
  EXPECT_EQ(early.slug, "index-missing");
  EXPECT_EQ(state(), "never");
  host_.advance_seconds(10);
  const auto later = invoke("list-deaths", all_of_2024);  // small: the call itself brings it in
  EXPECT_EQ(later.status, ECLUSE_OK);
  EXPECT_NE(later.items[0].find("NOM4"), std::string::npos);
  EXPECT_EQ(state(), "idle");
}

TEST_F(ConnectorTest, TheOperatorsImportWaitsUntilFilesStandStill) {
  const auto answer = command();
  ASSERT_EQ(answer.status, ECLUSE_OK);
  ASSERT_EQ(answer.items.size(), 3u);
  EXPECT_NE(answer.items[0].find("1 fichier(s)"), std::string::npos);
  EXPECT_NE(answer.items[1].find("5 lignes, 0.0 sur 0.0 Mo (100 %)"), std::string::npos);
  EXPECT_NE(answer.items[2].find("Tous les fichiers"), std::string::npos);
}

TEST_F(ConnectorTest, TheOperatorsImportFollowsOneThatIsUnderWay) {
  import_all();
  const auto other = writer();
  Progress progress;
  progress.started_ns = 1;
  progress.updated_ns = 11'000'000'000;
  progress.files = 1;
  progress.bytes = 4'000'000;
  progress.bytes_done = 1'000'000;
  progress.lines_done = 5'000;
  progress.file = "deces-2025.txt";
  ASSERT_TRUE(put_progress(*other, progress));
  EXPECT_EQ(state(), "running");
  host_.cancel_after(8);
  const auto answer = command();
  EXPECT_EQ(answer.status, ECLUSE_CANCELLED);
  ASSERT_GE(answer.items.size(), 2u);
  EXPECT_NE(answer.items[0].find("deces-2025.txt : 5 000 lignes, 1.0 sur 4.0 Mo (25 %)"),
            std::string::npos);
  host_.cancel_after(-1);
  EXPECT_EQ(host_.extension(ECLUSE_EXT_REFRESH, 0, {}).items[0], R"({"changed":false})");
  host_.advance_seconds(600);
  EXPECT_EQ(state(), "interrupted");
}

TEST_F(ConnectorTest, ACallThatNobodyWaitsForEnds) {
  std::ofstream(folder_ + "/files/deces-2023.txt", std::ios::binary) << numbered_file(0, 3'000);
  import_all();
  const std::string all_and_nobody = R"({"name":"N*","given_names":"zzz","page_size":50})";
  EXPECT_EQ(invoke("search-deaths", all_and_nobody).status, ECLUSE_OK);
  host_.cancel_after(1);
  EXPECT_EQ(invoke("search-deaths", all_and_nobody).status, ECLUSE_CANCELLED);
}

TEST_F(ConnectorTest, NothingOfAPersonIsLogged) {
  import_all();
  invoke("match-persons", R"({"persons":[{"name":"NOM1"}],"least_score":1,"most_matches":3})");
  for (const std::string& line : host_.log_lines()) EXPECT_EQ(line.find("NOM"), line.npos) << line;
}

}  // namespace
}  // namespace ecluse::deces
