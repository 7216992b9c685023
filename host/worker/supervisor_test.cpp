// SPDX-License-Identifier: EUPL-1.2
// The life of a worker, step by step, on a clock that stands still: no process, no wait.
#include "worker/supervisor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <future>

#include "base/problems.hpp"
#include "worker/fake_worker.hpp"
#include "worker/worker_instance.hpp"

namespace ecluse::worker {
namespace {

using std::chrono::seconds;

struct Values final : services::Storage {
  base::Result<std::optional<std::string>> get(std::string_view key) override {
    return key == "k" ? std::optional<std::string>("v") : std::nullopt;
  }
  base::Result<void> put(std::string_view, const std::optional<std::string>&,
                         const std::optional<std::string>&) override {
    return base::fail(base::problem("change-refused"));
  }
  base::Result<Rows> list(std::string_view) override { return Rows{{"a", "1"}, {"b", "2"}}; }
};

struct Items final : loader::Sink {
  std::vector<std::string> all;
  base::Status item(std::string_view json) override {
    all.emplace_back(json);
    return base::Status::ok;
  }
};

class SupervisorTest : public ::testing::Test {
 protected:
  SupervisorTest() {
    StartOrder order;
    order.found.manifest.id = "demo";
    order.system = "s";
    order.connector = "demo";
    manifest::Connector connector;
    connector.id = "demo";
    connector.max_concurrency = 4;
    order.found.manifest.connectors.push_back(std::move(connector));
    order.sandbox.memory_bytes = 100 << 20;
    Surroundings around;
    around.clock = &clock_;
    around.random = &random_;
    around.log = &log_;
    around.storage = &values_;
    around.settings = [this] { return settings_; };
    around.rest = [this](std::chrono::milliseconds) { ++rests_; };
    around.on_storm = [this](std::string_view slug) { storms_.emplace_back(slug); };
    around.spawn = [this]() -> base::Result<Spawned> {
      const auto pair = make_socket_pair();
      worker_ = std::make_unique<FakeWorker>(pair.worker, 100 + ++spawned_);
      return Spawned{std::make_unique<FakeProcess>(worker_->facts), pair.host};
    };
    supervisor_ = std::make_shared<Supervisor>(std::move(order), std::move(around));
  }
  void step() { supervisor_->step(std::chrono::milliseconds(0)); }
  void steps() {
    for (int count = 0; count < 4; ++count) step();
  }
  /// From nothing to ready.
  void bring_up() {
    step();
    ASSERT_EQ(worker_->hear()->kind, Kind::start);
    worker_->say_started("demo");
    steps();
    for (const std::uint32_t role : {1u, 2u}) {
      const auto open = worker_->hear();
      ASSERT_EQ(open->kind, Kind::open);
      EXPECT_EQ(open->fields[1], "{\"password\":\"secret\"}");
      worker_->say_ended(role, {});
      steps();
    }
    ASSERT_TRUE(supervisor_->ready());
  }
  void crash() {
    worker_->die({SIGSEGV, 0, 1 << 20});
    steps();
  }
  std::future<base::Result<void>> call(Items& items) {
    return std::async(std::launch::async, [this, &items] {
      loader::CallFacts facts;
      facts.action = "act";
      facts.input = "{}";
      facts.request_id = "r1";
      facts.deadline = clock_.monotonic() + seconds(10);
      loader::CancelToken cancel;
      loader::CallContext context(facts, items, cancel, clock_);
      auto connector = std::make_shared<manifest::Connector>();
      return WorkerInstance(supervisor_, connector, loader::Role::serving)
          .run(loader::Function::invoke, context);
    });
  }

  base::ManualClock clock_;
  base::SeededRandom random_{11};
  services::MemoryLog log_;
  Values values_;
  base::Result<std::string> settings_{"{\"password\":\"secret\"}"};
  std::vector<std::string> storms_;
  std::unique_ptr<FakeWorker> worker_;
  int spawned_ = 0, rests_ = 0;
  std::shared_ptr<Supervisor> supervisor_;
};

TEST_F(SupervisorTest, StartsOpensBothInstancesAndSaysWhoItIs) {
  EXPECT_FALSE(supervisor_->ready());
  bring_up();
  const auto state = supervisor_->state();
  EXPECT_EQ(state.line, "ecluse-worker 1 plugin=demo abi=1.0 pid=101 sandbox=none");
  EXPECT_EQ(state.pid, 101);
  EXPECT_EQ(state.restarts, 0);
  EXPECT_EQ(state.sandbox.french, "aucune");
  for (const auto& line : log_.lines())
    EXPECT_THAT(line, ::testing::Not(::testing::HasSubstr("secret")));
}

TEST_F(SupervisorTest, RestartsWithPausesThatGrow) {
  bring_up();
  crash();  // at once
  EXPECT_EQ(spawned_, 2);
  EXPECT_EQ(supervisor_->state().failure->slug, "plugin-crashed");
  for (const int pause : {1, 2, 4, 8, 16, 32, 60, 60}) {
    const int before = spawned_;
    crash();
    clock_.advance(std::chrono::milliseconds(pause * 790));
    steps();
    EXPECT_EQ(spawned_, before) << pause;
    clock_.advance(std::chrono::milliseconds(pause * 420));
    steps();
    EXPECT_EQ(spawned_, before + 1) << pause;
  }
}

TEST_F(SupervisorTest, ForgetsTheFailuresOfOneThatWasHealthy) {
  bring_up();
  crash();
  crash();
  clock_.advance(seconds(2));
  bring_up();
  clock_.advance(std::chrono::minutes(5));
  const int before = spawned_;
  crash();
  EXPECT_EQ(spawned_, before + 1) << "at once again";
}

TEST_F(SupervisorTest, FiveDeathsWithinAMinuteAreAStorm) {
  bring_up();
  for (int death = 0; death < 5; ++death) {
    EXPECT_TRUE(storms_.empty());
    crash();
    clock_.advance(seconds(10));
    steps();
  }
  EXPECT_EQ(storms_, std::vector<std::string>{"plugin-crashed"});
}

TEST_F(SupervisorTest, ASlowSeriesOfDeathsIsNone) {
  for (int death = 0; death < 8; ++death) {
    clock_.advance(std::chrono::minutes(2));
    step();
    crash();
  }
  EXPECT_TRUE(storms_.empty());
}

TEST_F(SupervisorTest, DoesNotBelieveAnotherPluginOrAnotherProcess) {
  step();
  worker_->say_started("other");
  steps();
  EXPECT_EQ(supervisor_->state().failure->slug, "plugin-protocol-broken");
  EXPECT_FALSE(supervisor_->ready());
}

TEST_F(SupervisorTest, GivesAHandshakeTenSeconds) {
  step();
  const auto facts = worker_->facts;
  clock_.advance(seconds(9));
  steps();
  EXPECT_FALSE(facts->killed);
  clock_.advance(seconds(1));
  steps();
  EXPECT_TRUE(facts->killed);
  EXPECT_EQ(supervisor_->state().failure->slug, "plugin-stuck");
}

TEST_F(SupervisorTest, ARefusalIsFinal) {
  step();
  worker_->say_started("demo");
  steps();
  worker_->say_ended(1, base::fail(base::problem("missing").with("name", "town").at("/town")));
  steps();
  const auto state = supervisor_->state();
  EXPECT_TRUE(state.final);
  EXPECT_EQ(state.failure->slug, "missing");
  EXPECT_EQ(state.failure->pointer, "/town");
  clock_.advance(std::chrono::hours(1));
  steps();
  EXPECT_EQ(spawned_, 1);
}

TEST_F(SupervisorTest, EndsAWorkerThatHoldsTooMuch) {
  bring_up();
  worker_->facts->resident = std::uint64_t{200} << 20;
  const auto facts = worker_->facts;
  clock_.advance(seconds(1));
  steps();
  EXPECT_TRUE(facts->killed);
  EXPECT_EQ(supervisor_->state().failure->slug, "plugin-out-of-memory");
}

TEST_F(SupervisorTest, ACallGetsItsItemsAndItsEnd) {
  bring_up();
  Items items;
  auto done = call(items);
  auto& line = worker_->new_line();
  const auto asked = line.hear();
  ASSERT_EQ(asked->kind, Kind::call);
  EXPECT_EQ(asked->fields[1], "act");
  EXPECT_EQ(asked->fields[3], "r1");
  line.say(Kind::item, asked->id, {"{\"n\":1}"});
  line.say(Kind::log, asked->id, {pack(std::int32_t{2}), "a line", "{}"});
  line.say_ended(asked->id, {});
  EXPECT_TRUE(done.get());
  EXPECT_EQ(items.all, std::vector<std::string>{"{\"n\":1}"});
  EXPECT_THAT(log_.lines().back(), ::testing::HasSubstr(R"("request_id":"r1")"));
}

TEST_F(SupervisorTest, ALineServesOneCallAfterAnother) {
  bring_up();
  Items items;
  auto first = call(items);
  auto& line = worker_->new_line();
  line.say_ended(line.hear()->id, {});
  EXPECT_TRUE(first.get());
  auto second = call(items);
  const auto two = line.hear();
  ASSERT_TRUE(two) << "no second line is opened";
  line.say(Kind::item, two->id, {"2"});
  line.say_ended(two->id, base::fail(base::problem("missing").with("name", "x")));
  const auto failed = second.get();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().slug, "missing");
  EXPECT_EQ(items.all, std::vector<std::string>{"2"});
}

TEST_F(SupervisorTest, ACallBeyondTheMostWaitsForALine) {
  bring_up();
  Items items;
  std::vector<std::future<base::Result<void>>> all;
  std::vector<std::pair<FakeLine*, std::uint32_t>> running;
  for (int count = 0; count < 4; ++count) {
    all.push_back(call(items));
    auto& line = worker_->new_line();
    running.emplace_back(&line, line.hear()->id);
  }
  auto fifth = call(items);
  EXPECT_EQ(fifth.wait_for(std::chrono::milliseconds(0)), std::future_status::timeout);
  running[2].first->say_ended(running[2].second, {});
  running[2].first->say_ended(running[2].first->hear()->id, {});
  EXPECT_TRUE(fifth.get());
  for (const int each : {0, 1, 3}) running[each].first->say_ended(running[each].second, {});
  for (auto& each : all) EXPECT_TRUE(each.get());
}

TEST_F(SupervisorTest, AnAnswerToAnotherCallIsGarbage) {
  bring_up();
  Items items;
  auto done = call(items);
  auto& line = worker_->new_line();
  line.say_ended(line.hear()->id + 1, {});
  EXPECT_EQ(done.get().error().slug, "plugin-protocol-broken");
}

TEST_F(SupervisorTest, GarbageEndsEveryCallOfThatWorker) {
  bring_up();
  Items items;
  auto first = call(items);
  worker_->new_line().hear();
  auto second = call(items);
  auto& line = worker_->new_line();
  line.hear();
  const auto facts = worker_->facts;
  line.say_bytes(std::string("\x05\0\0\0garbage", 12));
  EXPECT_EQ(first.get().error().slug, "plugin-protocol-broken");
  EXPECT_EQ(second.get().error().slug, "plugin-protocol-broken");
  EXPECT_TRUE(facts->killed);
}

TEST_F(SupervisorTest, CreditComesAsItemsAreTaken) {
  bring_up();
  Items items;
  auto done = call(items);
  auto& line = worker_->new_line();
  const auto asked = line.hear();
  CallNumbers numbers{};
  ASSERT_TRUE(unpack(asked->fields[0], numbers));
  EXPECT_EQ(numbers.window, stream_window);
  const auto id = asked->id;
  const std::string item(stream_window / 4, '1');
  line.say(Kind::item, id, {item});
  const auto credit = line.hear();
  std::uint32_t bytes = 0;
  ASSERT_EQ(credit->kind, Kind::credit);
  EXPECT_EQ(credit->id, id);
  EXPECT_TRUE(unpack(credit->fields[0], bytes));
  EXPECT_EQ(bytes, cost_of(item.size()));
  line.say_ended(id, {});
  EXPECT_TRUE(done.get());
}

TEST_F(SupervisorTest, TellsAtTheDeadlineAndEndsAfterTheGrace) {
  bring_up();
  Items items;
  auto done = call(items);
  ASSERT_EQ(worker_->new_line().hear()->kind, Kind::call);
  const auto facts = worker_->facts;
  clock_.advance(seconds(11));
  ASSERT_EQ(worker_->hear()->kind, Kind::cancel);
  EXPECT_FALSE(facts->killed);
  clock_.advance(seconds(2));
  EXPECT_EQ(done.get().error().slug, "plugin-stuck");
  EXPECT_TRUE(facts->killed);
}

TEST_F(SupervisorTest, AnswersTheQuestionsOfACall) {
  bring_up();
  Items items;
  auto done = call(items);
  auto& line = worker_->new_line();
  const auto id = line.hear()->id;
  const auto ask = [&](std::uint8_t operation, std::string_view key, std::string_view value) {
    line.say(Kind::storage, id, {pack(std::uint32_t{5}), pack(operation), key, "", value});
    const auto told = line.hear();
    std::int32_t status = -1;
    EXPECT_EQ(told->kind, Kind::stored);
    EXPECT_EQ(told->id, 5u);
    EXPECT_TRUE(unpack(told->fields[0], status));
    services::Storage::Rows rows;
    EXPECT_TRUE(unpack_rows(told->fields[1], rows));
    return std::pair(status, rows);
  };
  using Rows = services::Storage::Rows;
  EXPECT_EQ(ask(storage_get, "k", ""), std::pair(0, Rows{{"k", "v"}}));
  EXPECT_EQ(ask(storage_get, "other", "").first, ECLUSE_NOT_FOUND);
  EXPECT_EQ(ask(storage_put | storage_keeps, "k", "w").first, ECLUSE_ABORTED);
  EXPECT_EQ(ask(storage_put | storage_keeps, "", "w").first, ECLUSE_INVALID_ARGUMENT);
  EXPECT_EQ(ask(storage_list, "", ""), std::pair(0, Rows{{"a", "1"}, {"b", "2"}}));
  line.say_ended(id, {});
  EXPECT_TRUE(done.get());
}

TEST_F(SupervisorTest, RenewsAWorkerWhenNoCallRuns) {
  bring_up();
  Items items;
  auto done = call(items);
  auto& line = worker_->new_line();
  const auto id = line.hear()->id;
  worker_->say(Kind::moved, 0, {});
  for (int tries = 0; tries < 4; ++tries) supervisor_->step(std::chrono::milliseconds(50));
  EXPECT_EQ(spawned_, 1) << "a call runs";
  line.say_ended(id, {});
  EXPECT_TRUE(done.get());
  steps();
  EXPECT_EQ(spawned_, 2);
  EXPECT_TRUE(supervisor_->may_answer()) << "a call waits for it";
  ASSERT_EQ(worker_->hear()->kind, Kind::start);
  EXPECT_EQ(supervisor_->state().failure, std::nullopt);
}

TEST_F(SupervisorTest, RenewsAtMostOnceAMinute) {
  bring_up();
  supervisor_->renew();
  steps();
  worker_->hear();
  worker_->say_started("demo");
  steps();
  for (const std::uint32_t role : {1u, 2u}) {
    worker_->say_ended(role, {});
    steps();
  }
  ASSERT_TRUE(supervisor_->ready());
  supervisor_->renew();
  clock_.advance(seconds(59));
  steps();
  EXPECT_EQ(spawned_, 2);
  clock_.advance(seconds(1));
  steps();
  EXPECT_EQ(spawned_, 3);
}

TEST_F(SupervisorTest, AFloodOfLinesIsCutAndCounted) {
  bring_up();
  const auto before = log_.lines().size();
  std::string flood;
  for (int line = 0; line < 1000; ++line)
    encode(flood, Kind::log, 0, {pack(std::int32_t{2}), "again", ""});
  worker_->say_bytes(flood);
  for (int tries = 0; tries < 1000; ++tries) step();
  EXPECT_EQ(log_.lines().size() - before, 200u);
  EXPECT_GT(rests_, 2) << "it is read slowly";
  clock_.advance(seconds(1));
  worker_->say(Kind::log, 0, {pack(std::int32_t{2}), "once more", ""});
  steps();
  const auto lines = log_.lines();
  EXPECT_THAT(lines[lines.size() - 2], ::testing::HasSubstr(R"("count":"800")"));
  EXPECT_THAT(lines.back(), ::testing::HasSubstr(R"("system":"s")"));
  EXPECT_THAT(lines.back(), ::testing::Not(::testing::HasSubstr("request_id")));
}

}  // namespace
}  // namespace ecluse::worker
