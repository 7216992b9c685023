// SPDX-License-Identifier: EUPL-1.2
// Invented deaths in INSEE's real layout: the same for the same seed, as many as one wants. Family
// names repeat as they do in France (a few are very common), so that searches meet long runs.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace ecluse::deces {

class DeathWriter {
 public:
  explicit DeathWriter(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {}

  /// 198 characters and CRLF, as the files of data.gouv.fr; deaths fall in `year`.
  void append(int year, std::string& out) {
    char line[256];
    const std::string name = family() + '*' + given() + (pick(3) == 0 ? ' ' + given() : "") + '/';
    const int sex = 1 + static_cast<int>(pick(2));
    const int age = 20 + static_cast<int>(pick(45) + pick(40));
    const int birth_month = pick(500) == 0 ? 0 : 1 + static_cast<int>(pick(12));
    const int birth_day = birth_month == 0 ? 0 : 1 + static_cast<int>(pick(28));
    const std::string birth = place(), death = place();
    const int size = std::snprintf(
        line, sizeof line, "%-80s%d%04d%02d%02d%s%-30s%-30s%04d%02d%02d%s%-9d%22s\r\n",
        name.c_str(), sex, year - age, birth_month, birth_day, birth.c_str(),
        ("VILLE DE " + birth).c_str(), "", year, 1 + static_cast<int>(pick(12)),
        1 + static_cast<int>(pick(28)), death.c_str(), 1 + static_cast<int>(pick(5'000)), "");
    out.append(line, static_cast<std::size_t>(size));
  }

  std::string family() {
    static constexpr std::array<std::string_view, 12> common{
        "MARTIN", "BERNARD", "THOMAS", "PETIT",   "ROBERT", "RICHARD",
        "DURAND", "DUBOIS",  "MOREAU", "LAURENT", "SIMON",  "MICHEL"};
    if (pick(40) == 0) return std::string(common[pick(common.size())]);
    return syllables(2 + pick(3));
  }
  std::string given() {
    static constexpr std::array<std::string_view, 24> names{
        "MARIE",  "JEAN",   "PIERRE",  "JEANNE", "ANDRE",     "LOUISE", "RENE",       "YVONNE",
        "LOUIS",  "MARCEL", "SUZANNE", "PAUL",   "GERMAINE",  "ROGER",  "SIMONE",     "GEORGES",
        "ODETTE", "HENRI",  "DENISE",  "ROBERT", "MADELEINE", "LUCIEN", "ANNE-MARIE", "CLAUDE"};
    return std::string(names[pick(names.size())]);
  }
  std::uint64_t pick(std::uint64_t below) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return (state_ >> 11) % below;
  }

 private:
  std::string syllables(std::uint64_t count) {
    static constexpr std::array<std::string_view, 20> parts{
        "BA",  "LE",  "MO",  "RI",  "DU",  "CHE", "VAL", "GAU", "TER", "SON",
        "LAN", "PIN", "FER", "NOU", "BRE", "CAR", "DEL", "ROU", "TI",  "VER"};
    std::string word;
    while (count-- > 0) word += parts[pick(parts.size())];
    return word;
  }
  std::string place() {
    char code[16];
    std::snprintf(code, sizeof code, "%02d%03d", 1 + static_cast<int>(pick(19)),
                  1 + static_cast<int>(pick(600)));
    return code;
  }

  std::uint64_t state_;
};

}  // namespace ecluse::deces
