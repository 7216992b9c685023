// SPDX-License-Identifier: EUPL-1.2
// The sql service where it runs in the product: in a worker, behind its sandbox.
#include <gtest/gtest.h>

#include <fstream>

#include "databases.hpp"
#include "runtime/test_world.hpp"

namespace {

using namespace ecluse;

struct Kept final : loader::Sink {
  std::string text;
  base::Status item(std::string_view json) override {
    text = json;
    return base::Status::ok;
  }
};

class SqlWorker : public ::testing::Test, protected runtime::TestWorld {
 protected:
  SqlWorker() : TestWorld(Time::real, WORKER_PROGRAM) {}

  void open(const std::string& settings) {
    ASSERT_TRUE(load("[plugins]\nfolders = [\"" ECLUSE_BUILD_FOLDER
                     "/plugins\"]\n[systems.s]\nconnector = \"prober\"\n[systems.s.settings]\n" +
                     settings));
  }
  /// The answer, or the slug.
  std::string ask() {
    const auto& system = *snapshot_->find("s");
    runtime::CallRequest request;
    request.input = R"({"text":"Éloïse"})";
    request.request_id = "r";
    request.consumer = "c";
    Kept kept;
    loader::CancelToken cancel;
    const auto done =
        runtime_->call(system, *system.connector->find_action("ask"), request, kept, cancel);
    return done ? kept.text : done.error().slug;
  }
  static std::string settings_of(const nlohmann::json& server, bool by_socket) {
    std::string text = "engine = \"" + server.at("engine").get<std::string>() + "\"\n";
    const auto line = [&](const char* name, const std::string& value) {
      text += std::string(name) + " = \"" + value + "\"\n";
    };
    line(by_socket ? "socket" : "host", server.at(by_socket ? "socket" : "host"));
    line("database", server.at("database"));
    line("user", server.at("user"));
    line("word", server.at("password"));
    return text + "port = " + std::to_string(server.at("port").get<int>()) + "\n";
  }
};

TEST_F(SqlWorker, ReachesServersByPortAndBySocket) {
  const auto servers = ecluse::testing::databases();
  for (const char* name : {"mariadb", "postgresql"})
    for (const bool by_socket : {false, true}) {
      open(settings_of(servers.at(name), by_socket));
      EXPECT_EQ(ask(), R"({"text":")" + std::string(name) + R"( Éloïse"})") << by_socket;
    }
}

TEST_F(SqlWorker, WritesAFileBeneathItsFolder) {
  std::filesystem::create_directories(folder_ + "/base");
  std::ofstream(folder_ + "/base/t.db").flush();
  open("engine = \"sqlite\"\nfolder = \"" + folder_ + "/base\"\nfile = \"t.db\"\n");
  EXPECT_EQ(ask(), R"({"text":"sqlite Éloïse"})");
  open("engine = \"sqlite\"\nfolder = \"" + folder_ + "/base\"\nfile = \"none.db\"\n");
  EXPECT_EQ(ask(), "database-unreachable");
}

}  // namespace
