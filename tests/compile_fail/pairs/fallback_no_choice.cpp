// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: the fallback is a value that the field refuses
#include <ecluse/connector.hpp>

enum class Mood { calm, loud };
template <>
constexpr auto ecluse::describe<Mood> = choices(choice<Mood::calm>("calm", "Calme", "Calm"),
                                                choice<Mood::loud>("loud", "Bruyant", "Loud"));
struct Room {
  Mood member;
};
#ifdef GOOD
#define SAID ("Titre", "Title").fallback("calm")
#else
#define SAID ("Titre", "Title").fallback("angry")
#endif
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::member> SAID);

const auto& used = ecluse::detail::type_of<Room>();
