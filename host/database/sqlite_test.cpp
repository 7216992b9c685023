// SPDX-License-Identifier: EUPL-1.2
#include "database/sqlite.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

namespace ecluse::database {
namespace {

TEST(Sqlite, KeepsTypesAndBindsParameters) {
  auto connection = Connection::open(":memory:", Connection::Use::read_write);
  ASSERT_TRUE(connection);
  ASSERT_TRUE(connection->script("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)"));
  const std::string hostile = "x'); DROP TABLE t; --";
  ASSERT_TRUE(connection->run("INSERT INTO t(b) VALUES(?)", {hostile}));
  ASSERT_TRUE(connection->run("INSERT INTO t(b) VALUES(?)", {Cell{}}));
  const auto rows = connection->run("SELECT a, b FROM t ORDER BY a");
  ASSERT_TRUE(rows);
  EXPECT_EQ(integer((*rows)[0][0]), 1);
  EXPECT_EQ(text((*rows)[0][1]), hostile);
  EXPECT_FALSE(optional_text((*rows)[1][1]));
}

TEST(Sqlite, TellsFaultsApart) {
  auto connection = Connection::open(":memory:", Connection::Use::read_write);
  ASSERT_TRUE(connection->script("CREATE TABLE t(a INTEGER PRIMARY KEY)"));
  ASSERT_TRUE(connection->run("INSERT INTO t VALUES(1)"));
  EXPECT_EQ(connection->run("INSERT INTO t VALUES(1)").error().status, base::Status::aborted);
  EXPECT_EQ(connection->run("SELECT nonsense").error().slug, "store-unavailable");
  EXPECT_FALSE(Connection::open("/nowhere/at/all", Connection::Use::read_write));
}

TEST(Sqlite, RefusesTooFewAndTooManyParameters) {
  auto connection = Connection::open(":memory:", Connection::Use::read_write);
  EXPECT_FALSE(connection->run("SELECT ?, ?", {std::int64_t{1}}));
  EXPECT_FALSE(connection->run("SELECT ?", {std::int64_t{1}, std::int64_t{2}}));
  const auto rows = connection->run("SELECT ?, ?", {std::int64_t{1}, "two"});  // still usable
  ASSERT_TRUE(rows) << rows.error().upstream_text;
  EXPECT_EQ(text((*rows)[0][1]), "two");
}

TEST(Sqlite, KeepsBytesWithinText) {
  using namespace std::string_literals;
  auto connection = Connection::open(":memory:", Connection::Use::read_write);
  for (const auto& bytes : {"a\0b"s, "\xff\xfe"s, ""s, std::string(100'000, 'x')}) {
    const auto rows = connection->run("SELECT ?", {bytes});
    ASSERT_TRUE(rows);
    EXPECT_EQ(optional_text((*rows)[0][0]), bytes);
  }
}

TEST(Sqlite, KnowsWhetherATransactionIsOpen) {
  auto connection = Connection::open(":memory:", Connection::Use::read_write);
  EXPECT_FALSE(connection->in_transaction());
  ASSERT_TRUE(connection->run("BEGIN IMMEDIATE"));
  EXPECT_TRUE(connection->in_transaction());
  ASSERT_TRUE(connection->run("ROLLBACK"));
  EXPECT_FALSE(connection->in_transaction());
}

TEST(Sqlite, AReaderCannotWrite) {
  const std::string path = ::testing::TempDir() + "ecluse-read-only-" + std::to_string(::getpid());
  {
    auto writer = Connection::open(path, Connection::Use::read_write);
    ASSERT_TRUE(writer->script("CREATE TABLE t(a)"));
    auto reader = Connection::open(path, Connection::Use::read_only);
    ASSERT_TRUE(reader);
    EXPECT_EQ(reader->run("INSERT INTO t VALUES(1)").error().status,
              base::Status::permission_denied);
    Connection moved = std::move(*writer);  // statements go with their connection
    EXPECT_TRUE(moved.run("INSERT INTO t VALUES(1)"));
    EXPECT_EQ(moved.changes(), 1);
  }
  std::remove(path.c_str());
}

TEST(Sqlite, RefusesAFileThatIsNotADatabase) {
  const std::string path = ::testing::TempDir() + "not-a-database";
  std::ofstream(path) << std::string(4096, 'x');
  auto connection = Connection::open(path, Connection::Use::read_write);
  ASSERT_TRUE(connection);
  EXPECT_EQ(connection->run("SELECT count(*) FROM sqlite_schema").error().status,
            base::Status::data_loss);
}

}  // namespace
}  // namespace ecluse::database
