// SPDX-License-Identifier: EUPL-1.2
// Thirty times: a process that writes to the store with four threads is killed with SIGKILL at a
// random point. Whatever it had a receipt for is there afterwards, whole; nothing is there by half;
// the lock is free.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <set>
#include <string>

#include "store/store.hpp"

namespace ecluse::store {
namespace {

struct Child {
  pid_t process = -1;
  int output = -1;
};

Child start(const std::string& path, const std::string& prefix) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {};
  const pid_t process = ::fork();
  if (process == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::execl(ECLUSE_STORE_LOAD, "store_load", path.c_str(), prefix.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  return {process, ends[0]};
}

/// Reads receipts; after `enough` of them kills the child, and reads what it still had said.
std::string receipts_until_killed(const Child& child, std::ptrdiff_t enough) {
  std::string said;
  char buffer[4096];
  bool killed = false;
  for (;;) {
    const ssize_t got = ::read(child.output, buffer, sizeof buffer);
    if (got <= 0) break;
    said.append(buffer, static_cast<std::size_t>(got));
    if (killed || std::count(said.begin(), said.end(), '\n') < enough) continue;
    ::kill(child.process, SIGKILL);
    killed = true;
  }
  ::close(child.output);
  int status = 0;
  ::waitpid(child.process, &status, 0);
  EXPECT_TRUE(killed && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
  return said;
}

std::set<std::string> operations(Store& store) {
  std::set<std::string> keys;
  const auto rows = store.operations_in(OperationState::running);
  if (!rows) return keys;
  for (const OperationRow& row : *rows) keys.insert(row.key);
  return keys;
}

TEST(StoreCrash, WhatHasAReceiptSurvivesThirtyKills) {
  std::string folder = ::testing::TempDir() + "ecluse-crash-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/store.db";
  std::mt19937 random(20260101);
  std::set<std::string> promised;
  for (int round = 0; round < 30; ++round) {
    const Child child = start(path, std::to_string(round) + "/");
    ASSERT_GE(child.process, 0);
    const auto said = receipts_until_killed(child, 1 + static_cast<std::ptrdiff_t>(random() % 60));
    // A line cut off by the kill was no receipt that anybody could read.
    for (std::size_t at = 0, end = 0; (end = said.find('\n', at)) != said.npos; at = end + 1)
      promised.insert(said.substr(at, end - at));

    auto store = open_sqlite_store(path);
    ASSERT_TRUE(store) << "round " << round << ": " << store.error().slug;
    const auto there = operations(**store);
    ASSERT_TRUE(std::includes(there.begin(), there.end(), promised.begin(), promised.end()))
        << "round " << round;
    const auto events = (*store)->events_after("salles", "booked", 0, 1'000'000);
    ASSERT_TRUE(events);
    std::set<std::string> told;
    for (const StoredEvent& stored : *events) told.insert(stored.event.id);
    EXPECT_EQ(told, there) << "round " << round;
    EXPECT_EQ(*(*store)->audit_count(), static_cast<std::int64_t>(there.size()));
    EXPECT_EQ(*(*store)->cursor("salles", "booked"), events->back().event.id);
  }
  EXPECT_GT(promised.size(), 300u);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace ecluse::store
