// SPDX-License-Identifier: EUPL-1.2
// What is refused before a system hears of it: by the breaker, a pause, a maintenance window; and
// what is tried twice.
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "config/maintenance.hpp"
#include "runtime/test_world.hpp"

namespace ecluse::runtime {
namespace {

using std::chrono::seconds;
using store::PauseOf;

struct CountingSink final : loader::Sink {
  int count = 0;
  base::Status item(std::string_view) override {
    ++count;
    return base::Status::ok;
  }
};

class GateTest : public ::testing::Test, protected TestWorld {
 protected:
  void SetUp() override { start(); }
  void start() {
    open();
    load("");
    ASSERT_TRUE(runtime_->recover());
  }
  /// The configuration, with these lines for the system "s"; "other" is beside it.
  void load(const std::string& lines) {
    ASSERT_TRUE(TestWorld::load(
        "[plugins]\nfolders = [\"" ECLUSE_BUILD_FOLDER
        "/plugins\"]\n[systems.other]\nisolation = \"none\"\nconnector = \"scripted\"\n"
        "[systems.s]\nisolation = \"none\"\nconnector = \"scripted\"\n" +
        lines));
    ASSERT_TRUE(snapshot_->find("s")->ready());
  }
  base::Result<CallOutcome> call(std::string_view text, std::string_view action = "echo",
                                 const char* system = "s", std::string_view consumer = "c") {
    const std::string input = R"({"text":")" + std::string(text) + R"(","times":1})";
    CallRequest request;
    request.input = input;
    request.request_id = "r";
    request.consumer = consumer;
    const auto snapshot = registry_->current();
    const auto* of = snapshot->find(system);
    loader::CancelToken cancel;
    sink_.count = 0;
    return runtime_->call(*of, *of->connector->find_action(action), request, sink_, cancel);
  }
  std::string slug(std::string_view text, std::string_view action = "echo",
                   const char* system = "s", std::string_view consumer = "c") {
    const auto done = call(text, action, system, consumer);
    return done ? "" : done.error().slug;
  }
  std::string poll(const char* cursor) {
    const auto snapshot = registry_->current();
    const auto* system = snapshot->find("s");
    loader::CancelToken cancel;
    CallRequest request;
    request.consumer = "c";
    const auto told = runtime_->poll(*system, *system->connector->find_trigger("news"), "{}",
                                     cursor, 10, request, cancel);
    return told ? "" : told.error().slug;
  }
  SystemState state() const { return runtime_->state(*registry_->current()->find("s")); }
  std::string metrics() {
    return prometheus::TextSerializer().Serialize(runtime_->metrics().registry().Collect());
  }
  bool shows(const std::string& line) { return metrics().find(line) != std::string::npos; }
  std::ptrdiff_t logged(const std::string& words) const {
    const auto lines = log_.lines();
    return std::count_if(lines.begin(), lines.end(), [&](const std::string& line) {
      return line.find(words) != std::string::npos;
    });
  }
  static store::PauseRow pause_of(PauseOf of, const char* id, std::int64_t until_ns = 0) {
    return {of, id, "panne du fournisseur", "uid:0", 0, until_ns};
  }

  CountingSink sink_;
};

TEST_F(GateTest, AFailingSystemIsLeftAloneAndTriedAgain) {
  // The first failure is tried twice: "one in 10 s". Five failures in a row are four calls.
  for (int times = 0; times < 4; ++times) EXPECT_EQ(slug("away"), "away");
  const auto refused = call("fine");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().slug, "system-breaker-open");
  EXPECT_EQ(refused.error().retry_after, seconds(30));
  EXPECT_EQ(runtime_->gate("s", "c").error().slug, "system-breaker-open");
  EXPECT_TRUE(runtime_->gate("other", "c"));
  EXPECT_EQ(slug("fine", "echo", "other"), "");
  EXPECT_EQ(poll("2"), "system-breaker-open");
  EXPECT_EQ(state().reason, "breaker-open");
  EXPECT_EQ(state().since, clock_.wall());
  EXPECT_TRUE(shows(R"(ecluse_breaker_open{system="s"} 1)"));
  EXPECT_TRUE(shows(R"(ecluse_calls_shed_total{reason="system-breaker-open",system="s"} 3)"));
  clock_.advance(seconds(30));
  EXPECT_EQ(slug("fine"), "");
  EXPECT_TRUE(state().ready);
  EXPECT_TRUE(shows(R"(ecluse_breaker_open{system="s"} 0)"));
  EXPECT_EQ(logged("the breaker opened"), 1);
  EXPECT_EQ(logged("the breaker lets one call through"), 1);
  EXPECT_EQ(logged("the breaker closed"), 1);
}

TEST_F(GateTest, CallersFaultsAndOurOwnRefusalsOpenNothing) {
  for (int times = 0; times < 20; ++times) EXPECT_EQ(slug("taken", "write-down"), "slot-taken");
  ASSERT_TRUE(runtime_->pause(pause_of(PauseOf::system, "s")));
  for (int times = 0; times < 20; ++times) EXPECT_EQ(slug("away"), "system-paused");
  ASSERT_TRUE(runtime_->resume(PauseOf::system, "s", "uid:0"));
  EXPECT_EQ(slug("fine"), "");
}

TEST_F(GateTest, ARefusedAccountOpensIt) {
  for (int times = 0; times < 5; ++times) EXPECT_EQ(slug("x", "log-in"), "credentials-refused");
  EXPECT_EQ(slug("x", "log-in"), "system-breaker-open");
}

TEST_F(GateTest, PollsCountLikeCalls) {
  for (int times = 0; times < 4; ++times) EXPECT_EQ(poll("away"), "away");
  EXPECT_EQ(slug("fine"), "system-breaker-open");
}

TEST_F(GateTest, AnAdministratorStillReachesAFailingSystem) {
  runtime_->trip("s", "plugin-crashed");
  EXPECT_EQ(slug("fine"), "system-breaker-open");
  const auto snapshot = registry_->current();
  loader::CancelToken cancel;
  EXPECT_TRUE(runtime_->check(*snapshot->find("s"), cancel));
  runtime_->trip("no-such", "plugin-crashed");
}

TEST_F(GateTest, ChangedSettingsBeginAnew) {
  runtime_->trip("s", "away");
  clock_.advance(seconds(1));
  load("");
  EXPECT_EQ(slug("fine"), "system-breaker-open");  // the same system
  load("settings.mood = \"calm\"\n");
  EXPECT_TRUE(runtime_->gate("s", "c")) << "the administrator mended it: no waiting for the probe";
  EXPECT_EQ(slug("fine"), "");
}

TEST_F(GateTest, ARefusedWriteLeavesItsKeyFree) {
  runtime_->trip("s", "away");
  EXPECT_EQ(slug("x", "write-down"), "system-breaker-open");
  EXPECT_TRUE(store_->operations_in(store::OperationState::failed)->empty());
}

TEST_F(GateTest, AReadIsTriedOnceMoreWithinTheBudget) {
  EXPECT_EQ(slug("flaky"), "");
  EXPECT_TRUE(shows(R"(ecluse_call_retries_total{system="s"} 1)"));
  EXPECT_EQ(slug("flaky"), "away") << "one in 10 s where few come";
  EXPECT_EQ(slug("flaky"), "");  // it is there every other time
  clock_.advance(seconds(10));
  EXPECT_EQ(poll("flaky"), "");
  EXPECT_TRUE(shows(R"(ecluse_call_retries_total{system="s"} 2)"));
}

TEST_F(GateTest, AWriteIsNeverTriedTwice) {
  EXPECT_EQ(slug("flaky", "write-down"), "away");
  EXPECT_FALSE(shows("ecluse_call_retries_total{"));
  EXPECT_EQ(slug("flaky", "write-down"), "");
}

TEST_F(GateTest, NothingIsTriedTwiceOnceAnItemLeft) {
  EXPECT_EQ(slug("flaky", "count"), "away");
  EXPECT_EQ(sink_.count, 1);
  EXPECT_FALSE(shows("ecluse_call_retries_total{"));
  EXPECT_EQ(slug("flaky", "count"), "");
}

TEST_F(GateTest, ADeadSystemSeesAFifthMoreCallsAtMost) {
  // Failures among successes, so that the breaker stays closed.
  for (int times = 0; times < 200; ++times) {
    EXPECT_EQ(slug("fine"), "");
    EXPECT_EQ(slug("away"), "away");
  }
  EXPECT_TRUE(shows(R"(ecluse_call_retries_total{system="s"} 80)")) << metrics();
}

TEST_F(GateTest, APausedSystemAnswersWithTheReasonAndTheTime) {
  const auto until = clock_.wall() + seconds(90);
  ASSERT_TRUE(runtime_->pause(pause_of(PauseOf::system, "s", until.time_since_epoch().count())));
  const auto refused = call("fine");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().slug, "system-paused");
  EXPECT_EQ(refused.error().retry_after, seconds(90));
  EXPECT_EQ(refused.error().parameters.back().second, "panne du fournisseur");
  EXPECT_EQ(poll("2"), "system-paused");
  EXPECT_EQ(slug("fine", "echo", "other"), "");
  EXPECT_EQ(state().reason, "paused");
  EXPECT_EQ(state().until, until);
  EXPECT_EQ(state().note, "panne du fournisseur");
  start();  // a restart changes nothing
  EXPECT_EQ(slug("fine"), "system-paused");
  clock_.advance(seconds(90));
  EXPECT_EQ(slug("fine"), "");
  EXPECT_EQ(runtime_->resume(PauseOf::system, "s", "uid:0").error().slug, "not-paused");
  start();
  EXPECT_TRUE(store_->pauses()->empty());
}

TEST_F(GateTest, ARefreshOfAPausedSystemWaitsAndThenComesAtOnce) {
  const auto refreshed = [&](const char* system) {
    const auto lines = log_.lines();
    return std::count_if(lines.begin(), lines.end(), [&](const std::string& line) {
      return line.find("refreshed") != line.npos &&
             line.find("\"system\":\"" + std::string(system) + "\"") != line.npos;
    });
  };
  // Time goes on while it waits, so that a system which is not held is due again; a hundred times
  // the machine's, so that however long a busy machine leaves a refresh lying, its 24 hours do not
  // pass.
  const auto until = [&](const char* system, std::ptrdiff_t count) {
    auto now = std::chrono::steady_clock::now();
    const auto end = now + seconds(60);
    while (refreshed(system) < count && now < end) {
      const auto before = std::exchange(now, std::chrono::steady_clock::now());
      clock_.advance((now - before) * 100);
      std::this_thread::yield();
    }
    EXPECT_GE(refreshed(system), count) << system;
  };
  ASSERT_TRUE(runtime_->pause(pause_of(PauseOf::system, "s")));
  runtime_->start_background();
  until("other", 2);
  EXPECT_EQ(refreshed("s"), 0);
  ASSERT_TRUE(runtime_->resume(PauseOf::system, "s", "uid:0"));
  until("s", 1);
  runtime_->stop_background();
  EXPECT_EQ(logged("refresh fails"), 0);
}

TEST_F(GateTest, APausedConsumerIsHeldEverywhereAndOthersAreNot) {
  ASSERT_TRUE(runtime_->pause(pause_of(PauseOf::consumer, "c")));
  EXPECT_EQ(slug("fine"), "consumer-paused");
  EXPECT_EQ(slug("fine", "echo", "other"), "consumer-paused");
  EXPECT_EQ(slug("fine", "echo", "s", "guichet"), "");
  EXPECT_TRUE(state().ready);
  ASSERT_TRUE(runtime_->resume(PauseOf::consumer, "c", "uid:0"));
  EXPECT_EQ(slug("fine"), "");
}

TEST_F(GateTest, AnActOfTheAdministratorIsAudited) {
  ASSERT_TRUE(runtime_->pause(pause_of(PauseOf::consumer, "c")));
  ASSERT_TRUE(runtime_->resume(PauseOf::consumer, "c", "uid:7"));
  const auto audit = store_->audit_tail(5);
  ASSERT_EQ(audit->size(), 2u);
  EXPECT_EQ((*audit)[1].action, "pause");
  EXPECT_EQ((*audit)[1].reference, "c");
  EXPECT_EQ((*audit)[1].key_id, "uid:0");
  EXPECT_EQ((*audit)[0].action, "resume");
  EXPECT_EQ((*audit)[0].key_id, "uid:7");
  EXPECT_EQ(logged("panne"), 0) << "free text stays out of the log";
}

TEST_F(GateTest, AStalledSystemStopsNobodyElse) {
  const auto snapshot = registry_->current();
  const auto* system = snapshot->find("s");
  loader::CancelToken cancel;
  std::atomic<int> inside{0}, cancelled{0};
  std::vector<std::thread> stuck;
  for (int number = 0; number < 8; ++number)  // its max_concurrency
    stuck.emplace_back([&] {
      CallRequest request;
      request.input = R"({"text":"stuck","times":1})";
      request.consumer = "c";
      CountingSink nothing;
      ++inside;
      const auto done = runtime_->call(*system, *system->connector->find_action("echo"), request,
                                       nothing, cancel);
      cancelled += !done && done.error().slug == "cancelled" ? 1 : 0;
    });
  while (inside < 8) std::this_thread::yield();
  // Until all places are taken: whoever comes then waits in the queue, here for no time at all.
  for (bool full = false; !full; std::this_thread::yield())
    full = !system->enter(loader::Role::serving, {1, {}, "c", &clock_});
  for (int times = 0; times < 200; ++times)
    EXPECT_EQ(slug("fine", "echo", "other"), "") << "another system";
  EXPECT_EQ(poll("2"), "") << "the same system's other instance";
  {
    loader::CancelToken gone;
    gone.cancel();
    CallRequest request;
    request.input = R"({"text":"fine","times":1})";
    const auto left =
        runtime_->call(*system, *system->connector->find_action("echo"), request, sink_, gone);
    ASSERT_FALSE(left);
    EXPECT_EQ(left.error().slug, "cancelled") << "who has left does not wait for a place";
    EXPECT_FALSE(shows(R"(ecluse_calls_shed_total{reason="system-busy")"));
  }
  cancel.cancel();
  for (auto& thread : stuck) thread.join();
  EXPECT_EQ(cancelled, 8);
  EXPECT_TRUE(runtime_->gate("s", "c")) << "who left says nothing of the system";
}

TEST_F(GateTest, MaintenanceAnswersUntilItsEndAndOpensNoBreaker) {
  const auto at = [&](int from, int to) {
    return config::local_time_of_day(clock_.wall() + seconds(from * 60)) + "-" +
           config::local_time_of_day(clock_.wall() + seconds(to * 60));
  };
  load("maintenance = [\"" + at(10, 40) + "\"]\n");
  EXPECT_EQ(slug("fine"), "");
  clock_.advance(seconds(600));
  const auto refused = call("away");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().slug, "system-maintenance");
  EXPECT_EQ(refused.error().retry_after, seconds(1800));
  EXPECT_EQ(poll("away"), "system-maintenance");
  for (int times = 0; times < 20; ++times) EXPECT_EQ(slug("away"), "system-maintenance");
  EXPECT_EQ(slug("fine", "echo", "other"), "");
  EXPECT_EQ(state().reason, "maintenance");
  EXPECT_EQ(state().until, clock_.wall() + seconds(1800));
  clock_.advance(seconds(1800));
  EXPECT_EQ(slug("fine"), "");
  EXPECT_EQ(logged("the breaker opened"), 0);
}

}  // namespace
}  // namespace ecluse::runtime
