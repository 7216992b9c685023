// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: a Secret has no example
#include <ecluse/connector.hpp>

struct Room {
  ecluse::Secret member;
};
#ifdef GOOD
#define SAID ("Titre", "Title")
#else
#define SAID ("Titre", "Title").example("hunter2")
#endif
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::member> SAID);

const auto& used = ecluse::detail::type_of<Room>();
