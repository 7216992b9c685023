// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: a field has a title in French and in English
#include <ecluse/connector.hpp>

struct Room {
  std::string member;
};
#ifdef GOOD
#define SAID ("Titre", "Title")
#else
#define SAID ("Titre", "")
#endif
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::member> SAID);

const auto& used = ecluse::detail::type_of<Room>();
