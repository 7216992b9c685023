// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: a field is called in snake_case, for that is its name in JSON
#include <ecluse/connector.hpp>

#ifdef GOOD
#define NAME door_code
#else
#define NAME doorCode
#endif
struct Room {
  std::string NAME;
};
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::NAME>("Code", "Code"));

const auto& used = ecluse::detail::type_of<Room>();
