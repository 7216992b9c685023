// SPDX-License-Identifier: EUPL-1.2
// What ecluse.sql/1 promises, on each engine that writes.
#include <random>

#include "world.hpp"

namespace ecluse::sqltest {
namespace {

class Sql : public EngineTest {};
INSTANTIATE_TEST_SUITE_P(Engines, Sql, ::testing::Values("sqlite", "mariadb", "postgresql"),
                         [](const auto& engine) { return engine.param; });

TEST_P(Sql, EveryTypeComesBackAsItWas) {
  run(pick(
      "CREATE TABLE t (i BIGINT, s SMALLINT, u BIGINT UNSIGNED, n DECIMAL(30,10), r DOUBLE, "
      "x TEXT, b LONGBLOB, d DATE, h TIME(3), m DATETIME(6), z VARCHAR(20))",
      "CREATE TABLE t (i BIGINT, s SMALLINT, u NUMERIC(20), n NUMERIC(30,10), r DOUBLE "
      "PRECISION, x TEXT, b BYTEA, d DATE, h TIME(3), m TIMESTAMP(6), z VARCHAR(20))",
      "CREATE TABLE t (i BIGINT, s SMALLINT, u TEXT, n TEXT, r DOUBLE, x TEXT, b BLOB, d DATE, "
      "h TIME, m DATETIME, z VARCHAR(20))"));
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes.push_back(static_cast<char>(byte));
  for (int times = 0; times < 12; ++times) bytes += bytes;  // 1 MB: longer than any buffer
  const std::string text = "Éloïse « œuvre » 日本 😀 '\"\\ \t\n%_?";
  const TestCall call;
  auto session = write(call);
  const kit::SqlValues values{INT64_MIN,
                              -32768,
                              SqlValue::decimal("18446744073709551615"),
                              SqlValue::decimal("-12345678901234567890.1234567890"),
                              SqlValue::real("0.1"),
                              text,
                              SqlValue::bytes(bytes),
                              SqlValue::date("2026-03-29"),
                              SqlValue::time("23:59:59.250"),
                              SqlValue::datetime("2026-10-25 02:30:00.123456"),
                              ""};
  const auto done = session->run("INSERT INTO t VALUES (?,?,?,?,?,?,?,?,?,?,?)", values);
  ASSERT_TRUE(done) << done.error().slug << parameter(done.error(), "code");
  EXPECT_EQ(done->affected, 1);
  ASSERT_EQ(slug(session->run("INSERT INTO t VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                              kit::SqlValues(11, SqlValue(nullptr)))),
            "ok");
  ASSERT_EQ(slug(session->commit()), "ok");
  session = read(call);
  const auto rows = session->all("SELECT * FROM t ORDER BY i IS NULL");
  ASSERT_TRUE(rows) << rows.error().slug;
  ASSERT_EQ(rows->size(), 2U);
  const auto& row = rows->front();
  EXPECT_EQ(row.integer(0), INT64_MIN);
  EXPECT_EQ(row.at(0).kind, SqlKind::integer);
  EXPECT_EQ(row.integer(1), -32768);
  EXPECT_EQ(row.text(2), "18446744073709551615");
  EXPECT_EQ(row.text(3), "-12345678901234567890.1234567890");
  EXPECT_EQ(row.text(4), "0.1");
  EXPECT_EQ(row.at(4).kind, SqlKind::real);
  EXPECT_EQ(row.text(5), text);
  EXPECT_EQ(row.text(6) == bytes, true);
  EXPECT_EQ(row.at(6).kind, SqlKind::bytes);
  EXPECT_EQ(row.text(7), "2026-03-29");
  EXPECT_EQ(row.at(7).kind, SqlKind::date);
  EXPECT_EQ(row.text(8).substr(0, 10), "23:59:59.2");
  EXPECT_EQ(row.at(8).kind, SqlKind::time);
  EXPECT_EQ(row.text(9), "2026-10-25 02:30:00.123456");
  EXPECT_EQ(row.at(9).kind, SqlKind::datetime);
  EXPECT_EQ(row.text(10), "");
  EXPECT_FALSE(row.is_null(10));
  EXPECT_EQ(row.at(3).kind, sqlite() ? SqlKind::text : SqlKind::decimal);
  for (std::size_t column = 0; column < 11; ++column) EXPECT_TRUE(rows->back().is_null(column));
}

TEST_P(Sql, AThousandPayloadsStayLiteral) {
  run(pick("CREATE TABLE t (id INTEGER, x TEXT)", "CREATE TABLE t (id INTEGER, x TEXT)",
           "CREATE TABLE t (id INTEGER, x TEXT)"));
  const std::vector<std::string> seeds{"'; DROP TABLE t; --",
                                       "' OR '1'='1",
                                       "\\'; DELETE FROM t; #",
                                       "$1",
                                       "?",
                                       "??",
                                       "/*! DROP */",
                                       "\" OR \"\"=\"",
                                       "` OR 1=1",
                                       "1; COMMIT",
                                       "$$ DROP $$",
                                       "%27",
                                       "\xC2\xBF'",
                                       "a\\",
                                       "\n--",
                                       "x' UNION SELECT version() --",
                                       "{fn user()}",
                                       ":1",
                                       "@@version",
                                       "é'😀",
                                       "\x01\x1f"};
  std::mt19937 random(42);  // NOLINT: the same payloads at each run
  const TestCall call(std::chrono::seconds(60));
  auto session = write(call);
  std::vector<std::string> payloads;
  for (int id = 0; id < 1000; ++id) {
    std::string payload;
    for (unsigned parts = random() % 4 + 1; parts > 0; --parts)
      payload += seeds[random() % seeds.size()];
    payloads.push_back(payload);
    ASSERT_EQ(slug(session->run("INSERT INTO t VALUES (?, ?)", {id, payload})), "ok") << payload;
    const auto found = session->first("SELECT id FROM t WHERE x = ? AND id = ?", {payload, id});
    ASSERT_TRUE(found && *found) << payload;
  }
  ASSERT_EQ(slug(session->commit()), "ok");
  std::size_t id = 0;
  session = read(call);
  const auto done = session->run("SELECT x FROM t ORDER BY id", {}, [&](const SqlRow& row) {
    EXPECT_EQ(row.text(0), payloads[id++]);
    return SqlNext::more;
  });
  EXPECT_EQ(slug(done), "ok");
  EXPECT_EQ(id, 1000U);
}

TEST_P(Sql, AReadSessionIsReadOnlyByTheServer) {
  run("CREATE TABLE t (id INTEGER)");
  const TestCall call;
  auto session = read(call);
  for (const char* statement :
       {"INSERT INTO t VALUES (1)", "UPDATE t SET id = 2", "DELETE FROM t", "DROP TABLE t"}) {
    EXPECT_EQ(slug(session->run(statement)), "database-read-only") << statement;
    session = read(call);
  }
  for (const char* statement : {"COMMIT", "SET TRANSACTION READ WRITE", "PRAGMA query_only=OFF"})
    EXPECT_EQ(slug(session->run(statement)), "database-statement") << statement;
  session.reset();
  EXPECT_EQ(count("SELECT COUNT(*) FROM t"), 0);
}

TEST_P(Sql, ATransactionIsWholeOrNotAndSavepointsAreKept) {
  run("CREATE TABLE t (id INTEGER PRIMARY KEY)");
  const TestCall call;
  auto session = write(call);
  ASSERT_EQ(slug(session->run("INSERT INTO t VALUES (1)")), "ok");
  session.reset();  // never committed
  EXPECT_EQ(count("SELECT COUNT(*) FROM t"), 0);
  session = write(call);
  ASSERT_EQ(slug(session->run("INSERT INTO t VALUES (1)")), "ok");
  ASSERT_EQ(slug(session->savepoint("before")), "ok");
  const auto twice = session->run("INSERT INTO t VALUES (1)");
  EXPECT_EQ(slug(twice), "database-constraint");
  ASSERT_EQ(slug(session->rollback_to("before")), "ok");
  const auto changed = session->run("UPDATE t SET id = id WHERE id = 1");
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->affected, 1);  // met, though nothing changed
  ASSERT_EQ(slug(session->commit()), "ok");
  EXPECT_EQ(slug(session->run("SELECT 1")), "database-statement");
  session.reset();
  EXPECT_EQ(count("SELECT COUNT(*) FROM t"), 1);
}

TEST_P(Sql, ErrorsAreNamedAndHoldNoValues) {
  run(
      pick("CREATE TABLE t (id INTEGER PRIMARY KEY, x VARCHAR(5) NOT NULL, d DATE, "
           "CONSTRAINT short_id CHECK (id < 100))",
           "CREATE TABLE t (id INTEGER PRIMARY KEY, x VARCHAR(5) NOT NULL, d DATE, "
           "CONSTRAINT short_id CHECK (id < 100))",
           "CREATE TABLE t (id INTEGER PRIMARY KEY, x VARCHAR(5) NOT NULL, d DATE, "
           "CONSTRAINT short_id CHECK (id < 100))"));
  const TestCall call;
  const auto failing = [&](const char* statement, const kit::SqlValues& values) {
    auto session = write(call);
    (void)session->run("INSERT INTO t VALUES (1, 'a', NULL)");
    auto done = session->run(statement, values);
    EXPECT_FALSE(done) << statement;
    Error error = done ? Error() : done.error();
    for (const auto& [name, text] : error.parameters)
      EXPECT_EQ(text.find("Dupont"), std::string::npos) << name;
    EXPECT_EQ(error.upstream_text.find("Dupont"), std::string::npos);
    return error;
  };
  EXPECT_EQ(failing("INSERT INTO t VALUES (1, ?, NULL)", {"Dupo"}).slug, "database-constraint");
  const Error check = failing("INSERT INTO t VALUES (100, ?, NULL)", {"Dupo"});
  EXPECT_EQ(check.slug, "database-constraint");
  EXPECT_EQ(parameter(check, "constraint"), "short_id");
  EXPECT_NE(failing("INSERT INTO t VALUES (2, NULL, NULL)", {}).slug, "");
  const Error table = failing("SELECT ? FROM nowhere", {"Dupont"});
  EXPECT_EQ(table.slug, "database-schema");
  EXPECT_NE(parameter(table, "object").find("nowhere"), std::string::npos);
  const Error column = failing("SELECT absent FROM t WHERE x = ?", {"Dupont"});
  EXPECT_EQ(column.slug, "database-schema");
  EXPECT_NE(parameter(column, "object").find("absent"), std::string::npos);
  EXPECT_EQ(failing("SELEKT ?", {"Dupont"}).slug, "database-statement");
  EXPECT_EQ(failing("SELECT ?", {}).slug, "database-statement");
  EXPECT_EQ(failing("INSERT INTO t VALUES (3, ?, NULL)", {"a\xff"
                                                          "b"})
                .slug,
            "database-value");
  if (sqlite()) return;
  EXPECT_EQ(failing("INSERT INTO t VALUES (3, ?, NULL)", {"Dupontel"}).slug, "database-value");
  EXPECT_EQ(failing("INSERT INTO t VALUES (3, 'a', ?)", {"Dupont"}).slug, "database-value");
}

TEST_P(Sql, WhatATriggerSaysIsKept) {
  run("CREATE TABLE t (id INTEGER)");
  if (sqlite()) {  // its triggers hold a ';', which the service refuses
    const std::string command = "sqlite3 '" + settings_["file"].get<std::string>() +
                                "' \"CREATE TRIGGER g BEFORE INSERT ON t BEGIN SELECT RAISE(ABORT, "
                                "'slot taken; sorry'); END\"";
    ASSERT_EQ(std::system(command.c_str()), 0);
  } else if (postgresql()) {
    run("CREATE FUNCTION guard() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN RAISE EXCEPTION "
        "'slot taken; sorry'; END $f$");
    run("CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION guard()");
  } else {
    run("CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SIGNAL SQLSTATE '45000' SET "
        "MESSAGE_TEXT = 'slot taken; sorry'");
  }
  const TestCall call;
  auto session = write(call);
  const auto done = session->run("INSERT INTO t VALUES (1)");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().slug, "database-constraint");
  EXPECT_EQ(done.error().upstream_text, "slot taken; sorry");
  EXPECT_EQ(kit::sql_state(done.error()), pick("45000", "P0001", ""));
  EXPECT_EQ(kit::sql_code(done.error()), mariadb() ? 1644 : sqlite() ? 1811 : 0);
}

TEST_P(Sql, RowsStreamAndMayBeLeft) {
  run("CREATE TABLE t (id INTEGER)");
  const char* many = pick("SELECT seq FROM seq_1_to_200000", "SELECT generate_series(1, 200000)",
                          "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x "
                          "< 200000) SELECT x FROM c");
  const TestCall call;
  auto session = write(call);
  std::int64_t sum = 0;
  ASSERT_EQ(slug(session->run(many, {},
                              [&](const SqlRow& row) {
                                sum += row.integer(0);
                                return SqlNext::more;
                              })),
            "ok");
  EXPECT_EQ(sum, 200000LL * 200001 / 2);
  const auto first = session->first(many);
  ASSERT_TRUE(first && *first);
  EXPECT_EQ((**first).integer(0), 1);
  // The session and its transaction go on.
  ASSERT_EQ(slug(session->run("INSERT INTO t VALUES (?)", {7})), "ok");
  ASSERT_EQ(slug(session->commit()), "ok");
  session.reset();
  EXPECT_EQ(count("SELECT id FROM t"), 7);
}

class CharacterSets : public EngineTest {};
INSTANTIATE_TEST_SUITE_P(Engines, CharacterSets, ::testing::Values("mariadb"),
                         [](const auto& engine) { return engine.param; });

TEST_P(CharacterSets, ColumnsOfEachSetHoldWhatTheyCanAndRefuseTheRest) {
  const std::string french = "Éloïse œuvre 12 €", japanese = "日本", emoji = "😀";
  for (const char* connection : {"utf8mb4", "utf8mb3"}) {
    auto settings = settings_;
    settings["charset"] = connection;
    World world(settings, {});
    for (const std::string set : {"latin1", "utf8mb3", "utf8mb4"}) {
      const std::string table = "t_" + set + "_" + connection;
      run("CREATE TABLE " + table + " (x VARCHAR(50)) CHARACTER SET " + set);
      const TestCall call;
      auto session = take(world.database().write({.call = &call.raw}));
      const auto insert = [&](const std::string& text) {
        return slug(session->run("INSERT INTO " + table + " VALUES (?)", {text}));
      };
      EXPECT_EQ(insert(french), "ok") << table;
      EXPECT_EQ(insert(japanese), set == "latin1" ? "database-value" : "ok") << table;
      const bool fits = set == "utf8mb4" && connection == std::string("utf8mb4");
      EXPECT_EQ(insert(emoji), fits ? "ok" : "database-value") << table;
      const auto found =
          session->first("SELECT x, HEX(x) FROM " + table + " WHERE x = ?", {french});
      ASSERT_TRUE(found && *found) << table;
      EXPECT_EQ((**found).text(0), french);
      EXPECT_EQ((**found).text(1).substr(0, 4), set == "latin1" ? "C96C" : "C389");
      // MariaDB compares a latin1 column with no text that latin1 has not (1267).
      EXPECT_EQ(slug(session->first("SELECT x FROM " + table + " WHERE x = ?", {japanese})),
                set == "latin1" ? "database-value" : "ok");
      EXPECT_EQ(slug(session->commit()), "ok");
    }
  }
}

/// The first driver of this name that the machine has, by its path.
std::string odbc_driver(const std::string& name) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator("/usr/lib"))
    if (entry.path().filename() == name) return entry.path().string();
  return {};
}

class Odbc : public EngineTest {};
INSTANTIATE_TEST_SUITE_P(Engines, Odbc, ::testing::Values("sqlite", "mariadb"),
                         [](const auto& engine) { return engine.param; });

TEST_P(Odbc, IsReadAloneAndTheServerSaysSo) {
  run(pick(
      "CREATE TABLE t (i INTEGER, n DECIMAL(12,2), x VARCHAR(50) CHARACTER SET utf8mb4, d DATE)",
      "", "CREATE TABLE t (i INTEGER, n DECIMAL(12,2), x VARCHAR(50), d DATE)"));
  const TestCall call;
  {
    auto session = write(call);
    ASSERT_EQ(slug(session->run("INSERT INTO t VALUES (7, 12.50, ?, '2026-03-29'), "
                                "(8, NULL, NULL, NULL)",
                                {"Éloïse 日本 😀"})),
              "ok");
    ASSERT_EQ(slug(session->commit()), "ok");
  }
  const std::string driver = odbc_driver(pick("libmaodbc.so", "", "libsqlite3odbc.so"));
  ASSERT_FALSE(driver.empty());
  nlohmann::json settings{{"engine", "odbc"}};
  if (sqlite()) {
    settings["connection"] =
        "Driver=" + driver + ";Database=" + settings_["file"].get<std::string>();
  } else {
    settings["connection"] = "Driver=" + driver + ";Server=127.0.0.1;Charset=utf8mb4;Port=" +
                             std::to_string(settings_["port"].get<int>());
    for (const char* name : {"user", "password", "database", "host"})
      settings[name] = settings_[name];
  }
  World world(settings, {folder_});
  ASSERT_EQ(world.refusal, "");
  auto session = take(world.database().read({.call = &call.raw}));
  ASSERT_NE(session, nullptr);
  const auto rows = session->all("SELECT i, n, x, d FROM t WHERE i >= ? ORDER BY i", {7});
  ASSERT_TRUE(rows) << rows.error().slug << kit::sql_state(rows.error());
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ(rows->front().integer(0), 7);
  EXPECT_EQ(rows->front().text(1), sqlite() ? "12.5" : "12.50");
  EXPECT_EQ(rows->front().text(2), "Éloïse 日本 😀");
  EXPECT_EQ(rows->front().text(3), "2026-03-29");
  EXPECT_TRUE(rows->back().is_null(2));
  const auto named = session->first("SELECT i FROM t WHERE x = ?", {"Éloïse 日本 😀"});
  ASSERT_TRUE(named && *named);
  EXPECT_EQ(slug(session->run("INSERT INTO t VALUES (9, 1, 'x', NULL)")), "database-read-only");
  // Past our own look at the first word, the server refuses.
  EXPECT_FALSE(session->run("WITH x AS (SELECT 1) INSERT INTO t SELECT 9, 1, 'x', NULL"));
  EXPECT_EQ(slug(world.database().write({.call = &call.raw})), "database-right-missing");
  session.reset();
  EXPECT_EQ(count("SELECT COUNT(*) FROM t"), 2);
}

TEST_P(Sql, FactsSayWhoAnswers) {
  const TestCall call;
  const auto session = read(call);
  EXPECT_EQ(session->facts().product, GetParam());
  EXPECT_GE(session->facts().version.size(), 4U);
  const auto number =
      session->first(pick("SELECT CONNECTION_ID()", "SELECT pg_backend_pid()", "SELECT 0"));
  ASSERT_TRUE(number && *number);
  EXPECT_EQ((**number).integer(0), session->facts().session_number);
}

TEST_P(Sql, MoreSessionsThanAllowedWaitAndSaySo) {
  World narrow(settings_, {folder_}, 1);
  const TestCall call, late(milliseconds(200));
  const auto first = narrow.database().read({.call = &call.raw});
  ASSERT_TRUE(first);
  EXPECT_EQ(slug(narrow.database().read({.call = &late.raw})), "database-sessions-taken");
  EXPECT_EQ(slug(narrow.database().dedicated({.call = &call.raw})), "ok");
}

}  // namespace
}  // namespace ecluse::sqltest
