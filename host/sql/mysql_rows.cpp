// SPDX-License-Identifier: EUPL-1.2
#include "sql/mysql_rows.hpp"

#include <charconv>
#include <cstdio>
#include <memory>

namespace ecluse::sql {
namespace {

constexpr unsigned binary_charset = 63;

std::int32_t text_or_bytes(const MYSQL_FIELD& field) {
  return field.charsetnr == binary_charset ? ECLUSE_SQL_BYTES : ECLUSE_SQL_TEXT;
}

}  // namespace

void MysqlRows::describe(const MYSQL_FIELD& field, Column& column) {
  column.decimals = field.decimals;
  switch (field.type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR:
      column.kind = ECLUSE_SQL_INTEGER;
      column.type = MYSQL_TYPE_LONGLONG;
      return;
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE:
      column.kind = ECLUSE_SQL_REAL;
      column.type = MYSQL_TYPE_DOUBLE;
      column.single = field.type == MYSQL_TYPE_FLOAT;
      return;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
      column.kind = ECLUSE_SQL_DECIMAL;
      return;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
      column.kind = ECLUSE_SQL_DATE;
      column.type = MYSQL_TYPE_DATE;
      return;
    case MYSQL_TYPE_TIME:
      column.kind = ECLUSE_SQL_TIME;
      column.type = MYSQL_TYPE_TIME;
      return;
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_TIMESTAMP:
      column.kind = ECLUSE_SQL_DATETIME;
      column.type = MYSQL_TYPE_DATETIME;
      return;
    case MYSQL_TYPE_BIT:
      column.kind = ECLUSE_SQL_INTEGER;
      column.bits = true;
      return;
    case MYSQL_TYPE_JSON:  // MySQL says binary, and sends UTF-8
      column.kind = ECLUSE_SQL_TEXT;
      return;
    default:
      column.kind = text_or_bytes(field);
  }
}

bool MysqlRows::bind() {
  binds_.assign(columns_.size(), MYSQL_BIND{});
  for (std::size_t index = 0; index < columns_.size(); ++index) {
    Column& column = columns_[index];
    MYSQL_BIND& bind = binds_[index];
    bind.buffer_type = column.type;
    bind.length = &column.length;
    bind.is_null = &column.is_null;
    bind.error = &column.error;
    switch (column.type) {
      case MYSQL_TYPE_LONGLONG:
        bind.buffer = &column.number;
        break;
      case MYSQL_TYPE_DOUBLE:
        bind.buffer = &column.real;
        break;
      case MYSQL_TYPE_STRING:
        bind.buffer = column.buffer.data();
        bind.buffer_length = column.buffer.size();
        break;
      default:
        bind.buffer = &column.time;
        bind.buffer_length = sizeof column.time;
    }
  }
  return mysql_stmt_bind_result(statement_, binds_.data()) == 0;
}

/// Cells that were longer than their buffer are fetched again, whole.
bool MysqlRows::grow() {
  bool grown = false;
  for (std::size_t index = 0; index < columns_.size(); ++index) {
    Column& column = columns_[index];
    if (column.type != MYSQL_TYPE_STRING || column.is_null != 0 ||
        column.length <= column.buffer.size())
      continue;
    column.buffer.resize(column.length);
    binds_[index].buffer = column.buffer.data();
    binds_[index].buffer_length = column.buffer.size();
    if (mysql_stmt_fetch_column(statement_, &binds_[index], static_cast<unsigned>(index), 0) != 0)
      return false;
    grown = true;
  }
  return !grown || mysql_stmt_bind_result(statement_, binds_.data()) == 0;
}

/// As MariaDB itself writes it: the digits of the column, hours beyond 24, a sign.
void MysqlRows::write_time(Column& column) const {
  const MYSQL_TIME& time = column.time;
  char text[64];
  int size = 0;
  if (column.kind != ECLUSE_SQL_TIME)
    size = std::snprintf(text, sizeof text, "%04u-%02u-%02u", time.year, time.month, time.day);
  if (column.kind != ECLUSE_SQL_DATE) {
    const unsigned hours = column.kind == ECLUSE_SQL_TIME ? time.day * 24 + time.hour : time.hour;
    size += std::snprintf(text + size, sizeof text - static_cast<std::size_t>(size),
                          "%s%s%02u:%02u:%02u", size > 0 ? " " : "", time.neg != 0 ? "-" : "",
                          hours, time.minute, time.second);
  }
  if (column.kind != ECLUSE_SQL_DATE && column.decimals > 0 && column.decimals <= 6) {
    std::snprintf(text + size, sizeof text - static_cast<std::size_t>(size), ".%06lu",
                  time.second_part);
    size += 1 + static_cast<int>(column.decimals);
  }
  column.buffer.assign(text, static_cast<std::size_t>(size));
  column.length = column.buffer.size();
}

void MysqlRows::cell(Column& column, ecluse_sql_value& value) {
  value = {};
  if (column.is_null != 0) return;
  value.kind = column.kind;
  if (column.bits) {
    for (unsigned long index = 0; index < column.length && index < 8; ++index)
      value.integer = (value.integer << 8) | static_cast<unsigned char>(column.buffer[index]);
    return;
  }
  switch (column.type) {
    case MYSQL_TYPE_LONGLONG:
      value.integer = column.number;
      return;
    case MYSQL_TYPE_DOUBLE: {
      column.buffer.resize(64);
      char* begin = column.buffer.data();
      const auto end = column.single
                           ? std::to_chars(begin, begin + 64, static_cast<float>(column.real))
                           : std::to_chars(begin, begin + 64, column.real);
      value.text = {begin, static_cast<std::size_t>(end.ptr - begin)};
      return;
    }
    case MYSQL_TYPE_STRING:
      break;
    default:
      write_time(column);
  }
  value.text = {column.buffer.data(), column.length};
  if (!column.counts) return;
  const auto read =
      std::from_chars(value.text.data, value.text.data + value.text.size, value.integer);
  if (read.ec != std::errc()) return;
  value.kind = ECLUSE_SQL_INTEGER;
  value.text = {};
}

int MysqlRows::fetch() {
  const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> about(
      mysql_stmt_result_metadata(statement_), &mysql_free_result);
  if (about == nullptr) return 1;
  const unsigned count = mysql_num_fields(about.get());
  const MYSQL_FIELD* fields = mysql_fetch_fields(about.get());
  columns_.resize(count);
  std::vector<ecluse_text> names(count);
  for (unsigned index = 0; index < count; ++index) {
    describe(fields[index], columns_[index]);
    // An unsigned number may be larger than ours: it comes as its digits then.
    if (fields[index].type == MYSQL_TYPE_LONGLONG && (fields[index].flags & UNSIGNED_FLAG) != 0) {
      columns_[index].type = MYSQL_TYPE_STRING;
      columns_[index].kind = ECLUSE_SQL_DECIMAL;
      columns_[index].counts = true;
    }
    names[index] = {fields[index].name, fields[index].name_length};
  }
  if (!bind()) return 1;
  if (rows_.columns) rows_.columns(names);
  std::vector<ecluse_sql_value> cells(count);
  for (;;) {
    const int got = mysql_stmt_fetch(statement_);
    if (got == MYSQL_NO_DATA) return 0;
    if (got == 1) return 1;
    if (got == MYSQL_DATA_TRUNCATED && !grow()) return 1;
    for (unsigned index = 0; index < count; ++index) cell(columns_[index], cells[index]);
    if (rows_.row && !rows_.row(cells)) return 0;
  }
}

}  // namespace ecluse::sql
