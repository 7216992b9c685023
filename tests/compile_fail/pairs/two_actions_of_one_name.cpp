// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: a connector has one check, one refresh, and no two actions
#include <ecluse/connector.hpp>

struct Settings {
  std::string town;
};
template <>
constexpr auto ecluse::describe<Settings> = fields(field<&Settings::town>("Commune", "Town"));
struct Rooms {
  explicit Rooms(Settings);
  ecluse::Result<Settings> find(const Settings&, ecluse::Call&);
  ecluse::Result<Settings> find_all(const Settings&, ecluse::Call&);
};
#ifdef GOOD
#define SECOND &Rooms::find_all
#else
#define SECOND &Rooms::find
#endif

const auto made = ecluse::connector<Rooms, Settings>(
    {.id = "rooms"}, ecluse::action<&Rooms::find>({"Chercher", "Find"}),
    ecluse::action<SECOND>({"Tout chercher", "Find all"}));
