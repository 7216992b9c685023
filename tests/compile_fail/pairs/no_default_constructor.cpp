// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: a described type needs a default constructor
#include <ecluse/connector.hpp>

struct Hall {
  std::string name;
};
struct Room {
#ifdef GOOD
  Hall hall;
#else
  Hall& hall;
#endif
};
template <>
constexpr auto ecluse::describe<Hall> = fields(field<&Hall::name>("Nom", "Name"));
template <>
constexpr auto ecluse::describe<Room> = fields(
#ifdef GOOD
    field<&Room::hall>("Hall", "Hall")
#endif
);

const auto& used = ecluse::detail::type_of<Room>();
