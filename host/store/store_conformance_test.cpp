// SPDX-License-Identifier: EUPL-1.2
// The conformance suite of the store: every engine passes it. An engine joins by a line in
// `engines`.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <thread>
#include <tuple>

#include "store/store.hpp"

namespace ecluse::store {
namespace {

struct Engine {
  std::string name;
  /// Opens, and opens again, the store that belongs to this folder.
  std::function<base::Result<std::unique_ptr<Store>>(const std::string& folder)> open;
};

class StoreConformance : public ::testing::TestWithParam<Engine> {
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
    auto opened = GetParam().open(folder_);
    ASSERT_TRUE(opened) << opened.error().upstream_text;
    store_ = std::move(*opened);
  }
  static void together(int threads, const std::function<void(int)>& work) {
    std::vector<std::thread> running;
    for (int index = 0; index < threads; ++index)
      running.emplace_back([&work, index] { work(index); });
    for (auto& thread : running) thread.join();
  }
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

TEST_P(StoreConformance, KeepsKeysOverAReopening) {
  ASSERT_TRUE(store_->submit({{KeyAdd{{"k1", "guichet", "abc", 1, 2, 0}}}}));
  ASSERT_TRUE(store_->submit({{KeyRevoke{"k1", 7}}}));
  EXPECT_EQ(store_->submit({{KeyRevoke{"k1", 8}}}).error().status, base::Status::aborted);
  open();
  const auto keys = store_->keys();
  ASSERT_EQ(keys->size(), 1u);
  EXPECT_EQ((*keys)[0].revoked_ns, 7);
}

TEST_P(StoreConformance, AChangeHappensWhollyOrNotAtAll) {
  ASSERT_TRUE(store_->submit({{OperationAdd{operation("a")}}}));
  const auto refused =
      store_->submit({{KeyAdd{{"k1", "guichet", "abc", 1, 2, 0}}, OperationAdd{operation("a")}}});
  EXPECT_EQ(refused.error().status, base::Status::already_exists);
  EXPECT_EQ(refused.error().slug, "change-refused");
  EXPECT_TRUE(store_->keys()->empty());
}

TEST_P(StoreConformance, MovesAnOperationFromTheStateThatItIsIn) {
  ASSERT_TRUE(store_->submit({{OperationAdd{operation("a")}}}));
  ASSERT_TRUE(store_->submit(
      {{OperationMove{"id-a", OperationState::running, OperationState::done, "{\"ok\":1}", 5}}}));
  EXPECT_EQ(store_
                ->submit({{OperationMove{"id-a", OperationState::running, OperationState::failed,
                                         "", 6}}})
                .error()
                .status,
            base::Status::aborted);
  const auto found = store_->find_operation("guichet", "salles", "create-booking", "a");
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->answer, "{\"ok\":1}");
  EXPECT_EQ((*found)->input, "");
  ASSERT_TRUE(store_->submit({{OperationPurge{6}}}));
  EXPECT_FALSE(*store_->find_operation("guichet", "salles", "create-booking", "a"));
}

TEST_P(StoreConformance, SwapsAValueOnlyWhenItIsTheExpectedOne) {
  ASSERT_TRUE(store_->submit({{StoragePut{"s", "k", std::nullopt, "1"}}}));
  EXPECT_EQ(store_->submit({{StoragePut{"s", "k", std::nullopt, "2"}}}).error().status,
            base::Status::aborted);
  EXPECT_EQ(store_->submit({{StoragePut{"s", "k", "9", "2"}}}).error().status,
            base::Status::aborted);
  ASSERT_TRUE(store_->submit({{StoragePut{"s", "k", "1", "2"}}}));
  EXPECT_EQ(**store_->storage_get("s", "k"), "2");
  EXPECT_EQ(store_->storage_list("s", "")->size(), 1u);
  EXPECT_FALSE(*store_->storage_get("other", "k"));
  ASSERT_TRUE(store_->submit({{StoragePut{"s", "k", "2", std::nullopt}}}));
  EXPECT_FALSE(*store_->storage_get("s", "k"));
  StoragePut full{"s", "k", std::nullopt, "1", 0};
  EXPECT_EQ(store_->submit({{full}}).error().status, base::Status::resource_exhausted);
}

TEST_P(StoreConformance, TellsAnEventOnceAndKeepsItsCursorWithIt) {
  for (int round = 0; round < 2; ++round)
    ASSERT_TRUE(store_->submit(
        {{EventAppend{"s", "t", "e1", "2026-01-01T00:00:00Z", "{}"}, CursorSet{"s", "t", "c1"}}}));
  EXPECT_EQ(store_->events_after("s", "t", 0, 10)->size(), 1u);
  EXPECT_EQ(**store_->cursor("s", "t"), "c1");
}

TEST_P(StoreConformance, KeepsPausesOverAReopening) {
  ASSERT_TRUE(store_->submit({{PauseSet{{PauseOf::system, "salles", "x", "uid:0", 5, 0}}}}));
  ASSERT_TRUE(store_->submit({{PauseSet{{PauseOf::consumer, "salles", "y", "uid:7", 6, 9}}}}));
  ASSERT_TRUE(store_->submit({{PauseSet{{PauseOf::system, "salles", "panne", "uid:8", 7, 99}}}}));
  open();
  const auto pauses = store_->pauses();
  ASSERT_EQ(pauses->size(), 2u);
  const PauseRow& last = (*pauses)[1];
  EXPECT_EQ(std::tie(last.id, last.reason, last.by, last.since_ns, last.until_ns),
            std::make_tuple("salles", "panne", "uid:8", 7, 99));
  EXPECT_EQ(last.of, PauseOf::system);
  EXPECT_EQ((*pauses)[0].of, PauseOf::consumer);
  ASSERT_TRUE(store_->submit({{PauseEnd{PauseOf::system, "salles"}}}));
  EXPECT_EQ(store_->submit({{PauseEnd{PauseOf::system, "salles"}}}).error().status,
            base::Status::aborted);
  EXPECT_EQ(store_->pauses()->size(), 1u);
}

TEST_P(StoreConformance, KeepsBytesAndOrderOfStorage) {
  using namespace std::string_literals;
  const auto hostile = "a\0b\xff%_'"s;
  for (const auto& key : {"b"s, "a"s, "a%"s, "aé"s, "a\xff"s, "a\0z"s})
    ASSERT_TRUE(store_->submit({{StoragePut{"s", key, std::nullopt, hostile}}}));
  EXPECT_EQ(**store_->storage_get("s", "a\0z"s), hostile);
  const auto found = store_->storage_list("s", "a");
  std::vector<std::string> keys;
  for (const auto& [key, value] : *found) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector{"a"s, "a\0z"s, "a%"s, "aé"s, "a\xff"s}));
  EXPECT_EQ(store_->storage_list("s", "a%")->size(), 1u);
  EXPECT_EQ(store_->storage_list("s", "a\xff")->size(), 1u);
  ASSERT_TRUE(store_->submit({{StoragePut{"s", "b", hostile, "1"}}}));
}

TEST_P(StoreConformance, LetsAnOperationPassOnlyAsItMay) {
  using S = OperationState;
  OperationRow born_done = operation("born-done");
  born_done.state = S::done;
  EXPECT_EQ(store_->submit({{OperationAdd{born_done}}}).error().status,
            base::Status::invalid_argument);
  int allowed = 0;
  for (const S from : {S::accepted, S::running, S::done, S::failed, S::unknown})
    for (const S to : {S::accepted, S::running, S::done, S::failed, S::unknown}) {
      const std::string key =
          std::to_string(static_cast<int>(from)) + std::to_string(static_cast<int>(to));
      OperationRow row = operation(key);
      row.state = from == S::accepted ? S::accepted : S::running;
      ASSERT_TRUE(store_->submit({{OperationAdd{row}}}));
      if (from != row.state) {
        ASSERT_TRUE(store_->submit({{OperationMove{row.id, S::running, from, "", 1}}}));
      }
      const auto moved = store_->submit({{OperationMove{row.id, from, to, "x", 2}}});
      EXPECT_EQ(moved.has_value(), may_move(from, to)) << key;
      const auto found = store_->find_operation("guichet", "salles", "create-booking", key);
      EXPECT_EQ((*found)->state, may_move(from, to) ? to : from) << key;
      allowed += moved ? 1 : 0;
    }
  EXPECT_EQ(allowed, 9);
  EXPECT_FALSE(store_->operations_in(S::unknown)->empty());
}

TEST_P(StoreConformance, ASecondTryBringsItsInput) {
  using S = OperationState;
  ASSERT_TRUE(store_->submit({{OperationAdd{operation("a")}}}));
  ASSERT_TRUE(store_->submit({{OperationMove{"id-a", S::running, S::failed, "", 2}}}));
  EXPECT_EQ((*store_->find_operation("guichet", "salles", "create-booking", "a"))->input, "");
  ASSERT_TRUE(store_->submit({{OperationMove{"id-a", S::failed, S::running, "", 3, "[1]"}}}));
  EXPECT_EQ((*store_->find_operation("guichet", "salles", "create-booking", "a"))->input, "[1]");
}

TEST_P(StoreConformance, ForgetsOnlyWhatEndedLongAgo) {
  const std::int64_t now = 100 * operation_kept_ns;
  for (const auto* key : {"old", "new", "running", "unknown"})
    ASSERT_TRUE(store_->submit({{OperationAdd{operation(key)}}}));
  ASSERT_TRUE(store_->submit(
      {{OperationMove{"id-old", OperationState::running, OperationState::done, "",
                      now - operation_kept_ns - 1},
        OperationMove{"id-new", OperationState::running, OperationState::failed, "",
                      now - operation_kept_ns},
        OperationMove{"id-unknown", OperationState::running, OperationState::unknown, "", 1}}}));
  ASSERT_TRUE(store_->submit({{OperationPurge{now - operation_kept_ns}}}));
  const auto there = [&](const std::string& key) {
    return store_->find_operation("guichet", "salles", "create-booking", key)->has_value();
  };
  EXPECT_FALSE(there("old"));
  EXPECT_TRUE(there("new") && there("running") && there("unknown"));
  EXPECT_EQ((*store_->find_operation("guichet", "salles", "create-booking", "unknown"))->input,
            "{}");
}

TEST_P(StoreConformance, ReadsEventsInOrderFromAPosition) {
  for (int index = 0; index < 25; ++index)
    ASSERT_TRUE(store_->submit(
        {{EventAppend{"s", index % 2 == 0 ? "t" : "u", std::to_string(index), "time", "{}"}}}));
  std::vector<std::string> ids;
  std::int64_t position = 0;
  for (;;) {
    const auto page = store_->events_after("s", "t", position, 5);
    ASSERT_TRUE(page);
    if (page->empty()) break;
    EXPECT_LE(page->size(), 5u);
    for (const StoredEvent& stored : *page) {
      EXPECT_GT(stored.position, position);
      position = stored.position;
      ids.push_back(stored.event.id);
    }
  }
  ASSERT_EQ(ids.size(), 13u);
  EXPECT_EQ(ids.front(), "0");
  EXPECT_EQ(ids.back(), "24");
}

TEST_P(StoreConformance, KeepsEveryFieldOfTheAudit) {
  const AuditAppend entry{"a1",      "r1",   "guichet", "k1", "salles", "get-request", "ref",
                          "purpose", "case", "ok",      7,    "read",   "ab12"};
  ASSERT_TRUE(store_->submit({{entry}}));
  EXPECT_EQ(store_->submit({{entry}}).error().status, base::Status::already_exists);
  AuditAppend second = entry;
  second.id = "a2";
  ASSERT_TRUE(store_->submit({{second}}));
  EXPECT_EQ(*store_->audit_count(), 2);
  open();
  const auto tail = store_->audit_tail(1);
  ASSERT_EQ(tail->size(), 1u);
  const AuditAppend& read = tail->front();
  EXPECT_EQ(std::tie(read.id, read.request_id, read.consumer, read.key_id, read.system, read.action,
                     read.reference),
            std::tie(second.id, entry.request_id, entry.consumer, entry.key_id, entry.system,
                     entry.action, entry.reference));
  EXPECT_EQ(
      std::tie(read.purpose, read.case_reference, read.outcome, read.at_ns, read.kind, read.leaf),
      std::tie(entry.purpose, entry.case_reference, entry.outcome, entry.at_ns, entry.kind,
               entry.leaf));
}

TEST_P(StoreConformance, OneOfManyWinsAKeyAndTheOthersSeeItsState) {
  std::atomic<int> won{0};
  std::atomic<int> saw{0};
  together(8, [&](int index) {
    for (int key = 0; key < 20; ++key) {
      OperationRow row = operation(std::to_string(key));
      row.id += "-" + std::to_string(index);
      const auto receipt = store_->submit({{OperationAdd{row}}});
      const auto found = store_->find_operation(row.consumer, row.system, row.action, row.key);
      if (!found || !*found) continue;
      if (receipt)
        won += (*found)->id == row.id ? 1 : 0;
      else if (receipt.error().status == base::Status::already_exists &&
               (*found)->state == OperationState::running)
        saw += (*found)->id != row.id ? 1 : 0;
    }
  });
  EXPECT_EQ(won, 20);
  EXPECT_EQ(saw, 7 * 20);
}

TEST_P(StoreConformance, SwapsLoseNoIncrementAmongThreads) {
  constexpr int threads = 8;
  constexpr int increments = 15;
  ASSERT_TRUE(store_->submit({{StoragePut{"s", "n", std::nullopt, "0"}}}));
  std::atomic<int> aborted{0};
  together(threads, [&](int) {
    for (int done = 0; done < increments;) {
      const std::string now = **store_->storage_get("s", "n");
      const auto receipt =
          store_->submit({{StoragePut{"s", "n", now, std::to_string(std::stoi(now) + 1)}}});
      if (receipt)
        ++done;
      else if (receipt.error().status == base::Status::aborted)
        ++aborted;
      else
        return;  // the sum below tells
    }
  });
  EXPECT_EQ(**store_->storage_get("s", "n"), std::to_string(threads * increments));
}

TEST_P(StoreConformance, WaitingChangesShareASync) {
  const auto before = store_->syncs();
  std::atomic<int> written{0};
  together(16, [&](int index) {
    for (int key = 0; key < 25; ++key)
      if (store_->submit(
              {{OperationAdd{operation(std::to_string(index) + "-" + std::to_string(key))}}}))
        ++written;
  });
  EXPECT_EQ(written, 400);
  EXPECT_LT(store_->syncs() - before, 400);
  EXPECT_EQ(store_->operations_in(OperationState::running)->size(), 400u);
}

TEST_P(StoreConformance, ARefusedChangeLeavesItsNeighboursAlone) {
  ASSERT_TRUE(store_->submit({{OperationAdd{operation("taken")}}}));
  std::atomic<int> written{0};
  std::atomic<int> refused{0};
  together(8, [&](int index) {
    for (int round = 0; round < 10; ++round) {
      const std::string id = std::to_string(index) + "-" + std::to_string(round);
      Change change{{KeyAdd{{id, "guichet", "hash", 1, 2, 0}}}};
      if (round % 2 == 0) change.writes.emplace_back(OperationAdd{operation("taken")});
      (store_->submit(std::move(change)) ? written : refused)++;
    }
  });
  EXPECT_EQ(written, 40);
  EXPECT_EQ(refused, 40);
  EXPECT_EQ(store_->keys()->size(), 40u);
}

INSTANTIATE_TEST_SUITE_P(engines, StoreConformance,
                         ::testing::Values(Engine{"sqlite",
                                                  [](const std::string& folder) {
                                                    return open_sqlite_store(folder + "/store.db");
                                                  }}),
                         [](const auto& engine) { return engine.param.name; });

}  // namespace
}  // namespace ecluse::store
