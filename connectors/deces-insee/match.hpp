// SPDX-License-Identifier: EUPL-1.2
// Persons of a list against the deaths: candidates, a score from 0 to 100, and why. A proposal:
// whoever strikes somebody off a list looks at it first.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <ecluse/describe.hpp>
#include <ecluse/kit/dates.hpp>

#include "search.hpp"

namespace ecluse::deces {

struct Wanted {
  std::string name;       ///< at birth
  std::string used_name;  ///< by marriage, say; tried as well
  std::string given;
  std::optional<PartialDate> born;
  std::string birth_place;
  int sex = 0;  ///< 0: not told
};

enum class Reason : std::uint8_t {
  name_equal,           ///< 40
  name_close,           ///< 25: one letter differs, two in long names
  used_name_equal,      ///< 30
  given_equal,          ///< 25: all given names, in any order
  given_first_equal,    ///< 20
  given_close,          ///< 12
  birth_equal,          ///< 30: the same whole day
  birth_compatible,     ///< 15: one of the two is partial
  birth_swapped,        ///< 15: day and month changed places
  birth_place_equal,    ///< 5, former codes included
  birth_place_differs,  ///< -10
  sex_differs,          ///< -25
};

/// "name-equal"; static storage.
std::string_view code(Reason reason);
int points(Reason reason);
Words sentence(Reason reason);

struct Judgement {
  int score = 0;  ///< 0 to 100
  std::vector<Reason> reasons;
};

/// How alike they are; pure. [any]
Judgement judge(const Wanted& wanted, const Found& found);

struct Match {
  Found found;
  Judgement judgement;
};

/// The best `limit` matches with at least `least` points, best first. At most 2,000 candidates a
/// question are looked at.
Result<std::vector<Match>> match(Search& search, const Wanted& wanted, int least,
                                 std::size_t limit);

}  // namespace ecluse::deces
