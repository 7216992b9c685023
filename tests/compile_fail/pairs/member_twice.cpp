// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: describe<> lists a member twice
#include <ecluse/connector.hpp>

struct Room {
  std::string name;
  int seats;
};
#ifdef GOOD
#define SECOND &Room::seats
#else
#define SECOND &Room::name
#endif
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::name>("Nom", "Name"),
                                               field<SECOND>("Places", "Seats"));

const auto& used = ecluse::detail::type_of<Room>();
