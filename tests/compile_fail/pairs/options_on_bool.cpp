// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: options() is for text and integers
#include <ecluse/connector.hpp>

struct Room {
#ifdef GOOD
  std::int64_t site;
#else
  bool site;
#endif
};
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::site>("Site", "Site").options("sites"));

const auto& used = ecluse::detail::type_of<Room>();
