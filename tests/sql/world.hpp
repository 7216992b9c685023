// SPDX-License-Identifier: EUPL-1.2
// A connector's view of the host's sql service on one engine, with a database of the test's own.
#pragma once

#include <gtest/gtest.h>

#include <ecluse/host_sql.hpp>
#include <filesystem>

#include "databases.hpp"
#include "services/system_services.hpp"

namespace ecluse::sqltest {

using kit::SqlIsolation;
using kit::SqlKind;
using kit::SqlNext;
using kit::SqlRow;
using kit::SqlSession;
using kit::SqlTerms;
using kit::SqlValue;
using std::chrono::milliseconds;

/// A call of the host: its deadline is real, it is cancelled when a test says so.
struct TestCall {
  explicit TestCall(milliseconds time = std::chrono::seconds(20)) {
    raw.size = sizeof raw;
    raw.host_data = this;
    raw.deadline_ns = (base::system_clock().monotonic() + std::chrono::nanoseconds(time)).count();
    raw.cancelled = [](const ecluse_call* call) -> int32_t {
      return static_cast<TestCall*>(call->host_data)->cancelled ? 1 : 0;
    };
  }
  TestCall(const TestCall&) = delete;
  TestCall& operator=(const TestCall&) = delete;
  ecluse_call raw{};
  std::atomic<bool> cancelled{false};
};

/// The service of one system, and a database opened through it as a connector does.
class World {
 public:
  /// `roots` for SQLite; every host and socket may be reached that `settings` name.
  World(nlohmann::json settings, std::vector<std::string> roots, std::size_t sessions = 4) {
    services::Surroundings around;
    around.clock = &base::system_clock();
    around.log = &log_;
    around.sql_sessions = sessions;
    for (const char* name : {"host", "socket"})
      if (settings.contains(name)) around.texts.push_back(settings[name]);
    services_ = std::make_unique<services::SystemServices>("s", std::move(roots), around);
    ecluse_open open{};
    const Host host(services_->host(), open);
    auto opened = HostSql::open(host, settings.dump());
    if (opened)
      database_ = std::move(*opened);
    else
      refusal = opened.error().slug;
  }
  kit::SqlDatabase& database() { return *database_; }
  std::string refusal;

 private:
  services::MemoryLog log_;
  std::unique_ptr<services::SystemServices> services_;
  std::unique_ptr<HostSql> database_;
};

template <typename Value>
std::string slug(const Result<Value>& result) {
  return result ? "ok" : result.error().slug;
}
inline std::string parameter(const Error& error, std::string_view name) {
  for (const auto& [key, value] : error.parameters)
    if (key == name) return value;
  return {};
}

/// "mariadb", "postgresql" or "sqlite": a database of its own, dropped at the end.
class EngineTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (sqlite()) return open_sqlite();
    const auto servers = testing::databases();
    ASSERT_TRUE(servers.contains(GetParam())) << "the fixture `databases` does not run";
    admin_settings_ = testing::database_settings(servers, GetParam());
    World admin(admin_settings_, {});
    name_ = "t" + std::to_string(::getpid()) + "_" + std::to_string(++count_);
    run(admin, "CREATE DATABASE " + name_ + (mariadb() ? " CHARACTER SET utf8mb4" : ""));
    settings_ = admin_settings_;
    settings_["database"] = name_;
    world_ = std::make_unique<World>(settings_, std::vector<std::string>{});
  }
  void TearDown() override {
    world_.reset();
    if (sqlite()) {
      std::filesystem::remove_all(folder_);
      return;
    }
    if (name_.empty()) return;
    World admin(admin_settings_, {});
    run(admin, "DROP DATABASE " + name_ + (mariadb() ? "" : " WITH (FORCE)"));
  }
  bool sqlite() const { return GetParam() == "sqlite"; }
  bool mariadb() const { return GetParam() == "mariadb"; }
  bool postgresql() const { return GetParam() == "postgresql"; }
  const char* pick(const char* mariadb_text, const char* postgresql_text,
                   const char* sqlite_text) const {
    return mariadb() ? mariadb_text : postgresql() ? postgresql_text : sqlite_text;
  }

  /// A statement of the test itself, in no transaction.
  static void run(World& world, const std::string& statement) {
    const TestCall call;
    auto session = world.database().dedicated({.call = &call.raw});
    ASSERT_TRUE(session) << session.error().slug;
    const auto done = (*session)->run(statement);
    ASSERT_TRUE(done) << statement << ": " << done.error().slug << " "
                      << parameter(done.error(), "code") << parameter(done.error(), "sqlstate");
  }
  void run(const std::string& statement) { run(*world_, statement); }
  std::int64_t count(const std::string& statement) {
    const TestCall call;
    auto session = world_->database().dedicated({.call = &call.raw});
    auto row = (*session)->first(statement);
    return row && *row ? (**row).integer(0) : -1;
  }
  std::unique_ptr<SqlSession> take(Result<std::unique_ptr<SqlSession>> session) {
    EXPECT_TRUE(session) << session.error().slug;
    return session ? std::move(*session) : nullptr;
  }
  std::unique_ptr<SqlSession> write(const TestCall& call,
                                    milliseconds lock_wait = milliseconds(5000)) {
    return take(world_->database().write({.call = &call.raw, .lock_wait = lock_wait}));
  }
  std::unique_ptr<SqlSession> read(const TestCall& call) {
    return take(world_->database().read({.call = &call.raw}));
  }
  std::unique_ptr<SqlSession> dedicated(const TestCall& call,
                                        milliseconds lock_wait = milliseconds(5000)) {
    return take(world_->database().dedicated({.call = &call.raw, .lock_wait = lock_wait}));
  }
  /// Ends another session by force, as an operator would.
  void kill(std::int64_t session_number) {
    run((mariadb() ? "KILL " : "SELECT pg_terminate_backend(") + std::to_string(session_number) +
        (mariadb() ? "" : ")"));
  }

  std::unique_ptr<World> world_;
  nlohmann::json settings_, admin_settings_;
  std::string name_, folder_;

 private:
  void open_sqlite() {
    folder_ = ::testing::TempDir() + "ecluse-sql-XXXXXX";
    ASSERT_NE(::mkdtemp(folder_.data()), nullptr);
    const std::string file = folder_ + "/t.db";
    std::ofstream(file).flush();
    settings_ = {{"engine", "sqlite"}, {"file", file}};
    world_ = std::make_unique<World>(settings_, std::vector<std::string>{folder_});
    ASSERT_EQ(world_->refusal, "");
  }
  static inline int count_ = 0;
};

}  // namespace ecluse::sqltest
