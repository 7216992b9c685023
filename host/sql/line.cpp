// SPDX-License-Identifier: EUPL-1.2
#include "sql/line.hpp"

namespace ecluse::sql {

std::string_view level_of(Isolation isolation, Use use) {
  switch (isolation) {
    case Isolation::read_committed:
      return "READ COMMITTED";
    case Isolation::repeatable_read:
      return "REPEATABLE READ";
    case Isolation::serializable:
      return "SERIALIZABLE";
    case Isolation::usual:
      break;
  }
  return use == Use::read ? "REPEATABLE READ" : "READ COMMITTED";
}

}  // namespace ecluse::sql
