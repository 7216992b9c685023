// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: an optional of an optional says nothing more than one
#include <ecluse/connector.hpp>

#ifdef GOOD
using Value = std::optional<int>;
#else
using Value = std::optional<std::optional<int> >;
#endif
struct Room {
  Value value;
};
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::value>("Valeur", "Value"));

const auto& used = ecluse::detail::type_of<Value>();
