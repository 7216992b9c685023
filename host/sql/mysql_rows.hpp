// SPDX-License-Identifier: EUPL-1.2
// Rows of a statement of libmariadb as they arrive, none kept.
#pragma once

#include <mysql.h>

#include <string>
#include <vector>

#include "sql/line.hpp"

namespace ecluse::sql {

/// For one execution. Buffers begin small and grow to the longest cell met.
class MysqlRows {
 public:
  MysqlRows(MYSQL_STMT* statement, const Rows& rows) : statement_(statement), rows_(rows) {}

  /// 0, or the statement's errno tells. What is not wanted any more is left to the client library,
  /// which reads it away.
  int fetch();

 private:
  struct Column {
    std::int32_t kind = ECLUSE_SQL_TEXT;
    enum_field_types type = MYSQL_TYPE_STRING;  ///< of the buffer
    unsigned decimals = 0;
    bool single = false;  ///< a float of four bytes
    bool counts = false;  ///< unsigned of eight bytes: an integer while it fits
    bool bits = false;    ///< BIT: an integer, its bytes in order
    std::string buffer = std::string(64, '\0');
    std::int64_t number = 0;
    double real = 0;
    MYSQL_TIME time = {};
    unsigned long length = 0;
    my_bool is_null = 0;
    my_bool error = 0;
  };

  void describe(const MYSQL_FIELD& field, Column& column);
  bool bind();
  bool grow();
  void cell(Column& column, ecluse_sql_value& value);
  void write_time(Column& column) const;

  MYSQL_STMT* statement_;
  const Rows& rows_;
  std::vector<Column> columns_;
  std::vector<MYSQL_BIND> binds_;
};

}  // namespace ecluse::sql
