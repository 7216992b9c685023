// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: range() is for integers
#include <ecluse/connector.hpp>

struct Room {
#ifdef GOOD
  int seats;
#else
  std::string seats;
#endif
};
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::seats>("Places", "Seats").range(1, 9));

const auto& used = ecluse::detail::type_of<Room>();
