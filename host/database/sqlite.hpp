// SPDX-License-Identifier: EUPL-1.2
// SQLite with values for errors and statements that are prepared once: what the store stands on.
// A connection belongs to one thread at a time. Write transactions begin with BEGIN IMMEDIATE: a
// deferred one that reads and then writes fails as busy.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace ecluse::database {

/// A bound parameter or a cell. Text is UTF-8.
using Cell = std::variant<std::monostate, std::int64_t, std::string>;
using Row = std::vector<Cell>;

inline std::int64_t integer(const Cell& cell) {
  const auto* number = std::get_if<std::int64_t>(&cell);
  return number == nullptr ? 0 : *number;
}
inline std::string text(const Cell& cell) {
  const auto* found = std::get_if<std::string>(&cell);
  return found == nullptr ? std::string() : *found;
}
inline std::optional<std::string> optional_text(const Cell& cell) {
  const auto* found = std::get_if<std::string>(&cell);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

class Connection {
 public:
  enum class Use : std::uint8_t { read_write, read_only };

  /// Opens or creates. Errors of this class bear slug "store-unavailable": status data_loss for a
  /// file that is corrupt, resource_exhausted for a full disk, aborted for a broken constraint,
  /// else unavailable; upstream_text is SQLite's own, without values.
  static base::Result<Connection> open(const std::string& path, Use use);

  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  /// Runs one statement, prepared at its first use, and gives its rows. `sql` is text of our own,
  /// never built from input: values go in as parameters, as many as there are question marks. [the
  /// owner]
  base::Result<std::vector<Row>> run(std::string_view sql, const Row& parameters = {});
  /// Runs several statements without parameters: schemas, pragmas. [the owner]
  base::Result<void> script(const char* sql);
  /// Rows that the last statement changed. [the owner]
  int changes() const;
  /// False again when SQLite rolled a transaction back by itself, as after some disk errors. [the
  /// owner]
  bool in_transaction() const;

 private:
  struct CloseConnection {
    void operator()(sqlite3* connection) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Connection(sqlite3* connection);
  base::Result<sqlite3_stmt*> prepared(std::string_view sql);
  base::Error error(int code) const;

  std::unique_ptr<sqlite3, CloseConnection> connection_;
  std::map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>, std::less<>> statements_;
};

}  // namespace ecluse::database
