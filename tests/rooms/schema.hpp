// SPDX-License-Identifier: EUPL-1.2
// The tables of MRBS and GRR as our tests need them, written by ourselves after the products'
// documentation of columns, with an invented town in them. `./test --real-mrbs` meets the real
// ones.
#pragma once

#include <string>
#include <vector>

namespace ecluse::tests::rooms {

enum class Server : std::uint8_t { sqlite, mariadb, postgresql };
enum class Base : std::uint8_t {
  mrbs,         ///< db_version 82: 1.10 to the head of 2026
  mrbs_1_9,     ///< db_version 66
  mrbs_myisam,  ///< 1.9 in tables that cannot roll back
  grr,          ///< 4.6
  grr_myisam
};

/// Statements that make the tables and the town: areas 1 to 4, rooms 1 to 10. Wall time of the
/// tests is Monday 2027-01-04 08:00 in Paris.
std::vector<std::string> statements_of(Base base, Server server);

inline bool is_grr(Base base) { return base == Base::grr || base == Base::grr_myisam; }

}  // namespace ecluse::tests::rooms
