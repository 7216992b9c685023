// SPDX-License-Identifier: EUPL-1.2
// Lines of death files for tests, written field by field. Invented people.
#pragma once

#include <string>
#include <string_view>

namespace ecluse::deces {

struct LineFields {
  std::string name = "MARTIN*JEAN PIERRE/";
  char sex = '1';
  std::string born = "19380214", birth_place = "75107", birth_town = "PARIS 7E ARRONDISSEMENT",
              country;
  std::string died = "20240103", death_place = "33063", act = "17";
};

/// To `width` characters (bytes that continue one do not count).
inline std::string padded(std::string text, std::size_t width) {
  std::size_t characters = 0;
  for (const char letter : text) characters += (static_cast<unsigned char>(letter) & 0xC0) != 0x80;
  if (characters < width) text.append(width - characters, ' ');
  return text;
}

/// 198 characters, without its end. The name in UTF-8 or ASCII.
inline std::string fixed_line(const LineFields& fields) {
  return padded(fields.name, 80) + fields.sex + padded(fields.born, 8) +
         padded(fields.birth_place, 5) + padded(fields.birth_town, 30) +
         padded(fields.country, 30) + padded(fields.died, 8) + padded(fields.death_place, 5) +
         padded(fields.act, 9) + std::string(22, ' ');
}

/// A person of that number: all differ, all died in 33063 in January 2024.
inline LineFields numbered(int number) {
  LineFields fields;
  fields.name = "NOM" + std::to_string(number) + "*PRENOM/";
  fields.died = number % 28 < 9 ? "2024010" + std::to_string(number % 28 + 1)
                                : "202401" + std::to_string(number % 28 + 1);
  fields.act = std::to_string(number);
  return fields;
}

/// So many of them, from `first` on, in one file.
inline std::string numbered_file(int first, int count) {
  std::string text;
  for (int number = first; number < first + count; ++number)
    text += fixed_line(numbered(number)) + "\r\n";
  return text;
}

}  // namespace ecluse::deces
