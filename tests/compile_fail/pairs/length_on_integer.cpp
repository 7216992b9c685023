// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: length() is for text
#include <ecluse/connector.hpp>

struct Room {
#ifdef GOOD
  std::vector<std::string> doors;
#else
  std::vector<int> doors;
#endif
};
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::doors>("Portes", "Doors").length(1, 9));

const auto& used = ecluse::detail::type_of<Room>();
