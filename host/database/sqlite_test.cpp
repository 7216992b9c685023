// SPDX-License-Identifier: EUPL-1.2
#include "database/sqlite.hpp"

#include <gtest/gtest.h>

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

TEST(Sqlite, RefusesAFileThatIsNotADatabase) {
  const std::string path = ::testing::TempDir() + "not-a-database";
  std::ofstream(path) << std::string(4096, 'x');
  auto connection = Connection::open(path, Connection::Use::read_write);
  ASSERT_TRUE(connection);
  EXPECT_EQ(connection->run("SELECT count(*) FROM sqlite_schema").error().status, base::Status::data_loss);
}

}  // namespace
}  // namespace ecluse::database
