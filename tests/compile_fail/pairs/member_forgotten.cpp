// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: describe<> does not list every member of the struct once
#include <ecluse/connector.hpp>

struct Room {
  std::string name;
  int seats;
};
template <>
constexpr auto ecluse::describe<Room> = fields(
#ifdef GOOD
    field<&Room::seats>("Places", "Seats"),
#endif
    field<&Room::name>("Nom", "Name"));

const auto& used = ecluse::detail::type_of<Room>();
