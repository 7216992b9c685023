// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: a description is in French and in English
#include <ecluse/connector.hpp>

struct Room {
  std::string member;
};
#ifdef GOOD
#define SAID ("Titre", "Title").describe("Un titre", "A title")
#else
#define SAID ("Titre", "Title").describe("Un titre", "")
#endif
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::member> SAID);

const auto& used = ecluse::detail::type_of<Room>();
