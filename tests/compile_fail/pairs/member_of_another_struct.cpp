// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: describe<> lists a member of another struct
#include <ecluse/connector.hpp>

struct Hall {
  std::string name;
};
struct Room {
  std::string name;
};
#ifdef GOOD
#define MEMBER &Room::name
#else
#define MEMBER &Hall::name
#endif
template <>
constexpr auto ecluse::describe<Room> = fields(field<MEMBER>("Nom", "Name"));

const auto& used = ecluse::detail::type_of<Room>();
