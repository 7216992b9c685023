// SPDX-License-Identifier: EUPL-1.2
#include "findings.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <ecluse/kit/text.hpp>

namespace ecluse::deces {
namespace {

constexpr std::size_t kept_places = 5;

struct Row {
  std::string_view code;
  Words sentence;
};

constexpr std::array<Row, flaw_count> rows{{
    {"short-line",
     {"Ligne trop courte : elle s'arrête avant la date du décès. Elle est ignorée.",
      "Line too short: it ends before the date of death. It is left out."}},
    {"bad-sex",
     {"Le sexe n'est ni 1 ni 2 : la ligne n'est pas un enregistrement. Elle est ignorée.",
      "The sex is neither 1 nor 2: the line is no record. It is left out."}},
    {"bad-columns",
     {"Nombre de colonnes insuffisant. La ligne est ignorée.",
      "Too few columns. The line is left out."}},
    {"too-long",
     {"Pas de fin de ligne sur 64 Kio. Ces octets sont ignorés.",
      "No end of line within 64 KiB. These bytes are left out."}},
    {"impossible-birth",
     {"Date de naissance impossible : traitée comme inconnue.",
      "Impossible date of birth: taken as unknown."}},
    {"impossible-death",
     {"Date de décès impossible : traitée comme inconnue.",
      "Impossible date of death: taken as unknown."}},
    {"missing-slash",
     {"Barre oblique finale absente : le nom est peut-être coupé.",
      "Final slash missing: the name may be cut."}},
    {"missing-star",
     {"Astérisque absent : nom et prénoms ne sont pas séparés.",
      "Star missing: family and given names are not told apart."}},
    {"control-bytes",
     {"Octets de contrôle (NUL, DEL…) retirés de la ligne.",
      "Control bytes (NUL, DEL…) taken out of the line."}},
    {"replaced-character",
     {"Caractère de remplacement U+FFFD : une lettre a été perdue avant nous.",
      "Replacement character U+FFFD: a letter was lost before us."}},
    {"stray-bytes",
     {"Octets hors ASCII, lus comme ISO-8859-1, ISO-8859-15 ou Windows-1252.",
      "Bytes outside ASCII, read as ISO-8859-1, ISO-8859-15 or Windows-1252."}},
    {"stray-utf8",
     {"Caractères hors ASCII, lus comme UTF-8.", "Characters outside ASCII, read as UTF-8."}},
    {"byte-positions",
     {"Ligne découpée en octets et non en caractères.", "Line cut by bytes, not by characters."}},
    {"former-place",
     {"Ancien code de lieu : gardé, le code actuel est donné à côté.",
      "Former place code: kept, today's code stands beside it."}},
    {"bad-place",
     {"Code de lieu qui n'existe pas : gardé tel qu'écrit.",
      "Place code that does not exist: kept as written."}},
}};

/// Takes a number and the character behind it off the front.
bool take(std::string_view& text, std::uint64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (!text.empty()) text.remove_prefix(1);
  return true;
}

/// The first byte of the character at `position`.
std::size_t byte_of(std::string_view line, std::size_t position) {
  if (kit::is_ascii(line) || kit::utf8_fault(line)) return std::min(position, line.size());
  std::size_t at = 0;
  for (; position > 0 && at < line.size(); --position)
    for (++at; at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80;) ++at;
  return at;
}

template <typename Is>
std::size_t first_that(std::string_view line, Is is) {
  const auto found = std::find_if(line.begin(), line.end(), is);
  return found == line.end() ? 0 : static_cast<std::size_t>(found - line.begin());
}

bool is_control(char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F; }
bool is_high(char letter) { return static_cast<unsigned char>(letter) >= 0x80; }

}  // namespace

std::size_t place_in(Flaw flaw, std::string_view line, Layout layout) {
  switch (flaw) {
    case Flaw::control_bytes:
      return first_that(line, is_control);
    case Flaw::stray_bytes:
    case Flaw::stray_utf8:
    case Flaw::byte_positions:
      return first_that(line, is_high);
    case Flaw::replaced_character: {
      const auto found = line.find("\xEF\xBF\xBD");
      return found == line.npos ? first_that(line, is_high) : found;
    }
    case Flaw::impossible_birth:
      return layout == Layout::csv ? 0 : byte_of(line, 81);
    case Flaw::impossible_death:
      return layout == Layout::csv ? 0 : byte_of(line, 154);
    case Flaw::bad_sex:
      return layout == Layout::csv ? 0 : byte_of(line, 80);
    default:
      return 0;
  }
}

void Findings::add(Flaw flaw, Place place) {
  const auto index = static_cast<std::size_t>(flaw);
  ++counts_[index];
  if (places_[index].size() < kept_places) places_[index].push_back(place);
}

void Findings::add(Flaws flaws, std::uint64_t number, std::uint64_t offset, std::string_view line,
                   Layout layout) {
  for (int index = 0; index < flaw_count; ++index) {
    const Flaw flaw = static_cast<Flaw>(index);
    if (!flaws.has(flaw)) continue;
    const bool kept = places(flaw).size() < kept_places;
    add(flaw, {number, offset + (kept ? place_in(flaw, line, layout) : 0)});
  }
}

std::string Findings::text() const {
  std::string text;
  for (std::size_t index = 0; index < flaw_count; ++index) {
    if (counts_[index] == 0) continue;
    text += std::to_string(index) + ' ' + std::to_string(counts_[index]) + ' ' +
            std::to_string(places_[index].size());
    for (const Place& place : places_[index])
      text += ' ' + std::to_string(place.line) + ' ' + std::to_string(place.offset);
    text += '\n';
  }
  return text;
}

Findings Findings::parse(std::string_view text) {
  Findings findings;
  std::uint64_t index = 0, count = 0, places = 0;
  while (take(text, index) && take(text, count) && take(text, places) && index < flaw_count) {
    findings.counts_[index] = count;
    Place place;
    for (std::uint64_t each = 0; each < places && each < kept_places; ++each)
      if (take(text, place.line) && take(text, place.offset))
        findings.places_[index].push_back(place);
  }
  return findings;
}

std::string_view code(Flaw flaw) { return rows[static_cast<std::size_t>(flaw)].code; }
Words sentence(Flaw flaw) { return rows[static_cast<std::size_t>(flaw)].sentence; }

}  // namespace ecluse::deces
