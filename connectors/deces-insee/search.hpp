// SPDX-License-Identifier: EUPL-1.2
// Questions to the index. Each segment is asked in the same order, and the answers are merged; what
// an opposition list withdraws and what a second file repeats are left out here, for every caller
// alike.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <ecluse/kit/dates.hpp>
#include <ecluse/kit/index.hpp>
#include <ecluse/result.hpp>

#include "record.hpp"
#include "reference.hpp"

namespace ecluse::deces {

/// A record out of the index; owns its texts.
struct Found {
  std::int64_t segment = 0, line = 0;
  std::string key, name;  ///< folded; as written, "MARTIN*JEAN PIERRE"
  int sex = 0;
  PackedDay born = 0, died = 0;
  std::string birth_place, birth_town, birth_country, death_place, act;
  Flaws flaws;
};

struct Criteria {
  std::string name;   ///< as typed; a final '*' takes longer names too
  std::string given;  ///< each word begins one of the given names, in any order
  std::optional<PartialDate> born;
  std::optional<PackedDay> died_from, died_to;  ///< whole days
  std::string death_place, birth_place;         ///< codes; a town takes its arrondissements
};

/// Where a page ends: the record last given. Text "12.3456".
struct Position {
  std::int64_t segment = 0, line = 0;
  std::string text() const;
  static std::optional<Position> parse(std::string_view text);
};

/// What a trigger watches.
struct Watch {
  std::vector<std::string> places;    ///< a town takes its arrondissements and its former code
  bool deaths = true, births = true;  ///< deaths there; deaths elsewhere of people born there
};
struct Arrived {
  Found found;
  std::int64_t time_ns = 0;  ///< of the file that holds it
};
struct Arrivals {
  std::vector<Arrived> found;
  Position next;      ///< to go on from
  bool more = false;  ///< at once
};

/// Takes a record; false: enough.
using Taker = std::function<bool(const Found&)>;

/// One connection's questions; one thread at a time. Borrows the reader.
class Search {
 public:
  explicit Search(kit::IndexReader& reader) : reader_(reader) {}

  /// Gives what meets all criteria, in the order of the narrowest index, behind `after`. Fails with
  /// criteria-missing (nothing that an index could narrow) or cursor-expired (the file is gone).
  Result<void> find(const Criteria& criteria, const std::optional<Position>& after,
                    const Taker& take);

  /// The death of that reference, unless it is unknown or withdrawn.
  Result<std::optional<Found>> get(const Reference& reference);

  /// For a trigger: what came in behind `after`, in the order in which it first came in. A death
  /// that a replaced file, a file that came back or a second file holds again is not told again.
  Result<Arrivals> arrived(const Watch& watch, const Position& after, std::size_t most);

  /// The last record that is in; {0, 0} when nothing is.
  Result<Position> end();

 private:
  kit::IndexReader& reader_;
};

/// The codes that a watched place stands for: itself, its arrondissements, its former code.
std::vector<std::string> codes_of(const std::string& place);

}  // namespace ecluse::deces
