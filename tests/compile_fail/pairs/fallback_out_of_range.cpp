// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: the fallback is a value that the field refuses
#include <ecluse/connector.hpp>

struct Room {
  int member;
};
#ifdef GOOD
#define SAID ("Titre", "Title").range(1, 9).fallback(7)
#else
#define SAID ("Titre", "Title").range(1, 9).fallback(70)
#endif
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::member> SAID);

const auto& used = ecluse::detail::type_of<Room>();
