// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: this struct has no describe<>
#include <ecluse/connector.hpp>

struct Room {
  std::string name;
};
#ifdef GOOD
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::name>("Nom", "Name"));
#endif

const auto& used = ecluse::detail::type_of<Room>();
