// SPDX-License-Identifier: MIT
// Values that go into statements, and rows that come out of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace ecluse::kit {

/// The numbers of ECLUSE_SQL_… (ecluse/service/sql.h).
enum class SqlKind : std::int32_t {
  null = 0,
  integer = 1,
  real = 2,     ///< the shortest text that reads back as the same number
  decimal = 3,  ///< exact, as text
  text = 4,     ///< UTF-8
  bytes = 5,
  date = 6,      ///< "2026-03-29"
  time = 7,      ///< "09:30:00"
  datetime = 8,  ///< "2026-03-29 09:30:00"
  boolean = 9,   ///< 0 or 1
};

/// A parameter: null, an integer, a text; what else there is by its maker.
struct SqlValue {
  SqlKind kind = SqlKind::null;
  std::int64_t number = 0;
  std::string text;

  SqlValue() = default;
  SqlValue(std::nullptr_t) {}  // NOLINT: a list of values is written as it is
  template <typename Integer, std::enable_if_t<std::is_integral_v<Integer>, int> = 0>
  SqlValue(Integer value)  // NOLINT
      : kind(SqlKind::integer), number(static_cast<std::int64_t>(value)) {}
  SqlValue(std::string value) : kind(SqlKind::text), text(std::move(value)) {}  // NOLINT
  SqlValue(std::string_view value) : kind(SqlKind::text), text(value) {}        // NOLINT
  SqlValue(const char* value) : kind(SqlKind::text), text(value) {}             // NOLINT
  template <typename Value>
  SqlValue(const std::optional<Value>& value) {  // NOLINT
    if (value) *this = SqlValue(*value);
  }

  static SqlValue of(SqlKind kind, std::string_view text) {
    SqlValue value(text);
    value.kind = kind;
    return value;
  }
  static SqlValue decimal(std::string_view text) { return of(SqlKind::decimal, text); }
  static SqlValue real(std::string_view text) { return of(SqlKind::real, text); }
  static SqlValue bytes(std::string_view bytes) { return of(SqlKind::bytes, bytes); }
  static SqlValue date(std::string_view text) { return of(SqlKind::date, text); }
  static SqlValue time(std::string_view text) { return of(SqlKind::time, text); }
  static SqlValue datetime(std::string_view text) { return of(SqlKind::datetime, text); }
};
using SqlValues = std::vector<SqlValue>;

/// A cell, borrowed while its row is visited.
struct SqlCell {
  SqlKind kind = SqlKind::null;
  std::int64_t number = 0;
  std::string_view text;
};

/// A row, borrowed while it is visited. Columns count from 0; one that is not there is null.
class SqlRow {
 public:
  SqlRow(const SqlCell* cells, std::size_t count, const std::vector<std::string>* names)
      : cells_(cells), count_(count), names_(names) {}

  std::size_t size() const { return count_; }
  SqlCell at(std::size_t column) const { return column < count_ ? cells_[column] : SqlCell{}; }
  bool is_null(std::size_t column) const { return at(column).kind == SqlKind::null; }
  /// 0 when null. A decimal or text of digits is read.
  std::int64_t integer(std::size_t column) const;
  /// Empty when null; an integer as its digits.
  std::string text(std::size_t column) const;
  const std::vector<std::string>& names() const { return *names_; }

 private:
  const SqlCell* cells_;
  std::size_t count_;
  const std::vector<std::string>* names_;
};

/// A row that is kept.
class SqlRecord {
 public:
  explicit SqlRecord(const SqlRow& row);
  std::size_t size() const { return values_.size(); }
  const SqlValue& at(std::size_t column) const;
  bool is_null(std::size_t column) const { return at(column).kind == SqlKind::null; }
  std::int64_t integer(std::size_t column) const;
  std::string text(std::size_t column) const;
  std::optional<std::string> optional_text(std::size_t column) const;
  std::optional<std::int64_t> optional_integer(std::size_t column) const;

 private:
  std::vector<SqlValue> values_;
};

}  // namespace ecluse::kit
