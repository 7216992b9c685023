// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: a described struct is an aggregate: no constructor, nothing private
#include <ecluse/connector.hpp>

#ifdef GOOD
struct Room {
#else
class Room {
 public:
  Room() : name("Salle") {}
#endif
  std::string name;
};
template <>
constexpr auto ecluse::describe<Room> = fields(field<&Room::name>("Nom", "Name"));

const auto& used = ecluse::detail::type_of<Room>();
