// SPDX-License-Identifier: EUPL-1.2
// What goes wrong between a connector and a database server: deadlines, locks, lines that break.
#include <future>

#include "cutting_proxy.hpp"
#include "world.hpp"

namespace ecluse::sqltest {
namespace {

using std::chrono::seconds;

class Trouble : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    if (world_ != nullptr) run("CREATE TABLE t (id INTEGER PRIMARY KEY, x INTEGER)");
  }
  /// Statements like `mark` that still run on the server.
  std::int64_t running(const std::string& mark) {
    return count(
        (mariadb() ? "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%"
                   : "SELECT COUNT(*) FROM pg_stat_activity WHERE state = 'active' AND "
                     "query LIKE '%") +
        mark + "%' AND " + (mariadb() ? "id <> CONNECTION_ID()" : "pid <> pg_backend_pid()"));
  }
  const char* slow() const {
    return pick("SELECT 'slow', COUNT(*) FROM seq_1_to_100000 a, seq_1_to_1000000 b",
                "SELECT 'slow', COUNT(*) FROM generate_series(1, 2000000000)",
                "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT COUNT(*) "
                "FROM c");
  }
};
class TroubleEverywhere : public Trouble {};
class TroubleOfServers : public Trouble {};
const auto name_of = [](const auto& engine) { return engine.param; };
INSTANTIATE_TEST_SUITE_P(Engines, TroubleEverywhere,
                         ::testing::Values("sqlite", "mariadb", "postgresql"), name_of);
INSTANTIATE_TEST_SUITE_P(Engines, TroubleOfServers, ::testing::Values("mariadb", "postgresql"),
                         name_of);

TEST_P(TroubleEverywhere, TheDeadlineEndsTheStatementOnTheServer) {
  const TestCall call(milliseconds(400));
  auto session = read(call);
  ASSERT_NE(session, nullptr);
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(slug(session->run(slow())), "database-timeout");
  EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(5));
  EXPECT_EQ(slug(session->run("SELECT 1")), "database-timeout");
  session.reset();
  EXPECT_EQ(sqlite() ? 0 : running("slow"), 0);
}

TEST_P(TroubleEverywhere, ACallThatIsCancelledEndsItsStatement) {
  TestCall call;
  auto session = read(call);
  auto ran = std::async(std::launch::async, [&] { return slug(session->run(slow())); });
  if (!sqlite())
    while (running("slow") == 0 && ran.wait_for(milliseconds(20)) != std::future_status::ready) {
    }
  call.cancelled = true;
  EXPECT_EQ(ran.get(), "database-timeout");
  session.reset();
  EXPECT_EQ(sqlite() ? 0 : running("slow"), 0);
}

TEST_P(TroubleEverywhere, WhoWaitsForALockIsBusyInTime) {
  const TestCall call;
  auto first = write(call);
  ASSERT_EQ(slug(first->run("INSERT INTO t VALUES (1, 1)")), "ok");
  const auto began = std::chrono::steady_clock::now();
  if (sqlite()) {
    const auto second =
        world_->database().write({.call = &call.raw, .lock_wait = milliseconds(200)});
    EXPECT_EQ(slug(second), "database-busy");
  } else {
    auto second = write(call, milliseconds(1000));
    const auto done = second->run("INSERT INTO t VALUES (1, 2)");
    EXPECT_EQ(slug(done), "database-busy");
    EXPECT_TRUE(!done && kit::sql_retryable(done.error()) && done.error().retry_after_ms > 0);
    EXPECT_EQ(slug(second->commit()), "database-busy");
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(4));
  EXPECT_EQ(slug(first->commit()), "ok");
  first.reset();
  EXPECT_EQ(count("SELECT COUNT(*) FROM t"), 1);
}

TEST_P(TroubleOfServers, OneOfADeadlockIsBusyAndWritesNothingAfter) {
  run("INSERT INTO t VALUES (1, 0), (2, 0)");
  const TestCall call;
  auto first = write(call), second = write(call);
  ASSERT_EQ(slug(first->run("UPDATE t SET x = 1 WHERE id = 1")), "ok");
  ASSERT_EQ(slug(second->run("UPDATE t SET x = 2 WHERE id = 2")), "ok");
  auto waiting = std::async(std::launch::async,
                            [&] { return slug(first->run("UPDATE t SET x = 1 WHERE id = 2")); });
  const auto crossing = slug(second->run("UPDATE t SET x = 2 WHERE id = 1"));
  const auto waited = waiting.get();
  EXPECT_TRUE((crossing == "database-busy") != (waited == "database-busy"));
  auto& loser = crossing == "database-busy" ? second : first;
  EXPECT_EQ(slug(loser->run("INSERT INTO t VALUES (3, 3)")), "database-busy");
  EXPECT_EQ(slug(loser->commit()), "database-busy");
  auto& winner = crossing == "database-busy" ? first : second;
  loser.reset();
  EXPECT_EQ(slug(winner->commit()), "ok");
  winner.reset();
  EXPECT_EQ(count("SELECT COUNT(*) FROM t"), 2);
}

TEST_P(TroubleOfServers, AnAdvisoryLockIsHeldByItsSessionAloneAndLostWithIt) {
  const std::string key = mariadb() ? "'" + name_ + "'" : std::to_string(::getpid());
  const std::string lock =
      mariadb() ? "SELECT GET_LOCK(" + key + ", 0)"
                : "SELECT CASE WHEN pg_try_advisory_lock(" + key + ") THEN 1 ELSE 0 END";
  const TestCall call;
  auto holder = dedicated(call);
  EXPECT_EQ((**holder->first(lock)).integer(0), 1);
  ASSERT_EQ(slug(holder->begin(SqlIsolation::read_committed)), "ok");
  ASSERT_EQ(slug(holder->run("INSERT INTO t VALUES (1, 1)")), "ok");
  {
    auto other = dedicated(call);
    EXPECT_EQ((**other->first(lock)).integer(0), 0);
  }
  ASSERT_EQ(slug(holder->commit()), "ok");
  ASSERT_EQ(slug(holder->begin(SqlIsolation::usual)), "ok");
  ASSERT_EQ(slug(holder->run("INSERT INTO t VALUES (2, 2)")), "ok");
  kill(holder->facts().session_number);
  EXPECT_EQ(slug(holder->run("INSERT INTO t VALUES (3, 3)")), "database-lost");  // no new line
  EXPECT_EQ(slug(holder->commit()), "database-lost");
  {
    auto other = dedicated(call);
    EXPECT_EQ((**other->first(lock)).integer(0), 1);
  }
  auto again = dedicated(call);  // given back is given free
  EXPECT_EQ((**again->first(lock)).integer(0), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM t"), 1);
}

TEST_P(TroubleOfServers, ASessionThatIsKilledIsLostAndTheNextOneIsNew) {
  const TestCall call;
  auto session = write(call);
  ASSERT_EQ(slug(session->run("INSERT INTO t VALUES (1, 1)")), "ok");
  const auto number = session->facts().session_number;
  kill(number);
  EXPECT_EQ(slug(session->run("INSERT INTO t VALUES (2, 2)")), "database-lost");
  EXPECT_EQ(slug(session->commit()), "database-lost");
  session = write(call);
  EXPECT_NE(session->facts().session_number, number);
  session.reset();
  // One that was killed while it was kept is replaced without a word.
  session = write(call);
  const auto kept = session->facts().session_number;
  session.reset();
  kill(kept);
  session = write(call);
  EXPECT_EQ(slug(session->run("INSERT INTO t VALUES (5, 5)")), "ok");
  EXPECT_EQ(slug(session->commit()), "ok");
  session.reset();
  EXPECT_EQ(count("SELECT COUNT(*) FROM t"), 1);
}

TEST_P(TroubleOfServers, ALineThatBreaksAtCommitIsAnUnknownOutcome) {
  CuttingProxy proxy(settings_["port"].get<std::uint16_t>(), "COMMIT");
  auto through = settings_;
  through["port"] = proxy.port();
  World world(through, {});
  for (const auto cut : {Cut::before_it_is_heard, Cut::before_its_answer}) {
    const TestCall call;
    proxy.cut = Cut::never;
    auto session = take(world.database().write({.call = &call.raw}));
    ASSERT_NE(session, nullptr);
    const int id = cut == Cut::before_it_is_heard ? 1 : 2;
    ASSERT_EQ(slug(session->run("INSERT INTO t VALUES (?, 0)", {id})), "ok");
    proxy.cut = cut;
    const auto done = session->commit();
    EXPECT_EQ(slug(done), "database-commit-unknown");
    EXPECT_FALSE(kit::sql_retryable(done.error()));
  }
  EXPECT_EQ(count("SELECT COUNT(*) FROM t WHERE id = 1"), 0);
  for (int times = 0; times < 100 && count("SELECT COUNT(*) FROM t WHERE id = 2") == 0; ++times)
    std::this_thread::sleep_for(milliseconds(20));
  EXPECT_EQ(count("SELECT COUNT(*) FROM t WHERE id = 2"), 1);  // nobody could tell
}

TEST_P(TroubleOfServers, WhoMayNotIsToldWhatItLacks) {
  const std::string user = "u_" + name_;
  run("CREATE USER " + user + (mariadb() ? "@'127.0.0.1' IDENTIFIED BY 'p'" : " PASSWORD 'p'"));
  run("GRANT SELECT ON t TO " + user + (mariadb() ? "@'127.0.0.1'" : ""));
  auto narrow = settings_;
  narrow["user"] = user;
  narrow["password"] = "p";
  const TestCall call;
  World world(narrow, {});
  auto session = take(world.database().write({.call = &call.raw}));
  ASSERT_NE(session, nullptr);
  EXPECT_EQ(slug(session->all("SELECT id FROM t")), "ok");
  const auto done = session->run("INSERT INTO t VALUES (1, 1)");
  EXPECT_EQ(slug(done), "database-right-missing");
  const auto right = parameter(done.error(), "right");
  EXPECT_EQ(right, mariadb() ? "INSERT " + name_ + ".t" : "table t");
  session.reset();
  narrow["password"] = "wrong";
  World refused(narrow, {});
  EXPECT_EQ(slug(refused.database().read({.call = &call.raw})), "database-refused");
  narrow["port"] = 1;
  World unreachable(narrow, {});
  EXPECT_EQ(slug(unreachable.database().read({.call = &call.raw})), "database-unreachable");
  run((mariadb() ? "DROP USER " : "DROP OWNED BY ") + user + (mariadb() ? "@'127.0.0.1'" : ""));
  if (!mariadb()) run("DROP USER " + user);
}

TEST_P(TroubleOfServers, ARestartCostsWhatRanAndNoMore) {
  const std::string folder = ::testing::TempDir() + "ecluse-restart-" + name_;
  const auto servers = [&](const std::string& verb) {
    return std::system(
        ("python3 -B " ECLUSE_SOURCE_FOLDER "/tests/databases/servers.py " + verb).c_str());
  };
  ASSERT_EQ(servers("start " + folder + " " + GetParam()), 0);
  {
    World world(testing::database_settings(testing::databases(folder), GetParam()), {});
    const TestCall call(seconds(60));
    run(world, "CREATE TABLE kept (id INTEGER)");
    auto running = take(world.database().write({.call = &call.raw}));
    ASSERT_EQ(slug(running->run("INSERT INTO kept VALUES (1)")), "ok");
    ASSERT_EQ(slug(world.database().read({.call = &call.raw})), "ok");  // one is kept
    ASSERT_EQ(servers("kill " + folder + " " + GetParam()), 0);
    EXPECT_EQ(slug(running->run("INSERT INTO kept VALUES (2)")), "database-lost");
    EXPECT_EQ(slug(world.database().read({.call = &call.raw})), "database-unreachable");
    ASSERT_EQ(servers("restart " + folder + " " + GetParam()), 0);
    auto after = take(world.database().write({.call = &call.raw}));
    ASSERT_NE(after, nullptr);
    EXPECT_EQ((**after->first("SELECT COUNT(*) FROM kept")).integer(0), 0);
    ASSERT_EQ(slug(after->run("INSERT INTO kept VALUES (3)")), "ok");
    EXPECT_EQ(slug(after->commit()), "ok");
  }
  EXPECT_EQ(servers("stop " + folder), 0);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace ecluse::sqltest
