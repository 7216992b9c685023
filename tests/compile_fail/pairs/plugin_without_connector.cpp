// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: a plugin has at least one connector
#include <ecluse/connector.hpp>

struct Settings {
  std::string town;
};
template <>
constexpr auto ecluse::describe<Settings> = fields(field<&Settings::town>("Commune", "Town"));
struct Rooms {
  explicit Rooms(Settings);
};

#ifdef GOOD
ECLUSE_PLUGIN(ecluse::plugin({.id = "rooms"}, ecluse::connector<Rooms, Settings>({.id = "rooms"})));
#else
ECLUSE_PLUGIN(ecluse::plugin({.id = "rooms"}));
#endif
