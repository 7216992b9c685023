// SPDX-License-Identifier: MIT
#include "ecluse/kit/sql.hpp"

#include <gtest/gtest.h>

namespace ecluse::kit {
namespace {

/// Gives the same rows to every statement, and remembers what was run.
class Scripted final : public SqlSession {
 public:
  std::vector<std::vector<SqlCell>> rows;
  std::vector<std::string> statements;
  std::size_t visited = 0;

  using SqlSession::run;
  Result<SqlDone> run(std::string_view statement, const SqlValues&,
                      const SqlVisitor& visit) override {
    statements.emplace_back(statement);
    const std::vector<std::string> names{"a", "b"};
    for (const auto& row : rows) {
      ++visited;
      if (visit(SqlRow(row.data(), row.size(), &names)) == SqlNext::enough) break;
    }
    return SqlDone{};
  }
  Result<void> begin(SqlIsolation) override { return {}; }
  Result<void> commit() override { return {}; }
  Result<void> rollback() override { return {}; }
  const SqlFacts& facts() const override { return facts_; }

 private:
  SqlFacts facts_;
};

TEST(Sql, RowsAreKeptAndTheFirstStopsTheStatement) {
  Scripted session;
  session.rows = {{{SqlKind::integer, 7, {}}, {SqlKind::decimal, 0, "12.50"}},
                  {{SqlKind::null, 0, {}}, {SqlKind::text, 0, "42"}}};
  const auto all = session.all("SELECT a, b FROM t");
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ((*all)[0].integer(0), 7);
  EXPECT_EQ((*all)[0].text(0), "7");
  EXPECT_EQ((*all)[0].text(1), "12.50");
  EXPECT_TRUE((*all)[1].is_null(0));
  EXPECT_EQ((*all)[1].optional_integer(0), std::nullopt);
  EXPECT_EQ((*all)[1].optional_text(1), "42");
  EXPECT_EQ((*all)[1].integer(1), 42);
  EXPECT_TRUE((*all)[1].is_null(9));
  session.visited = 0;
  const auto first = session.first("SELECT a, b FROM t");
  ASSERT_TRUE(first && *first);
  EXPECT_EQ((**first).integer(0), 7);
  EXPECT_EQ(session.visited, 1U);
}

TEST(Sql, ValuesKnowTheirKind) {
  const SqlValues values{nullptr,
                         3,
                         true,
                         "text",
                         std::optional<std::string>(),
                         std::optional<int>(4),
                         SqlValue::decimal("0.10"),
                         SqlValue::bytes(std::string_view("\0x", 2))};
  const std::vector<SqlKind> kinds{SqlKind::null,    SqlKind::integer, SqlKind::integer,
                                   SqlKind::text,    SqlKind::null,    SqlKind::integer,
                                   SqlKind::decimal, SqlKind::bytes};
  for (std::size_t index = 0; index < kinds.size(); ++index)
    EXPECT_EQ(values[index].kind, kinds[index]) << index;
  EXPECT_EQ(values.back().text.size(), 2U);
}

TEST(Sql, ErrorsTellTheirCodes) {
  Error busy =
      fail(Status::aborted, "database-busy").with("sqlstate", "40001").with("code", "1213");
  EXPECT_TRUE(sql_retryable(busy));
  EXPECT_EQ(sql_state(busy), "40001");
  EXPECT_EQ(sql_code(busy), 1213);
  EXPECT_FALSE(sql_retryable(fail(Status::unavailable, "database-lost")));
  EXPECT_EQ(sql_state(fail(Status::unavailable, "database-lost")), "");
}

TEST(Sql, SavepointsAreStatements) {
  Scripted session;
  ASSERT_TRUE(session.savepoint("before"));
  ASSERT_TRUE(session.rollback_to("before"));
  ASSERT_TRUE(session.release("before"));
  EXPECT_EQ(session.statements[1], "ROLLBACK TO SAVEPOINT at_before");
}

}  // namespace
}  // namespace ecluse::kit
