// SPDX-License-Identifier: EUPL-1.2
#include "sql/statement.hpp"

#include <gtest/gtest.h>

namespace ecluse::sql {
namespace {

std::string why(std::string_view text, Engine engine) {
  const auto read = read_statement(text, engine);
  return read ? "" : read.error().parameters[0].second;
}

TEST(Statement, QuestionMarksAreParametersOnlyOutsideQuotesAndComments) {
  const std::string_view text =
      "SELECT '?', \"?\", a -- ?\n, b /* ? /* */ FROM t WHERE c = ? AND d = 'l''?' AND e=?";
  const auto mysql = read_statement(text, Engine::mysql);
  ASSERT_TRUE(mysql);
  EXPECT_EQ(mysql->parameters, 2U);
  EXPECT_EQ(mysql->verb, "SELECT");
  const auto other = read_statement("select $x$ ? $x$, E'\\'?', '\\', ? , `a`", Engine::postgresql);
  ASSERT_TRUE(other);
  EXPECT_EQ(other->parameters, 1U);
  EXPECT_NE(other->text.find("'\\', $1 ,"), std::string::npos);
  const auto backslash = read_statement("SELECT '\\'?', ? # ?", Engine::mysql);
  ASSERT_TRUE(backslash);
  EXPECT_EQ(backslash->parameters, 1U);
  EXPECT_EQ(read_statement("SELECT /* /* ? */ ? */ ?", Engine::postgresql)->parameters, 1U);
}

TEST(Statement, OneAloneAndNoneThatTheServiceKeeps) {
  for (const auto engine : {Engine::sqlite, Engine::mysql, Engine::postgresql, Engine::odbc}) {
    EXPECT_EQ(why("SELECT 1;", engine), "");
    EXPECT_EQ(why("SELECT 1; -- the end", engine), "");
    EXPECT_EQ(why("SELECT 1; DELETE FROM t", engine), "several statements");
    EXPECT_EQ(why("SELECT 1;'x'", engine), "several statements");
    EXPECT_EQ(why("SELECT 'x", engine), "a quote that does not end");
    EXPECT_EQ(why("SELECT 1 /* x", engine), "a comment that does not end");
    EXPECT_EQ(why("/*! COMMIT */ SELECT 1", engine), "an executable comment");
    EXPECT_EQ(why("/*M! COMMIT */ SELECT 1", engine), "an executable comment");
    EXPECT_EQ(why(" /* x */ commit", engine), "a statement of the service alone");
    EXPECT_EQ(why("Set autocommit=1", engine), "a statement of the service alone");
    EXPECT_EQ(why("ROLLBACK", engine), "a statement of the service alone");
    EXPECT_EQ(why("ROLLBACK TO SAVEPOINT a", engine), "");
    EXPECT_EQ(why("SAVEPOINT a", engine), "");
    EXPECT_EQ(why("LOCK TABLES a WRITE", engine), "");
    EXPECT_EQ(why(" -- nothing", engine), "an empty statement");
    EXPECT_EQ(why(std::string_view("SELECT \0", 8), engine), "a zero byte");
  }
  EXPECT_EQ(why("SELECT $1", Engine::postgresql), "a parameter that is no '?'");
}

}  // namespace
}  // namespace ecluse::sql
