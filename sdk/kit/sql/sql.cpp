// SPDX-License-Identifier: MIT
#include "ecluse/kit/sql.hpp"

#include <charconv>

namespace ecluse::kit {
namespace {

const SqlValue& nothing() {
  static const SqlValue null;
  return null;
}

std::int64_t integer_of(SqlKind kind, std::int64_t number, std::string_view text) {
  if (kind == SqlKind::integer || kind == SqlKind::boolean) return number;
  std::int64_t read = 0;
  std::from_chars(text.data(), text.data() + text.size(), read);
  return read;
}

std::string text_of(SqlKind kind, std::int64_t number, std::string_view text) {
  if (kind == SqlKind::integer || kind == SqlKind::boolean) return std::to_string(number);
  return std::string(text);
}

std::string_view parameter(const Error& error, std::string_view name) {
  for (const auto& [key, value] : error.parameters)
    if (key == name) return value;
  return {};
}

Result<void> only(Result<SqlDone>&& done) {
  if (!done) return fail(std::move(done));
  return {};
}

}  // namespace

std::int64_t SqlRow::integer(std::size_t column) const {
  const SqlCell cell = at(column);
  return integer_of(cell.kind, cell.number, cell.text);
}
std::string SqlRow::text(std::size_t column) const {
  const SqlCell cell = at(column);
  return cell.kind == SqlKind::null ? std::string() : text_of(cell.kind, cell.number, cell.text);
}

SqlRecord::SqlRecord(const SqlRow& row) {
  values_.reserve(row.size());
  for (std::size_t column = 0; column < row.size(); ++column) {
    const SqlCell cell = row.at(column);
    SqlValue& value = values_.emplace_back();
    value.kind = cell.kind;
    value.number = cell.number;
    value.text = cell.text;
  }
}
const SqlValue& SqlRecord::at(std::size_t column) const {
  return column < values_.size() ? values_[column] : nothing();
}
std::int64_t SqlRecord::integer(std::size_t column) const {
  const SqlValue& value = at(column);
  return integer_of(value.kind, value.number, value.text);
}
std::string SqlRecord::text(std::size_t column) const {
  const SqlValue& value = at(column);
  return value.kind == SqlKind::null ? std::string()
                                     : text_of(value.kind, value.number, value.text);
}
std::optional<std::string> SqlRecord::optional_text(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}
std::optional<std::int64_t> SqlRecord::optional_integer(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

Result<SqlDone> SqlSession::run(std::string_view statement, const SqlValues& values) {
  return run(statement, values, [](const SqlRow&) { return SqlNext::more; });
}

Result<std::vector<SqlRecord>> SqlSession::all(std::string_view statement,
                                               const SqlValues& values) {
  std::vector<SqlRecord> rows;
  auto done = run(statement, values, [&rows](const SqlRow& row) {
    rows.emplace_back(row);
    return SqlNext::more;
  });
  if (!done) return fail(std::move(done));
  return rows;
}

Result<std::optional<SqlRecord>> SqlSession::first(std::string_view statement,
                                                   const SqlValues& values) {
  std::optional<SqlRecord> found;
  auto done = run(statement, values, [&found](const SqlRow& row) {
    found.emplace(row);
    return SqlNext::enough;
  });
  if (!done) return fail(std::move(done));
  return found;
}

Result<void> SqlSession::savepoint(std::string_view name) {
  return only(run("SAVEPOINT at_" + std::string(name)));
}
Result<void> SqlSession::rollback_to(std::string_view name) {
  return only(run("ROLLBACK TO SAVEPOINT at_" + std::string(name)));
}
Result<void> SqlSession::release(std::string_view name) {
  return only(run("RELEASE SAVEPOINT at_" + std::string(name)));
}

bool sql_retryable(const Error& error) { return error.slug == "database-busy"; }
std::string_view sql_state(const Error& error) { return parameter(error, "sqlstate"); }
std::int64_t sql_code(const Error& error) {
  return integer_of(SqlKind::text, 0, parameter(error, "code"));
}

}  // namespace ecluse::kit
