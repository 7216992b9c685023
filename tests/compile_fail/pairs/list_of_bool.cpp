// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: a list of bool has no items to point at
#include <ecluse/connector.hpp>

#ifdef GOOD
using Value = std::vector<std::int64_t>;
#else
using Value = std::vector<bool>;
#endif
struct Room {
  Value value;
};
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::value>("Valeur", "Value"));

const auto& used = ecluse::detail::type_of<Value>();
