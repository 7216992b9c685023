// SPDX-License-Identifier: EUPL-1.2
// The conformance suite of the store: every engine passes it.
#include "store/store.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

namespace ecluse::store {
namespace {

class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "ecluse-store-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    open();
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  void open() {
    store_.reset();
    auto opened = open_sqlite_store(path());
    ASSERT_TRUE(opened) << opened.error().upstream_text;
    store_ = std::move(*opened);
  }
  std::string path() const { return folder_ + "/store.db"; }
  static OperationRow operation(const std::string& key) {
    OperationRow row;
    row.id = "id-" + key;
    row.consumer = "guichet";
    row.system = "salles";
    row.action = "create-booking";
    row.key = key;
    row.body_hash = "hash";
    row.input = "{}";
    row.state = OperationState::running;
    return row;
  }

  std::string folder_;
  std::unique_ptr<Store> store_;
};

TEST_F(StoreTest, KeepsKeysOverAReopening) {
  ASSERT_TRUE(store_->submit({{KeyAdd{{"k1", "guichet", "abc", 1, 2, 0}}}}));
  ASSERT_TRUE(store_->submit({{KeyRevoke{"k1", 7}}}));
  EXPECT_EQ(store_->submit({{KeyRevoke{"k1", 8}}}).error().status, base::Status::aborted);
  open();
  const auto keys = store_->keys();
  ASSERT_EQ(keys->size(), 1u);
  EXPECT_EQ((*keys)[0].revoked_ns, 7);
}

TEST_F(StoreTest, AChangeHappensWhollyOrNotAtAll) {
  ASSERT_TRUE(store_->submit({{OperationAdd{operation("a")}}}));
  const auto refused = store_->submit({{KeyAdd{{"k1", "guichet", "abc", 1, 2, 0}}, OperationAdd{operation("a")}}});
  EXPECT_EQ(refused.error().status, base::Status::already_exists);
  EXPECT_EQ(refused.error().slug, "change-refused");
  EXPECT_TRUE(store_->keys()->empty());
}

TEST_F(StoreTest, MovesAnOperationFromTheStateThatItIsIn) {
  ASSERT_TRUE(store_->submit({{OperationAdd{operation("a")}}}));
  ASSERT_TRUE(store_->submit({{OperationMove{"id-a", OperationState::running, OperationState::done, "{\"ok\":1}", 5}}}));
  EXPECT_EQ(store_->submit({{OperationMove{"id-a", OperationState::running, OperationState::failed, "", 6}}}).error().status,
            base::Status::aborted);
  const auto found = store_->find_operation("guichet", "salles", "create-booking", "a");
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->answer, "{\"ok\":1}");
  EXPECT_EQ((*found)->input, "");
  ASSERT_TRUE(store_->submit({{OperationPurge{6}}}));
  EXPECT_FALSE(*store_->find_operation("guichet", "salles", "create-booking", "a"));
}

TEST_F(StoreTest, SwapsAValueOnlyWhenItIsTheExpectedOne) {
  ASSERT_TRUE(store_->submit({{StoragePut{"s", "k", std::nullopt, "1"}}}));
  EXPECT_EQ(store_->submit({{StoragePut{"s", "k", std::nullopt, "2"}}}).error().status, base::Status::aborted);
  EXPECT_EQ(store_->submit({{StoragePut{"s", "k", "9", "2"}}}).error().status, base::Status::aborted);
  ASSERT_TRUE(store_->submit({{StoragePut{"s", "k", "1", "2"}}}));
  EXPECT_EQ(**store_->storage_get("s", "k"), "2");
  EXPECT_EQ(store_->storage_list("s", "")->size(), 1u);
  EXPECT_FALSE(*store_->storage_get("other", "k"));
  ASSERT_TRUE(store_->submit({{StoragePut{"s", "k", "2", std::nullopt}}}));
  EXPECT_FALSE(*store_->storage_get("s", "k"));
  StoragePut full{"s", "k", std::nullopt, "1", 0};
  EXPECT_EQ(store_->submit({{full}}).error().status, base::Status::resource_exhausted);
}

TEST_F(StoreTest, TellsAnEventOnceAndKeepsItsCursorWithIt) {
  for (int round = 0; round < 2; ++round)
    ASSERT_TRUE(store_->submit({{EventAppend{"s", "t", "e1", "2026-01-01T00:00:00Z", "{}"}, CursorSet{"s", "t", "c1"}}}));
  EXPECT_EQ(store_->events_after("s", "t", 0, 10)->size(), 1u);
  EXPECT_EQ(**store_->cursor("s", "t"), "c1");
}

TEST_F(StoreTest, TheAuditOnlyGrows) {
  AuditAppend entry;
  entry.id = "a1";
  entry.action = "get-request";
  ASSERT_TRUE(store_->submit({{entry}}));
  EXPECT_FALSE(store_->submit({{entry}}));
  EXPECT_EQ(store_->audit_tail(10)->size(), 1u);
}

TEST_F(StoreTest, OneOfManyWinsAKey) {
  std::atomic<int> won{0};
  std::vector<std::thread> threads;
  for (int index = 0; index < 8; ++index)
    threads.emplace_back([&, index] {
      for (int key = 0; key < 20; ++key) {
        OperationRow row = operation(std::to_string(key));
        row.id += "-" + std::to_string(index);
        if (store_->submit({{OperationAdd{row}}})) ++won;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(won, 20);
  EXPECT_LT(store_->syncs(), 160);  // waiting changes shared a sync
}

TEST_F(StoreTest, ASecondHostIsRefused) {
  EXPECT_EQ(open_sqlite_store(path()).error().slug, "store-in-use");
}

TEST_F(StoreTest, ACorruptFileIsRefused) {
  for (int key = 0; key < 200; ++key) ASSERT_TRUE(store_->submit({{OperationAdd{operation(std::to_string(key))}}}));
  store_.reset();
  {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 3);
    file << std::string(4096 * 2, '\xff');
  }
  EXPECT_EQ(open_sqlite_store(path()).error().status, base::Status::data_loss);
}

TEST_F(StoreTest, WhatWasAcknowledgedSurvivesKill9) {
  store_.reset();
  const std::string told = folder_ + "/told";
  for (int round = 0; round < 5; ++round) {
    const pid_t child = ::fork();
    if (child == 0) {
      auto opened = open_sqlite_store(path());
      if (!opened) ::_exit(1);
      std::ofstream log(told, std::ios::app);
      for (int key = 0;; ++key) {
        OperationRow row = operation(std::to_string(round) + "-" + std::to_string(key));
        if ((*opened)->submit({{OperationAdd{row}}})) log << row.key << std::endl;
      }
    }
    while (std::filesystem::exists(told) ? std::filesystem::file_size(told) < static_cast<std::size_t>(200 * (round + 1)) : true)
      std::this_thread::yield();
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  open();
  std::ifstream log(told);
  std::string key;
  int acknowledged = 0;
  while (std::getline(log, key)) {
    ++acknowledged;
    EXPECT_TRUE(*store_->find_operation("guichet", "salles", "create-booking", key)) << key;
  }
  EXPECT_GT(acknowledged, 100);
}

}  // namespace
}  // namespace ecluse::store
