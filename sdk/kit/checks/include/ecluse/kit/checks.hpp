// SPDX-License-Identifier: MIT
// Whether a code of the public services can be one, and what it says. Rules that need no table of
// 35,000 communes: which codes existed when is another matter. All functions are pure. [any]
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ecluse::kit {

/// What a code of the Code officiel géographique (five characters) designates.
enum class PlaceKind : std::uint8_t {
  none,                   ///< not a code
  commune,                ///< metropolitan France, Corsica as 2Axxx and 2Bxxx included
  arrondissement,         ///< 751xx of Paris, 6938x of Lyon, 132xx of Marseille
  overseas_commune,       ///< 971xx to 976xx
  overseas_collectivity,  ///< 975xx, 977xx, 978xx, 984xx to 989xx
  abroad,                 ///< 99xxx: a country
  former,                 ///< a code that was given up: old Corsica, Algeria, colonies
};

/// The kind of a code; codes that were given up are `former`.
PlaceKind place_kind(std::string_view code);

/// Department of a code: "33", "2A", "974", "99" abroad; empty when it is no code.
std::string_view department(std::string_view code);

/// The code that stands today for one that was given up: 92352 → 99352 (Algeria), 98202 → 99341
/// (Senegal), 98405 → 97409, 98501 → 97601, 20004 → 2A004. Others come back as they are. It follows
/// countries and departments, not mergers of communes.
std::string current_place(std::string_view code);

/// The commune of an arrondissement: 75107 → 75056, 69385 → 69123, 13208 → 13055; else itself.
std::string_view whole_commune(std::string_view code);

/// Whether an act at `code` belongs to a town that watches `watched`: the same code, an old name of
/// it, or an arrondissement of it.
bool place_within(std::string_view code, std::string_view watched);

}  // namespace ecluse::kit
