// SPDX-License-Identifier: EUPL-1.2
#include "sql/pool.hpp"

#include <gtest/gtest.h>

#include <latch>

#include "sql/faults.hpp"

namespace ecluse::sql {
namespace {

/// What the lines of a test share: what was asked of them, and what they are to answer.
struct Script {
  std::atomic<int> connected{0}, closed{0}, interrupted{0}, rolled_back{0}, limits{0};
  std::atomic<bool> dead{false}, deadlock{false}, lost_at_commit{false};
  std::latch* held = nullptr;  ///< a statement waits here until it is interrupted
  std::function<void()> on_run = [] {};
};

class FakeLine final : public Line {
 public:
  explicit FakeLine(Script& script) : script_(script) { ++script_.connected; }
  ~FakeLine() override { ++script_.closed; }
  FakeLine(const FakeLine&) = delete;
  FakeLine& operator=(const FakeLine&) = delete;

  base::Result<void> begin(const Begin&) override { return answer(Moment::running); }
  base::Result<void> begin_transaction(Isolation) override { return answer(Moment::running); }
  base::Result<void> commit() override {
    if (script_.lost_at_commit) script_.dead = true;
    return answer(Moment::committing);
  }
  base::Result<void> rollback() override {
    ++script_.rolled_back;
    return answer(Moment::running);
  }
  base::Result<Done> run(const Statement&, const Values&, const Rows&) override {
    script_.on_run();
    if (script_.held != nullptr) {
      script_.held->wait();
      return base::fail(fault(base::Status::deadline_exceeded, "database-timeout"));
    }
    if (script_.deadlock) return base::fail(fault(base::Status::aborted, "database-busy"));
    if (auto alive = answer(Moment::running); !alive) return base::fail(alive.error());
    return Done{};
  }
  base::Result<void> limit(std::chrono::milliseconds) override {
    ++script_.limits;
    return {};
  }
  void interrupt() override {
    ++script_.interrupted;
    if (script_.held != nullptr && !script_.held->try_wait()) script_.held->count_down();
  }
  void cut() override {}

 private:
  base::Result<void> answer(Moment moment) {
    if (!script_.dead) return {};
    broken_ = true;
    return base::fail(lost_fault(moment, "server"));
  }
  Script& script_;
};

class PoolTest : public ::testing::Test {
 protected:
  PoolTest() {
    call_.size = sizeof call_;
    call_.deadline_ns = clock_.monotonic().count() + std::chrono::nanoseconds(seconds(20)).count();
    pool_ = make(2);
  }
  static std::chrono::seconds seconds(int count) { return std::chrono::seconds(count); }
  std::shared_ptr<Pool> make(std::size_t most) {
    Around around;
    around.clock = &clock_;
    around.connect = [this](const Settings&, auto) -> base::Result<std::unique_ptr<Line>> {
      script_.dead = false;
      return std::unique_ptr<Line>(std::make_unique<FakeLine>(script_));
    };
    Settings settings;
    settings.engine = Engine::mysql;
    return std::make_shared<Pool>(settings, most, around);
  }
  base::Result<std::unique_ptr<Session>> take(Use use) {
    Begin how;
    how.use = use;
    return pool_->take(&call_, how);
  }
  static std::string slug(const base::Result<Done>& done) { return done ? "" : done.error().slug; }
  static std::string slug(const base::Result<void>& done) { return done ? "" : done.error().slug; }

  base::ManualClock clock_;
  Script script_;
  ecluse_call call_{};
  std::shared_ptr<Pool> pool_;
};

TEST_F(PoolTest, ALineIsKeptAndADedicatedOneIsNot) {
  for (int times = 0; times < 3; ++times) ASSERT_TRUE(take(Use::read));
  EXPECT_EQ(script_.connected, 1);
  EXPECT_EQ(script_.rolled_back, 3);
  ASSERT_TRUE(take(Use::dedicated));
  EXPECT_EQ(script_.connected, 2);
  EXPECT_EQ(script_.closed, 1);
  clock_.advance(std::chrono::minutes(6));
  call_.deadline_ns = clock_.monotonic().count() + std::chrono::nanoseconds(seconds(20)).count();
  ASSERT_TRUE(take(Use::read));
  EXPECT_EQ(script_.connected, 3);
}

TEST_F(PoolTest, ADeadLineThatWasKeptIsReplacedInSilence) {
  {
    const auto first = take(Use::read), second = take(Use::write);
    ASSERT_TRUE(first && second);
  }
  script_.dead = true;
  const auto session = take(Use::write);
  ASSERT_TRUE(session);
  EXPECT_EQ(script_.connected, 3);
  EXPECT_EQ(script_.closed, 2);  // the other kept one too
  EXPECT_EQ(slug((*session)->commit()), "");
}

TEST_F(PoolTest, WhoFindsNoPlaceWaitsUntilTheDeadline) {
  const auto first = take(Use::read), second = take(Use::read);
  ASSERT_TRUE(first && second);
  ASSERT_TRUE(take(Use::dedicated));  // locks have places of their own
  ecluse_call late = call_;
  std::atomic<int> asked{0};
  late.host_data = &asked;
  late.cancelled = [](const ecluse_call* call) -> std::int32_t {
    return ++*static_cast<std::atomic<int>*>(call->host_data) > 2 ? 1 : 0;
  };
  Begin how;
  const auto third = pool_->take(&late, how);
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().slug, "database-sessions-taken");
}

TEST_F(PoolTest, AfterADeadlockNothingIsRunOrCommitted) {
  auto session = take(Use::write);
  ASSERT_TRUE(session);
  script_.deadlock = true;
  EXPECT_EQ(slug((*session)->run("DELETE FROM t", {}, {})), "database-busy");
  script_.deadlock = false;
  EXPECT_EQ(slug((*session)->run("DELETE FROM t", {}, {})), "database-busy");
  EXPECT_EQ(slug((*session)->commit()), "database-busy");
  EXPECT_EQ(slug((*session)->rollback()), "");
  EXPECT_EQ(slug((*session)->run("DELETE FROM t", {}, {})), "database-statement");
}

TEST_F(PoolTest, ABreakBeforeCommitIsLostAndDuringItUnknown) {
  auto session = take(Use::write);
  ASSERT_TRUE(session);
  script_.dead = true;
  EXPECT_EQ(slug((*session)->run("DELETE FROM t", {}, {})), "database-lost");
  EXPECT_EQ(slug((*session)->commit()), "database-lost");
  session = take(Use::write);
  ASSERT_TRUE(session);
  script_.lost_at_commit = true;
  EXPECT_EQ(slug((*session)->commit()), "database-commit-unknown");
}

TEST_F(PoolTest, AStatementIsEndedWhenItsCallIsOver) {
  std::latch held(1);
  script_.held = &held;
  auto session = take(Use::read);
  ASSERT_TRUE(session);
  script_.on_run = [this] { clock_.advance(seconds(21)); };
  EXPECT_EQ(slug((*session)->run("SELECT 1", {}, {})), "database-timeout");
  EXPECT_EQ(script_.interrupted, 1);
  script_.held = nullptr;
  session->reset();
  EXPECT_EQ(script_.closed, 1);  // not for another call
}

TEST_F(PoolTest, TheServerIsToldWhenLessIsLeft) {
  auto session = take(Use::read);
  ASSERT_TRUE(session);
  EXPECT_EQ(slug((*session)->run("SELECT 1", {}, {})), "");
  EXPECT_EQ(script_.limits, 0);
  clock_.advance(seconds(10));
  EXPECT_EQ(slug((*session)->run("SELECT 1", {}, {})), "");
  EXPECT_EQ(script_.limits, 1);
  EXPECT_EQ(slug((*session)->run("SELECT ?", {}, {})), "database-statement");
}

}  // namespace
}  // namespace ecluse::sql
