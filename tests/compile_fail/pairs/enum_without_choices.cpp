// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: this enum has no describe<>
#include <ecluse/connector.hpp>

enum class Room { small, large };
#ifdef GOOD
template <>
constexpr auto ecluse::describe<Room> = choices(choice<Room::small>("small", "Petite", "Small"),
                                                choice<Room::large>("large", "Grande", "Large"));
#endif

const auto& used = ecluse::detail::type_of<Room>();
