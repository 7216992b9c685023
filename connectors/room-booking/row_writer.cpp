// SPDX-License-Identifier: EUPL-1.2
#include "row_writer.hpp"

namespace ecluse::rooms {
namespace {

std::string shown(const kit::SqlCell& cell) {
  if (cell.kind == kit::SqlKind::integer || cell.kind == kit::SqlKind::boolean)
    return std::to_string(cell.number);
  return std::string(cell.text);
}
std::string shown(const kit::SqlValue& value) {
  return shown(kit::SqlCell{value.kind, value.number, value.text});
}

}  // namespace

Result<std::vector<Shown>> RowWriter::row(std::string_view table, std::string_view key,
                                          std::int64_t id) {
  std::vector<Shown> cells;
  const auto done =
      session_.run("SELECT * FROM " + tables_(table) + " WHERE " + tables_.quoted(key) + " = ?",
                   {id}, [&cells](const kit::SqlRow& found) {
                     for (std::size_t at = 0; at < found.size(); ++at)
                       // The server's own time of the row says nothing of what is written.
                       if (!found.is_null(at) && found.names()[at] != "timestamp")
                         cells.push_back({found.names()[at], shown(found.at(at))});
                     return kit::SqlNext::enough;
                   });
  if (!done) return fail(Result<kit::SqlDone>(done));
  return cells;
}

Result<std::int64_t> RowWriter::insert(std::string_view table, const Columns& columns) {
  RowChange change{tables_.prefix + std::string(table), RowChangeKind::insert, {}, {}};
  std::int64_t id = 0;
  if (mode_ == WriteMode::simulate) {
    for (const auto& each : columns) change.after.push_back({each.name, shown(each.value)});
    changes_.push_back(std::move(change));
    return id;
  }
  std::string names;
  std::string marks;
  kit::SqlValues values;
  for (const auto& each : columns) {
    names += (names.empty() ? "" : ", ") + tables_.quoted(each.name);
    marks += marks.empty() ? "?" : ", ?";
    values.push_back(each.value);
  }
  const std::string statement =
      "INSERT INTO " + tables_(table) + " (" + names + ") VALUES (" + marks + ")";
  if (tables_.engine == Engine::postgresql && table != "log_resa") {
    const auto row = session_.first(statement + " RETURNING id", values);
    if (!row) return fail(Result<std::optional<kit::SqlRecord>>(row));
    id = *row ? (*row)->integer(0) : 0;
  } else {
    const auto done = session_.run(statement, values);
    if (!done) return fail(Result<kit::SqlDone>(done));
    id = done->last_id;
  }
  if (mode_ != WriteMode::live) {
    const std::string_view key = table == "log_resa" ? "idlogresa" : "id";
    auto after = row(table, key, id);
    if (!after) return fail(std::move(after));
    change.after = std::move(*after);
    changes_.push_back(std::move(change));
  }
  return id;
}

Result<void> RowWriter::update(std::string_view table, std::string_view key, std::int64_t id,
                               const Columns& columns) {
  RowChange change{tables_.prefix + std::string(table), RowChangeKind::update, {}, {}};
  if (mode_ != WriteMode::live) {
    auto before = row(table, key, id);
    if (!before) return fail(std::move(before));
    change.before = std::move(*before);
  }
  if (mode_ == WriteMode::simulate) {
    for (const auto& each : columns) change.after.push_back({each.name, shown(each.value)});
    changes_.push_back(std::move(change));
    return {};
  }
  std::string sets;
  kit::SqlValues values;
  for (const auto& each : columns) {
    sets += (sets.empty() ? "" : ", ") + tables_.quoted(each.name) + " = ?";
    values.push_back(each.value);
  }
  values.emplace_back(id);
  const auto done = session_.run(
      "UPDATE " + tables_(table) + " SET " + sets + " WHERE " + tables_.quoted(key) + " = ?",
      values);
  if (!done) return fail(Result<kit::SqlDone>(done));
  if (mode_ != WriteMode::live) {
    auto after = row(table, key, id);
    if (!after) return fail(std::move(after));
    change.after = std::move(*after);
    changes_.push_back(std::move(change));
  }
  return {};
}

Result<void> RowWriter::erase(std::string_view table, std::string_view key, std::int64_t id) {
  if (mode_ != WriteMode::live) {
    auto before = row(table, key, id);
    if (!before) return fail(std::move(before));
    changes_.push_back(
        {tables_.prefix + std::string(table), RowChangeKind::erase, std::move(*before), {}});
    if (mode_ == WriteMode::simulate) return {};
  }
  const auto done = session_.run(
      "DELETE FROM " + tables_(table) + " WHERE " + tables_.quoted(key) + " = ?", {id});
  if (!done) return fail(Result<kit::SqlDone>(done));
  return {};
}

}  // namespace ecluse::rooms
