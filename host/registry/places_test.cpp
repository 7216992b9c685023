// SPDX-License-Identifier: EUPL-1.2
#include "registry/places.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace ecluse::registry {
namespace {

using std::chrono::seconds;

class PlacesTest : public ::testing::Test {
 protected:
  auto enter(int most, seconds patience = seconds(0), std::string_view consumer = "c") {
    return places_.enter({most, patience, consumer, &clock_});
  }
  /// Threads that wait until they are let in, and then hold their place until the end.
  void crowd(int count, int most, const std::string& consumer) {
    for (int number = 0; number < count; ++number) {
      const int before = arrived_;
      threads_.emplace_back([this, most, consumer] {
        ++arrived_;
        // A look from outside (until_refused) takes a turn for a moment: then again.
        for (;;)
          if (const auto place = enter(most, seconds(60), consumer); place)
            return order_.push_back(consumer);
      });
      while (arrived_ == before) std::this_thread::yield();
    }
  }
  /// Until `count` wait, told by what is refused: there is no other way to see it from outside.
  void until_refused(Places::Why why, int most, std::string_view consumer) {
    for (;;) {
      const auto place = enter(most, seconds(0), consumer);
      if (!place && place.error().why == why) return;
      std::this_thread::yield();
    }
  }
  void TearDown() override {
    for (auto& thread : threads_) thread.join();
  }

  base::ManualClock clock_;
  Places places_;
  std::atomic<int> arrived_{0};
  std::vector<std::string> order_;  ///< changed by who holds the one place
  std::vector<std::thread> threads_;
};

TEST(PlacesQueue, IsBounded) {
  EXPECT_EQ(queue_bound(1), 72u);
  EXPECT_EQ(queue_bound(16), 128u);
  EXPECT_EQ(1 + queue_share(1), 64u);
  EXPECT_EQ(queue_share(16), 112u);
}

TEST_F(PlacesTest, AreAsManyAsTheManifestSays) {
  std::optional first(enter(2)), second(enter(2));
  EXPECT_TRUE(*first && *second);
  const auto third = enter(2);
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().why, Places::Why::late);
  second.reset();
  EXPECT_TRUE(enter(2));
}

TEST_F(PlacesTest, OneConsumerWaitsInItsShareOfTheQueueAndOthersInTheRest) {
  std::optional holding(enter(1));
  crowd(63, 1, "greedy");
  until_refused(Places::Why::share, 1, "greedy");
  crowd(9, 1, "modest");
  until_refused(Places::Why::full, 1, "third");
  holding.reset();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
  EXPECT_EQ(order_.size(), 72u);
  EXPECT_EQ(std::count(order_.begin(), order_.begin() + 63, "greedy"), 63) << "in order of arrival";
}

TEST_F(PlacesTest, WhoIsNobodysIsBoundByTheQueueAlone) {
  std::optional holding(enter(1));
  crowd(72, 1, "");
  until_refused(Places::Why::full, 1, "");
  holding.reset();
}

TEST_F(PlacesTest, WhoseCallerLeavesWaitsNoMore) {
  std::optional holding(enter(1));
  loader::CancelToken cancel;
  std::atomic<bool> left{false};
  threads_.emplace_back([&] {
    const auto place = places_.enter({1, std::chrono::hours(1), "leaver", &clock_, &cancel});
    left = !place && place.error().why == Places::Why::left;
  });
  crowd(63, 1, "greedy");
  until_refused(Places::Why::share, 1, "greedy");
  crowd(8, 1, "modest");
  until_refused(Places::Why::full, 1, "third");
  const auto began = std::chrono::steady_clock::now();
  cancel.cancel();
  threads_.front().join();
  threads_.erase(threads_.begin());
  EXPECT_TRUE(left);
  EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(1));
  EXPECT_EQ(enter(1).error().why, Places::Why::late) << "its turn is another's";
  holding.reset();
}

TEST_F(PlacesTest, WhoHasLeftAlreadyTakesAFreePlaceAllTheSame) {
  loader::CancelToken cancel;  // the call itself tells it
  cancel.cancel();
  EXPECT_TRUE(places_.enter({1, seconds(9), "c", &clock_, &cancel}));
}

TEST_F(PlacesTest, SaysWhenAPlaceIsLikely) {
  for (int times = 0; times < 100; ++times) {
    const auto place = enter(1);
    clock_.advance(seconds(5));
  }
  std::optional holding(enter(1));
  EXPECT_EQ(enter(1).error().retry_after, seconds(5));
  crowd(3, 1, "");
  while (enter(1, seconds(0), "x").error().retry_after != seconds(20)) std::this_thread::yield();
  holding.reset();
}

TEST_F(PlacesTest, SaysAtLeastASecondAndAtMostAMinute) {
  std::optional holding(enter(1));
  EXPECT_EQ(enter(1).error().retry_after, seconds(1));
  clock_.advance(std::chrono::hours(9));
  holding.reset();
  holding.emplace(enter(1));
  EXPECT_EQ(enter(1).error().retry_after, seconds(60));
}

}  // namespace
}  // namespace ecluse::registry
