// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: format() is for std::string; dates and decimals have their own
#include <ecluse/connector.hpp>

struct Room {
#ifdef GOOD
  std::string since;
#else
  ecluse::Date since;
#endif
};
template <>
constexpr auto ecluse::describe<Room> =
    fields(field<&Room::since>("Depuis", "Since").format(Format::date_time));

const auto& used = ecluse::detail::type_of<Room>();
