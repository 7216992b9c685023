// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: a connector has `static Result<std::unique_ptr<It>> open(Settings, Host)`
#include <ecluse/connector.hpp>

struct Settings {
  std::string town;
};
template <>
constexpr auto ecluse::describe<Settings> = fields(field<&Settings::town>("Commune", "Town"));
struct Rooms {
#ifdef GOOD
  Rooms(Settings, ecluse::Host);
#else
  explicit Rooms(const char* town);
#endif
};

const auto made = ecluse::connector<Rooms, Settings>({.id = "rooms"});
