// SPDX-License-Identifier: EUPL-1.2
// The one way in which rows are written: live, or as an essay that tells what would be written.
#pragma once

#include <ecluse/kit/sql.hpp>
#include <ecluse/result.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tables.hpp"

namespace ecluse::rooms {

struct Column {
  std::string name;
  kit::SqlValue value;
};
using Columns = std::vector<Column>;

/// A cell of the answer to a dry run.
struct Shown {
  std::string column, value;
};
enum class RowChangeKind : std::uint8_t { insert, update, erase };
struct RowChange {
  std::string table;
  RowChangeKind change = RowChangeKind::insert;
  std::vector<Shown> before, after;
};

enum class WriteMode : std::uint8_t {
  live,
  rehearse,  ///< writes in a transaction that is rolled back
  simulate   ///< stops before the first INSERT: the tables cannot roll back
};

/// Borrows its session. One thread.
class RowWriter {
 public:
  RowWriter(kit::SqlSession& session, const Tables& tables, WriteMode mode)
      : session_(session), tables_(tables), mode_(mode) {}

  /// The id of the new row; 0 where none was made (simulate).
  Result<std::int64_t> insert(std::string_view table, const Columns& columns);
  Result<void> update(std::string_view table, std::string_view key, std::int64_t id,
                      const Columns& columns);
  Result<void> erase(std::string_view table, std::string_view key, std::int64_t id);

  WriteMode mode() const { return mode_; }
  /// What was written or would be; empty when live.
  std::vector<RowChange> take() { return std::move(changes_); }

 private:
  Result<std::vector<Shown>> row(std::string_view table, std::string_view key, std::int64_t id);

  kit::SqlSession& session_;
  const Tables& tables_;
  WriteMode mode_;
  std::vector<RowChange> changes_;
};

}  // namespace ecluse::rooms
