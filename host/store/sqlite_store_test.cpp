// SPDX-License-Identifier: EUPL-1.2
// What only the embedded engine promises: its file, its lock, its disk.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "base/problems.hpp"
#include "database/sqlite.hpp"
#include "store/faulty_disk.hpp"
#include "store/store.hpp"

namespace ecluse::store {
namespace {

namespace fs = std::filesystem;
using Fault = FaultyDisk::Fault;

class SqliteStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "ecluse-sqlite-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string path() const { return folder_ + "/store.db"; }
  static Change key(const std::string& id) {
    return {{KeyAdd{{id, "guichet", std::string(200, 'h'), 1, 2, 0}}}};
  }
  static std::set<std::string> ids(Store& store) {
    std::set<std::string> found;
    const auto keys = store.keys();
    if (!keys)
      ADD_FAILURE() << keys.error().upstream_text;
    else
      for (const KeyRow& row : *keys) found.insert(row.id);
    return found;
  }
  void fill(int rows) {
    auto store = open_sqlite_store(path());
    ASSERT_TRUE(store) << store.error().upstream_text;
    for (int index = 0; index < rows; ++index)
      ASSERT_TRUE((*store)->submit(key(std::to_string(index))));
  }
  void run_raw(const char* sql) {
    auto raw = database::Connection::open(path(), database::Connection::Use::read_write);
    ASSERT_TRUE(raw);
    const auto done = raw->script(sql);
    ASSERT_TRUE(done) << done.error().upstream_text;
  }

  std::string folder_;
};

TEST_F(SqliteStoreTest, ASecondHostIsRefusedUntilTheFirstIsGone) {
  auto first = open_sqlite_store(path());
  ASSERT_TRUE(first);
  const auto second = open_sqlite_store(path());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().slug, "store-in-use");
  EXPECT_EQ(
      base::fill(base::find_problem("store-in-use")->sentence.french, second.error().parameters),
      "La base " + path() + " est déjà ouverte par un autre hôte.");
  first->reset();
  EXPECT_TRUE(open_sqlite_store(path()));
}

TEST_F(SqliteStoreTest, AMissingFolderIsNotAnotherHost) {
  EXPECT_EQ(open_sqlite_store(folder_ + "/none/store.db").error().slug, "store-unavailable");
}

TEST_F(SqliteStoreTest, ItsFilesAreForTheOwnerAlone) {
  const auto store = open_sqlite_store(path());
  ASSERT_TRUE(store && (*store)->submit(key("a")));
  for (const auto* end : {"", "-wal", "-shm", ".lock"}) {
    struct stat info {};
    ASSERT_EQ(::stat((path() + end).c_str(), &info), 0) << end;
    EXPECT_EQ(info.st_mode & 0777, 0600u) << end;
  }
}

TEST_F(SqliteStoreTest, DamageIsRefusedWithItsOwnSentence) {
  fill(200);
  {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 3);
    file << std::string(4096 * 4, '\xff');
  }
  const auto opened = open_sqlite_store(path());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().slug, "store-corrupt");
  EXPECT_EQ(opened.error().status, base::Status::data_loss);
}

TEST_F(SqliteStoreTest, AFileThatIsNoStoreIsLeftAsItIs) {
  std::ofstream(path()) << std::string(8192, 'x');
  EXPECT_EQ(open_sqlite_store(path()).error().slug, "store-corrupt");
  EXPECT_EQ(fs::file_size(path()), 8192u);
  fs::remove(path());
  run_raw("CREATE TABLE key(of_another_program)");
  EXPECT_EQ(open_sqlite_store(path()).error().slug, "store-corrupt");
}

TEST_F(SqliteStoreTest, AStoreOfANewerVersionIsRefused) {
  fill(1);
  run_raw("PRAGMA user_version=999");
  EXPECT_EQ(open_sqlite_store(path()).error().slug, "store-newer");
}

TEST_F(SqliteStoreTest, TheAuditRefusesEveryChangeButItsNumberOnce) {
  {
    auto store = open_sqlite_store(path());
    AuditAppend entry;
    entry.id = "a1";
    ASSERT_TRUE((*store)->submit({{entry}}));
  }
  auto raw = database::Connection::open(path(), database::Connection::Use::read_write);
  ASSERT_TRUE(raw);
  EXPECT_FALSE(raw->run("DELETE FROM audit"));
  for (const auto* column :
       {"row", "leaf", "id", "at_ns", "request_id", "consumer", "key_id", "system", "action",
        "kind", "reference", "purpose", "case_reference", "outcome"})
    EXPECT_FALSE(raw->run("UPDATE audit SET seq=1, " + std::string(column) + "=42")) << column;
  EXPECT_TRUE(raw->run("UPDATE audit SET seq=1"));
  EXPECT_FALSE(raw->run("UPDATE audit SET seq=2"));
  EXPECT_FALSE(raw->run("UPDATE audit SET seq=NULL"));
}

TEST_F(SqliteStoreTest, WhatIsForgottenLeavesTheFile) {
  const std::string marker = "MARTIN-zw7";
  {
    auto store = open_sqlite_store(path());
    OperationRow row;
    row.id = "o";
    row.state = OperationState::running;
    row.input = marker + std::string(6000, 'x');
    ASSERT_TRUE((*store)->submit({{OperationAdd{row}}}));
    ASSERT_TRUE((*store)->submit(
        {{OperationMove{"o", OperationState::running, OperationState::done, "{}", 1}}}));
  }
  std::ifstream file(path(), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(bytes.find(marker), std::string::npos);
}

/// A fault at each point of a load, then a disk that works again: a receipt is kept, a failure says
/// so.
TEST_F(SqliteStoreTest, ADiskThatFailsNeverYieldsAFalseReceipt) {
  FaultyDisk disk;
  int faults = 0;
  int number = 0;
  std::set<std::string> promised;
  for (const Fault fault : {Fault::full, Fault::write_error, Fault::sync_error})
    for (int after = 0; after < 12; ++after) {
      auto store = open_sqlite_store(path());
      ASSERT_TRUE(store) << store.error().upstream_text;
      disk.fail_with(fault, after);
      for (int tries = 0; tries < 8 && !disk.struck(); ++tries) {
        const std::string id = std::to_string(number++);
        const auto receipt = (*store)->submit(key(id));
        if (receipt)
          promised.insert(id);
        else
          EXPECT_EQ(receipt.error().slug, "store-unavailable");
        if (disk.struck()) {
          EXPECT_FALSE(receipt);
        }
      }
      faults += disk.struck() ? 1 : 0;
      disk.fail_with(Fault::none);
      const std::string healed = std::to_string(number++);
      ASSERT_TRUE((*store)->submit(key(healed)));  // without a restart
      promised.insert(healed);
      const auto there = ids(**store);
      EXPECT_TRUE(std::includes(there.begin(), there.end(), promised.begin(), promised.end()));
    }
  EXPECT_GT(faults, 20);
  const auto again = open_sqlite_store(path());
  ASSERT_TRUE(again);
  const auto there = ids(**again);
  EXPECT_TRUE(std::includes(there.begin(), there.end(), promised.begin(), promised.end()));
}

/// At each receipt, only what was synced is left of the files: the row is in it.
TEST_F(SqliteStoreTest, APowerCutAtAnyReceiptLosesNothingPromised) {
  fs::create_directory(folder_ + "/synced");
  FaultyDisk disk;
  {
    disk.keep_synced_in(folder_ + "/synced");
    auto store = open_sqlite_store(path());
    ASSERT_TRUE(store);
    for (int cut = 0; cut < 12; ++cut)
      for (int row = 0; row < 4; ++row) {
        ASSERT_TRUE((*store)->submit(key(std::to_string(cut * 4 + row))));
        if (row == 3) disk.cut_power(folder_ + "/cut-" + std::to_string(cut));
      }
    EXPECT_GE(disk.syncs(), 48);
  }
  disk.keep_synced_in("");
  for (int cut = 0; cut < 12; ++cut) {
    auto store = open_sqlite_store(folder_ + "/cut-" + std::to_string(cut) + "/store.db");
    ASSERT_TRUE(store) << store.error().upstream_text;
    EXPECT_EQ(ids(**store).size(), static_cast<std::size_t>(4 * (cut + 1)));
  }
}

}  // namespace
}  // namespace ecluse::store
