// SPDX-License-Identifier: EUPL-1.2
// One line of INSEE's "fichier des personnes décédées", as fixed width or CSV, and what is wrong
// with it.
//
// Fixed width (positions are characters, from 1): name 1–80 `NOM*PRENOM1 PRENOM2/`, sex 81, birth
// 82–89 AAAAMMJJ, place 90–94, town 95–124, country 125–154, death 155–162, place 163–167, act
// 168–176; what follows is not significant. Unknown parts of a date are zeros, and stay unknown.
//
// Lines are dirty: stray Latin-1 in ASCII, stray UTF-8, NUL, DEL, U+FFFD, lost slashes, months 13
// to
// 19. So a line that is not plain ASCII is decoded by its own evidence before it is cut; nothing is
// repaired, everything is counted (findings.hpp).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include <ecluse/kit/dates.hpp>

namespace ecluse::deces {

/// What can be wrong; the order is that of reports. Those up to `too_long` cost the line.
enum class Flaw : std::uint8_t {
  short_line,        ///< ends before the place of death
  bad_sex,           ///< neither 1 nor 2: no record has that
  bad_columns,       ///< a CSV line with another number of columns
  too_long,          ///< no end of line within 64 KiB
  impossible_birth,  ///< no such day; the date is unknown, what is written is kept
  impossible_death,
  missing_slash,       ///< the name was cut, or its end lost
  missing_star,        ///< family and given names are not told apart
  control_bytes,       ///< NUL, DEL and the like; taken out
  replaced_character,  ///< U+FFFD: a letter was lost before us
  stray_bytes,         ///< not ASCII: Latin-1 or Windows-1252 by evidence
  stray_utf8,          ///< not ASCII: UTF-8 by evidence
  byte_positions,      ///< a line cut by bytes where all others count characters
  former_place,        ///< a place code that was given up; kept, with today's beside it
  bad_place,           ///< a place code that never was one
};
inline constexpr int flaw_count = 15;

/// A set of flaws.
class Flaws {
 public:
  void add(Flaw flaw) { bits_ |= 1u << static_cast<int>(flaw); }
  bool has(Flaw flaw) const { return (bits_ >> static_cast<int>(flaw) & 1) != 0; }
  bool any() const { return bits_ != 0; }
  /// The line gave no record.
  bool fatal() const { return (bits_ & 0xF) != 0; }
  std::uint32_t bits() const { return bits_; }
  static Flaws of(std::uint32_t bits) {
    Flaws flaws;
    flaws.bits_ = bits;
    return flaws;
  }

 private:
  std::uint32_t bits_ = 0;
};

/// A record; its texts are borrowed from the line or its reader until the next line.
struct Record {
  std::string_view family_name, given_names;
  int sex = 0;         ///< 1 male, 2 female
  PackedDay born = 0;  ///< AAAAMMJJ as written, zeros included; 0 when not digits
  std::string_view birth_place, birth_town, birth_country;
  PackedDay died = 0;
  std::string_view death_place, act;
  Flaws flaws;
};

/// The nine fields in the order of INSEE's files, without spaces around. False: no record.
using Cells = std::array<std::string_view, 9>;
bool fill(const Cells& cells, Record& record);

/// Where the columns of a CSV file stand; -1 for absent.
struct Columns {
  std::array<int, 9> at{0, 1, 2, 3, 4, 5, 6, 7, 8};  ///< in the order of INSEE's file
  char separator = ';';
  bool has_header = false;
};

/// What the first line says of a file.
enum class Layout : std::uint8_t { fixed_width, csv };
Layout layout_of(std::string_view first_line);
Columns columns_of(std::string_view first_line);

/// Reads lines; keeps room for those that must be decoded. One thread at a time.
class LineReader {
 public:
  /// False: the line gave no record, and record.flaws says why. `line` has no line end.
  bool read_fixed(std::string_view line, Record& record);
  bool read_csv(std::string_view line, const Columns& columns, Record& record);

 private:
  std::string_view clean(std::string_view line, Record& record);
  static bool cut(std::string_view line, Record& record);
  bool cut_characters(std::string_view text, Record& record);

  std::string text_;    // decoded
  std::string cut_;     // its fields, without control characters
  std::string fields_;  // of a CSV line, without quotes
};

/// Upper bound of a line.
inline constexpr std::size_t longest_line = 64 * 1024;

/// The date when such a day, month or year exists; else nothing is known.
PartialDate usable_date(PackedDay written);

/// An act number to compare by: no spaces around, no zeros before.
std::string_view plain_act(std::string_view act);

}  // namespace ecluse::deces
