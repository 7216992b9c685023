// SPDX-License-Identifier: EUPL-1.2
#include "runtime/retry_budget.hpp"

#include <gtest/gtest.h>

namespace ecluse::runtime {
namespace {

using std::chrono::seconds;

int taken_of(RetryBudget& budget, int calls) {
  int taken = 0;
  for (int number = 0; number < calls; ++number) {
    budget.count_call();
    taken += budget.take() ? 1 : 0;
  }
  return taken;
}

TEST(RetryBudget, IsAFifthOfTheCallsOfTheLastMinute) {
  base::ManualClock clock;
  RetryBudget budget(clock);
  // The first of them comes from "one in 10 s": it counts within the fifth.
  EXPECT_EQ(taken_of(budget, 1000), 200);
  for (int number = 0; number < 4; ++number) budget.count_call();
  EXPECT_FALSE(budget.take());
  budget.count_call();
  EXPECT_TRUE(budget.take());
  EXPECT_FALSE(budget.take());
  clock.advance(seconds(61));
  EXPECT_EQ(taken_of(budget, 100), 20);
}

TEST(RetryBudget, GivesOneInTenSecondsWhereFewCome) {
  base::ManualClock clock;
  RetryBudget budget(clock);
  budget.count_call();
  EXPECT_TRUE(budget.take());
  budget.count_call();
  EXPECT_FALSE(budget.take());
  clock.advance(seconds(10) - std::chrono::nanoseconds(1));
  EXPECT_FALSE(budget.take());
  clock.advance(std::chrono::nanoseconds(1));
  EXPECT_TRUE(budget.take());
  EXPECT_FALSE(budget.take());
}

TEST(RetryBudget, OnlyWhatMayBeOverIsTriedAgain) {
  const auto error = [](base::Status status, std::string slug) {
    base::Error made;
    made.status = status;
    made.slug = std::move(slug);
    return made;
  };
  EXPECT_TRUE(worth_a_second_try(error(base::Status::unavailable, "unreachable")));
  EXPECT_TRUE(worth_a_second_try(error(base::Status::internal, "plugin-crashed")));
  EXPECT_FALSE(worth_a_second_try(error(base::Status::internal, "plugin-failed")));
  EXPECT_FALSE(worth_a_second_try(error(base::Status::deadline_exceeded, "deadline-exceeded")));
  EXPECT_FALSE(worth_a_second_try(error(base::Status::unauthenticated, "credentials-refused")));
  EXPECT_FALSE(worth_a_second_try(error(base::Status::not_found, "gone")));
}

}  // namespace
}  // namespace ecluse::runtime
