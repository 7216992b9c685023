// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: an item of a list is there; it cannot be std::optional
#include <ecluse/connector.hpp>

#ifdef GOOD
using Value = std::vector<int>;
#else
using Value = std::vector<std::optional<int> >;
#endif
struct Room {
  Value value;
};
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::value>("Valeur", "Value"));

const auto& used = ecluse::detail::type_of<Value>();
