// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: this type has no JSON
#include <ecluse/connector.hpp>

#ifdef GOOD
using Value = std::string;
#else
using Value = const char*;
#endif
struct Room {
  Value value;
};
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::value>("Valeur", "Value"));

const auto& used = ecluse::detail::type_of<Value>();
