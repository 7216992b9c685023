// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: the lower limit of a field is above its upper one
#include <ecluse/connector.hpp>

struct Room {
  std::string member;
};
#ifdef GOOD
#define SAID ("Titre", "Title").length(1, 9)
#else
#define SAID ("Titre", "Title").length(9, 1)
#endif
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::member> SAID);

const auto& used = ecluse::detail::type_of<Room>();
