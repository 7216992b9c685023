// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: two choices of an enum have one name or one value
#include <ecluse/connector.hpp>

enum class Room { small, large };
#ifdef GOOD
#define NAME "large"
#else
#define NAME "small"
#endif
template <>
constexpr auto ecluse::describe<Room> = choices(choice<Room::small>("small", "Petite", "Small"),
                                                choice<Room::large>(NAME, "Grande", "Large"));

const auto& used = ecluse::detail::type_of<Room>();
