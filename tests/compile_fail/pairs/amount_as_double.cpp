// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: amounts are ecluse::Decimal and scores are integers
#include <ecluse/connector.hpp>

#ifdef GOOD
using Value = ecluse::Decimal;
#else
using Value = double;
#endif
struct Room {
  Value value;
};
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::value>("Valeur", "Value"));

const auto& used = ecluse::detail::type_of<Value>();
