// SPDX-License-Identifier: EUPL-1.2
#include "runtime/breaker.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "base/problems.hpp"

namespace ecluse::runtime {
namespace {

using State = Breaker::State;
using std::chrono::seconds;

class BreakerTest : public ::testing::Test {
 protected:
  /// One letter a call: F fails, S succeeds, N says nothing, r must be refused.
  void calls(std::string_view letters) {
    for (const char letter : letters) {
      const auto asked = breaker_.ask();
      EXPECT_EQ(asked.admitted, letter != 'r') << letters;
      if (!asked.admitted) continue;
      breaker_.tell(asked.ticket,
                    letter == 'F'   ? Verdict::failure
                    : letter == 'S' ? Verdict::success
                                    : Verdict::nothing,
                    "unreachable");
    }
  }
  State state() const { return breaker_.look().state; }

  base::ManualClock clock_;
  std::vector<State> heard_;
  Breaker breaker_{clock_, [this](const Breaker::Seen& now) { heard_.push_back(now.state); }};
};

TEST(BreakerTable, OpensAtExactCounts) {
  struct Row {
    std::string_view calls;
    bool opens;  ///< at the last letter, and not before it
  };
  constexpr Row rows[] = {
      {"FFFFF", true},        {"FFFF", false},        {"FFFFSF", false},
      {"SSSSSFFFFF", true},   {"FFFFNF", true},       {"FFSFFSFFF", false},  // 7 of 9
      {"FFSFFSFFSF", true},                                                  // 7 of 10
      {"FFSFFSFFSS", false},                                                 // 6 of 10
      {"FFSFFSFFFS", true},    // 7 of 10, the last works
      {"FFSFFSFSSFF", false},  // 7 of 11: 63 %
      {"NNNNNNNNNN", false},  {"FFSFFSFFNSN", false},
  };
  for (const Row& row : rows) {
    base::ManualClock clock;
    Breaker breaker(clock);
    for (std::size_t at = 0; at < row.calls.size(); ++at) {
      const auto asked = breaker.ask();
      ASSERT_TRUE(asked.admitted) << row.calls << " at " << at;
      breaker.tell(asked.ticket,
                   row.calls[at] == 'F'   ? Verdict::failure
                   : row.calls[at] == 'S' ? Verdict::success
                                          : Verdict::nothing,
                   "x");
    }
    EXPECT_EQ(breaker.look().state == State::open, row.opens) << row.calls;
  }
}

TEST_F(BreakerTest, ForgetsWhatIsOlderThanFiveMinutes) {
  calls("FFFFSFFF");  // 7 of 8
  clock_.advance(seconds(301));
  calls("SF");  // would be 8 of 10
  EXPECT_EQ(state(), State::closed);
  calls("FSFFSFFF");  // with the two before: 7 of 10
  EXPECT_EQ(state(), State::open);
}

TEST_F(BreakerTest, KeepsWhatIsYoungerThanThat) {
  calls("FFFFSFFF");
  clock_.advance(seconds(280));
  calls("SF");
  EXPECT_EQ(state(), State::open);
}

TEST_F(BreakerTest, LetsOneProbeThroughAfterThirtySecondsAndDoublesToThreeHundred) {
  calls("FFFFFr");
  for (const int wait : {30, 60, 120, 240, 300, 300}) {
    EXPECT_EQ(breaker_.look().retry_in, seconds(wait));
    clock_.advance(seconds(wait) - std::chrono::nanoseconds(1));
    calls("r");
    clock_.advance(std::chrono::nanoseconds(1));
    const auto probe = breaker_.ask();
    ASSERT_TRUE(probe.admitted);
    EXPECT_EQ(state(), State::probing);
    calls("rr");  // one probe at a time
    breaker_.tell(probe.ticket, Verdict::failure, "unreachable");
    EXPECT_EQ(state(), State::open);
  }
  clock_.advance(seconds(300));
  calls("S");
  EXPECT_EQ(state(), State::closed);
  calls("FFFFFr");  // a clean slate: five again, and thirty seconds again
  EXPECT_EQ(breaker_.look().retry_in, seconds(30));
}

TEST_F(BreakerTest, AProbeThatSaysNothingLeavesItsTurn) {
  calls("FFFFF");
  clock_.advance(seconds(30));
  calls("NNS");
  EXPECT_EQ(state(), State::closed);
}

TEST_F(BreakerTest, CallsThatBeganBeforeAChangeSayNothing) {
  const auto slow = breaker_.ask(), slower = breaker_.ask();
  calls("FFFFF");
  breaker_.tell(slow.ticket, Verdict::success);
  EXPECT_EQ(state(), State::open);
  clock_.advance(seconds(30));
  calls("S");
  for (int times = 0; times < 5; ++times) breaker_.tell(slower.ticket, Verdict::failure, "x");
  EXPECT_EQ(state(), State::closed);
}

TEST_F(BreakerTest, TripOpensAtOnce) {
  breaker_.trip("plugin-crashed");
  breaker_.trip("plugin-crashed");
  calls("r");
  EXPECT_EQ(breaker_.look().reason, "plugin-crashed");
  clock_.advance(seconds(30));
  const auto probe = breaker_.ask();
  breaker_.trip("plugin-stuck");
  breaker_.tell(probe.ticket, Verdict::success);  // of an earlier worker
  EXPECT_EQ(state(), State::open);
  EXPECT_EQ(breaker_.look().retry_in, seconds(60));
}

TEST_F(BreakerTest, TellsEachChangeOnce) {
  calls("FFFFFrrr");
  clock_.advance(seconds(30));
  calls("F");
  calls("rr");
  clock_.advance(seconds(60));
  calls("SSS");
  EXPECT_EQ(heard_, (std::vector<State>{State::open, State::probing, State::open, State::probing,
                                        State::closed}));
  EXPECT_TRUE(breaker_.look().reason.empty());
}

TEST_F(BreakerTest, SaysSinceWhen) {
  clock_.advance(seconds(7));
  calls("FFFFF");
  EXPECT_EQ(breaker_.look().since, clock_.wall());
  EXPECT_EQ(breaker_.look().reason, "unreachable");
}

TEST(BreakerVerdict, IsTheSystemsFaultOrNobodys) {
  const auto of = [](base::Status status, bool emitted) {
    base::Error error;
    error.status = status;
    return verdict_of(base::fail(error), emitted);
  };
  using base::Status;
  for (const auto status : {Status::unavailable, Status::deadline_exceeded, Status::unauthenticated,
                            Status::internal, Status::data_loss})
    EXPECT_EQ(of(status, false), Verdict::failure) << base::name(status);
  for (const auto status : {Status::not_found, Status::already_exists, Status::aborted})
    EXPECT_EQ(of(status, false), Verdict::success) << base::name(status);
  for (const auto status :
       {Status::cancelled, Status::invalid_argument, Status::permission_denied,
        Status::resource_exhausted, Status::failed_precondition, Status::unimplemented})
    EXPECT_EQ(of(status, false), Verdict::nothing) << base::name(status);
  EXPECT_EQ(of(Status::deadline_exceeded, true), Verdict::nothing);
  base::Error out_of_memory;
  out_of_memory.status = Status::resource_exhausted;
  out_of_memory.slug = "plugin-out-of-memory";
  EXPECT_EQ(verdict_of(base::fail(out_of_memory), false), Verdict::failure);
  EXPECT_EQ(of(Status::unavailable, true), Verdict::failure);
  EXPECT_EQ(verdict_of({}, false), Verdict::success);
}

TEST(BreakerThreads, LetOneProbeThrough) {
  base::ManualClock clock;
  Breaker breaker(clock);
  breaker.trip("x");
  clock.advance(seconds(30));
  std::atomic<int> admitted{0};
  std::vector<std::thread> threads;
  for (int number = 0; number < 8; ++number)
    threads.emplace_back([&] {
      for (int times = 0; times < 1000; ++times) admitted += breaker.ask().admitted ? 1 : 0;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(admitted, 1);
}

}  // namespace
}  // namespace ecluse::runtime
