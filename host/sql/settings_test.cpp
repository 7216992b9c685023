// SPDX-License-Identifier: EUPL-1.2
#include "sql/settings.hpp"

#include <gtest/gtest.h>

namespace ecluse::sql {
namespace {

const Endpoints endpoints{{"db.mairie.local", "/run/mysqld/mysqld.sock", "sql.mairie.local"},
                          {"/srv/base", "/srv/one.db"}};

/// The setting at fault, or empty.
std::string wrong(std::string_view json) {
  const auto read = read_settings(json, endpoints);
  return read ? "" : read.error().parameters[0].second;
}

TEST(Settings, WhatTheSystemNamesMayBeReached) {
  const auto read = read_settings(
      R"({"engine":"mysql","host":"db.mairie.local","database":"d","user":"u","password":"p"})",
      endpoints);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->server(), "db.mairie.local:3306");
  EXPECT_EQ(read->charset, "utf8mb4");
  EXPECT_EQ(read->tls, Tls::off);
  EXPECT_EQ(wrong(R"({"engine":"mysql","host":"other.local","database":"d","user":"u"})"), "host");
  EXPECT_EQ(wrong(R"({"engine":"postgresql","host":"db.mairie.local,other.local","database":"d",)"
                  R"("user":"u"})"),
            "host");
  EXPECT_EQ(wrong(R"({"engine":"mysql","socket":"/run/mysqld/mysqld.sock","database":"d",)"
                  R"("user":"u"})"),
            "");
  EXPECT_EQ(wrong(R"({"engine":"mysql","socket":"/run/dbus","database":"d","user":"u"})"),
            "socket");
}

TEST(Settings, FilesStandBeneathARoot) {
  EXPECT_EQ(wrong(R"({"engine":"sqlite","file":"/srv/base/mrbs.db"})"), "");
  EXPECT_EQ(wrong(R"({"engine":"sqlite","file":"/srv/one.db"})"), "");
  EXPECT_EQ(wrong(R"({"engine":"sqlite","file":"/srv/base/../x.db"})"), "file");
  EXPECT_EQ(wrong(R"({"engine":"sqlite","file":"/srv/basement/x.db"})"), "file");
  EXPECT_EQ(wrong(R"({"engine":"sqlite","file":"x.db"})"), "file");
  EXPECT_EQ(wrong(R"({"engine":"sqlite"})"), "file");
}

TEST(Settings, MistakesAreNamed) {
  EXPECT_EQ(wrong(R"({"engine":"oracle"})"), "engine");
  EXPECT_EQ(wrong("[]"), "engine");
  const std::string start =
      R"({"engine":"mysql","host":"db.mairie.local","database":"d","user":"u")";
  EXPECT_EQ(wrong(start + R"(,"tls":"yes"})"), "tls");
  EXPECT_EQ(wrong(start + R"(,"tls":"prefer"})"), "tls");
  EXPECT_EQ(wrong(start + R"(,"port":0})"), "port");
  EXPECT_EQ(wrong(start + R"(,"port":"3306"})"), "port");
  EXPECT_EQ(wrong(start + R"(,"charset":"latin1"})"), "charset");
  EXPECT_EQ(wrong(start + R"(,"tsl":"require"})"), "tsl");
  EXPECT_EQ(wrong(start + R"(,"tls_ca":"/etc/shadow"})"), "tls_ca");
}

TEST(Settings, OdbcNamesItsDriverByPathAndItsServerInTheSettings) {
  const auto odbc = [](const std::string& connection) {
    return wrong(R"({"engine":"odbc","connection":")" + connection + "\"}");
  };
  EXPECT_EQ(odbc("Driver=/usr/lib/x/libtdsodbc.so;Server=sql.mairie.local"), "");
  EXPECT_EQ(odbc("Driver=/usr/lib/x/libtdsodbc.so;Server=other.local"), "connection");
  EXPECT_EQ(odbc("Driver=FreeTDS;Server=sql.mairie.local"), "connection");
  EXPECT_EQ(odbc("Driver=/usr/lib/x.so;PWD=x"), "connection");
  EXPECT_EQ(odbc("Driver=/usr/lib/x.so;Database=/etc/x.db"), "connection");
  EXPECT_EQ(odbc("Driver=/usr/lib/x.so;Database=/srv/base/x.db"), "");
}

}  // namespace
}  // namespace ecluse::sql
