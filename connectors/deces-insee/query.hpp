// SPDX-License-Identifier: EUPL-1.2
// Criteria as a statement for each segment, with the values that it is bound to, and ranges of an
// order.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "orders.hpp"
#include "search.hpp"

namespace ecluse::deces {

using Value = std::variant<std::int64_t, std::string>;

/// A question to each segment. `%` in the text stands for the segment's table.
struct Part {
  std::string sql;
  std::vector<Value> values;
};
/// By name: one ordered statement a segment. Else the entries of `ranges` in our own order, each of
/// them asked for by its line (the first value) under the other conditions.
struct Query {
  Order order = Order::none;
  Part part;
  std::vector<KeyRange> ranges;  ///< sorted, apart; empty by name
};

/// `from` is the record whose group of equals the answer begins with.
Query make_query(const Criteria& criteria, const Found* from);

/// The columns that read_found() reads.
extern const char* const found_columns;
void read_found(const kit::Statement& row, std::int64_t segment, Found& found);

/// Compares two records in an order; equals form a group.
int compare(Order order, const Found& left, const Found& right);

}  // namespace ecluse::deces
