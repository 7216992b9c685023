// SPDX-License-Identifier: EUPL-1.2
// A name for a death that holds no name: the same in whichever file and line the record stands, so
// that an event that is told again is known again, and a flow can fetch the record by it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "record.hpp"

namespace ecluse::deces {

/// Five digits or capitals as a number of base 36, which orders them as texts; else no_place, the
/// last.
std::uint32_t packed_place(std::string_view place);
inline constexpr std::uint32_t no_place = (1u << 26) - 1;

/// What makes two records one death. The fields as the index holds them; borrowed.
struct Identity {
  std::string_view name;  ///< "MARTIN*JEAN PIERRE"
  int sex = 0;
  PackedDay born = 0, died = 0;
  std::string_view birth_place, death_place, act;
  /// 63 bits that are the same for ever; two deaths of 29 million share them once in 20,000
  /// indexes.
  std::int64_t hash() const;
};

/// 26 letters of base 32: where the index looks (day and place of death), and the hash.
struct Reference {
  PackedDay died = 0;
  std::string death_place;  ///< empty when it is no code: then the day alone narrows
  std::int64_t hash = 0;
  static Reference of(const Identity& identity);
  std::string text() const;
  static std::optional<Reference> parse(std::string_view text);
};

}  // namespace ecluse::deces
