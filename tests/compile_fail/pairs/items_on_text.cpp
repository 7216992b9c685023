// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: items() is for std::vector
#include <ecluse/connector.hpp>

struct Room {
#ifdef GOOD
  std::optional<std::vector<std::string>> doors;
#else
  std::string doors;
#endif
};
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::doors>("Portes", "Doors").items(1, 9));

const auto& used = ecluse::detail::type_of<Room>();
