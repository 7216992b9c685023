// SPDX-License-Identifier: EUPL-1.2
#include "http/lanes.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <future>

namespace ecluse::http {
namespace {

struct Task final : LaneTask {
  explicit Task(std::function<void()> what) : work(std::move(what)) {}
  void run() override { work(); }
  std::function<void()> work;
};

std::shared_ptr<LaneTask> task(std::function<void()> work) {
  return std::make_shared<Task>(std::move(work));
}

LaneFacts lane(const char* name, int width, std::size_t queue) {
  LaneFacts facts;
  facts.name = name;
  facts.width = width;
  facts.queue = queue;
  return facts;
}

/// Holds whoever comes until it is opened, and counts them.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    ++inside_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void wait_for(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return inside_ == count; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int inside_ = 0;
  bool open_ = false;
};

TEST(Lanes, AStuckLaneStopsNoOther) {
  Gate gate;
  std::promise<void> other;
  Lanes lanes;
  EXPECT_TRUE(lanes.submit(lane("stuck", 1, 1), task([&] { gate.pass(); })));
  gate.wait_for(1);
  EXPECT_TRUE(lanes.submit(lane("stuck", 1, 1), task([] {})));
  EXPECT_FALSE(lanes.submit(lane("stuck", 1, 1), task([] {}))) << "its queue is full";
  EXPECT_TRUE(lanes.submit(lane("other", 1, 1), task([&] { other.set_value(); })));
  other.get_future().wait();
  gate.open();
}

TEST(Lanes, HasAsManyThreadsAsItsWidthAndNoMore) {
  Gate gate;
  std::atomic<int> ran{0};
  {
    Lanes lanes;
    for (int count = 0; count < 10; ++count)
      EXPECT_TRUE(lanes.submit(lane("a", 3, 10), task([&] {
                                 gate.pass();
                                 ++ran;
                               })));
    gate.wait_for(3);
    EXPECT_EQ(lanes.threads(), 3);
    gate.open();
  }
  EXPECT_EQ(ran, 10) << "all that was taken is done before the end";
}

TEST(Lanes, WhatWaitsCanBeWithdrawn) {
  Gate gate;
  Lanes lanes;
  const auto running = task([&] { gate.pass(); });
  const auto waiting = task([] { FAIL() << "it was withdrawn"; });
  EXPECT_TRUE(lanes.submit(lane("a", 1, 1), running));
  gate.wait_for(1);
  EXPECT_TRUE(lanes.submit(lane("a", 1, 1), waiting));
  EXPECT_FALSE(lanes.withdraw("a", running.get()));
  EXPECT_TRUE(lanes.withdraw("a", waiting.get()));
  EXPECT_FALSE(lanes.withdraw("a", waiting.get()));
  EXPECT_FALSE(lanes.withdraw("nobody", waiting.get()));
  EXPECT_TRUE(lanes.submit(lane("a", 1, 1), task([] {}))) << "its place is free";
  gate.open();
}

TEST(Lanes, SettlesWhatItOwes) {
  Lanes lanes;
  const auto run = [&](std::function<void()> work) {
    EXPECT_TRUE(lanes.submit(lane("a", 2, 100), task(std::move(work)), Lanes::Wake::with_others));
    lanes.wake_owed();
  };
  for (int count = 0; count < 100; ++count) {  // it learns that tasks are short
    std::promise<void> ran;
    run([&] { ran.set_value(); });
    ran.get_future().wait();
  }
  Gate gate;
  std::promise<void> second;
  run([&] { gate.pass(); });
  gate.wait_for(1);
  run([&] { second.set_value(); });
  lanes.settle();  // a thread is stuck in the first
  second.get_future().wait();
  gate.open();
}

TEST(Lanes, AThreadWithoutWorkEnds) {
  Lanes lanes(std::chrono::milliseconds(1));
  std::promise<void> ran;
  EXPECT_TRUE(lanes.submit(lane("a", 1, 1), task([&] { ran.set_value(); })));
  ran.get_future().wait();
  lanes.wait_until_idle();
  EXPECT_EQ(lanes.threads(), 0);
  std::promise<void> again;
  EXPECT_TRUE(lanes.submit(lane("a", 1, 1), task([&] { again.set_value(); })));
  again.get_future().wait();
}

}  // namespace
}  // namespace ecluse::http
