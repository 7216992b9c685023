// SPDX-License-Identifier: EUPL-1.2
// Criteria as SQL: one or more ordered statements per segment, and the values they are bound to.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "search.hpp"

namespace ecluse::deces {

using Value = std::variant<std::int64_t, std::string>;

/// Which index orders the answer.
enum class Order : std::uint8_t { none, name, birth, place, birth_place, death };

/// One statement, but for the table's name, which stands where `%` is.
struct Part {
  std::string sql;
  std::vector<Value> values;
};
struct Query {
  Order order = Order::none;
  std::vector<Part> parts;  ///< their answers are disjoint
};

/// `from` is the record whose group of equals the answer begins with.
Query make_query(const Criteria& criteria, const Found* from);

/// The columns that read_found() reads.
extern const char* const found_columns;
void read_found(const kit::Statement& row, std::int64_t segment, Found& found);

/// Compares two records in an order; equals form a group.
int compare(Order order, const Found& left, const Found& right);

}  // namespace ecluse::deces
