// SPDX-License-Identifier: EUPL-1.2
// The CSV variant: "nomprenom";"sexe";"datenaiss";… quoted or not, by semicolon or comma.
#include <algorithm>
#include <vector>

#include <ecluse/kit/text.hpp>

#include "record.hpp"

namespace ecluse::deces {
namespace {

constexpr std::size_t column_count = 9;
constexpr std::array<std::string_view, column_count> column_names{
    "nomprenom", "sexe",      "datenaiss", "lieunaiss", "commnaiss",
    "paysnaiss", "datedeces", "lieudeces", "actedeces"};

/// Splits a line; what is quoted loses its quotes. Views into `room`, which holds the text.
std::vector<std::string_view> split(std::string_view line, char separator, std::string& room) {
  room.clear();
  room.reserve(line.size() + 1);  // so that the views stay
  std::vector<std::string_view> fields;
  std::size_t start = 0;
  bool quoted = false;
  const auto end_field = [&] {
    fields.push_back(kit::trim(std::string_view(room).substr(start)));
    start = room.size();
  };
  for (std::size_t index = 0; index < line.size(); ++index) {
    const char letter = line[index];
    if (letter == '"') {
      if (quoted && index + 1 < line.size() && line[index + 1] == '"') {
        room += '"';
        ++index;
      } else {
        quoted = !quoted;
      }
    } else if (letter == separator && !quoted) {
      end_field();
    } else if (letter != 0x1F) {
      room += letter;
    }
  }
  end_field();
  return fields;
}

char separator_of(std::string_view line) {
  return std::count(line.begin(), line.end(), ';') >= std::count(line.begin(), line.end(), ',')
             ? ';'
             : ',';
}

std::string lower_letters(std::string_view text) {
  std::string lower;
  for (const char letter : kit::fold(text))
    if (letter != ' ')
      lower += static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter + 32 : letter);
  return lower;
}

bool is_plain_text(std::string_view line) {
  return kit::is_ascii(line) && std::none_of(line.begin(), line.end(), [](char letter) {
           return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F;
         });
}

}  // namespace

Layout layout_of(std::string_view first_line) {
  const auto count = std::max(std::count(first_line.begin(), first_line.end(), ';'),
                              std::count(first_line.begin(), first_line.end(), ','));
  return count >= 8 ? Layout::csv : Layout::fixed_width;
}

Columns columns_of(std::string_view first_line) {
  Columns columns;
  columns.separator = separator_of(first_line);
  std::string room;
  const auto names = split(first_line, columns.separator, room);
  std::array<int, column_count> found;
  found.fill(-1);
  for (std::size_t index = 0; index < names.size(); ++index) {
    const auto* name =
        std::find(column_names.begin(), column_names.end(), lower_letters(names[index]));
    if (name != column_names.end())
      found[static_cast<std::size_t>(name - column_names.begin())] = static_cast<int>(index);
  }
  // A header names at least the person and the day; else the first line is a record.
  columns.has_header = found[0] >= 0 && found[6] >= 0;
  if (columns.has_header) columns.at = found;
  return columns;
}

bool LineReader::read_csv(std::string_view line, const Columns& columns, Record& record) {
  record.flaws = Flaws();
  const std::string_view text = is_plain_text(line) ? line : clean(line, record);
  const auto fields = split(text, columns.separator, fields_);
  const auto field = [&](std::size_t column) {
    const int at = columns.at[column];
    return at >= 0 && static_cast<std::size_t>(at) < fields.size()
               ? fields[static_cast<std::size_t>(at)]
               : std::string_view();
  };
  if (fields.size() < 8) {
    record.flaws.add(Flaw::bad_columns);
    return false;
  }
  return fill(
      {field(0), field(1), field(2), field(3), field(4), field(5), field(6), field(7), field(8)},
      record);
}

}  // namespace ecluse::deces
