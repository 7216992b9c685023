// SPDX-License-Identifier: EUPL-1.2
// What an import found wrong in a file: how often, and where it was seen first. Never the data
// itself.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <ecluse/describe.hpp>

#include "record.hpp"

namespace ecluse::deces {

struct Place {
  std::uint64_t line = 0;    ///< from 1
  std::uint64_t offset = 0;  ///< of the byte at fault, from 0; of its line when no byte stands out
};

/// Counts of flaws, and the first five places of each.
class Findings {
 public:
  void add(Flaw flaw, Place place);
  /// All flaws of one line that begins at `offset`; `line` as the file has it.
  void add(Flaws flaws, std::uint64_t number, std::uint64_t offset, std::string_view line,
           Layout layout);
  std::uint64_t count(Flaw flaw) const { return counts_[static_cast<std::size_t>(flaw)]; }
  const std::vector<Place>& places(Flaw flaw) const {
    return places_[static_cast<std::size_t>(flaw)];
  }

  /// As kept with the segment; parse() of anything else gives what can be read of it.
  std::string text() const;
  static Findings parse(std::string_view text);

 private:
  std::array<std::uint64_t, flaw_count> counts_{};
  std::array<std::vector<Place>, flaw_count> places_;
};

/// Where in a line the flaw shows, in bytes; 0 when it is the line itself. Positions are
/// characters.
std::size_t place_in(Flaw flaw, std::string_view line, Layout layout);

/// "missing-slash"; static storage.
std::string_view code(Flaw flaw);
/// What it means, in a sentence.
Words sentence(Flaw flaw);

}  // namespace ecluse::deces
