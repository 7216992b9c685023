// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: the fallback is not of the field's type
#include <ecluse/connector.hpp>

struct Room {
  int member;
};
#ifdef GOOD
#define SAID ("Titre", "Title").fallback(7)
#else
#define SAID ("Titre", "Title").fallback("seven")
#endif
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::member> SAID);

const auto& used = ecluse::detail::type_of<Room>();
