// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: a described struct cannot hold itself
#include <ecluse/connector.hpp>

struct Room {
#ifdef GOOD
  std::vector<std::string> inner;
#else
  std::vector<Room> inner;
#endif
};
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::inner>("Dedans", "Inner"));
struct Rooms {
  explicit Rooms(Room);
};

const auto made = ecluse::connector<Rooms, Room>({.id = "rooms"});
