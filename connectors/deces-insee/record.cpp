// SPDX-License-Identifier: EUPL-1.2
#include "record.hpp"

#include <algorithm>
#include <ecluse/kit/checks.hpp>
#include <ecluse/kit/formats.hpp>
#include <ecluse/kit/text.hpp>

namespace ecluse::deces {
namespace {

constexpr std::size_t shortest_record = 162;  // up to the date of death; the place may be blank

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// Nothing but printable ASCII: the fast path. Vectorised by the compiler.
bool is_plain(std::string_view line) {
  unsigned char strange = 0;
  for (const char letter : line)
    strange |= static_cast<unsigned char>(static_cast<unsigned char>(letter - 0x20) > 0x5E);
  return strange == 0;
}

std::string_view trimmed(std::string_view field) {
  while (!field.empty() && field.back() == ' ') field.remove_suffix(1);
  while (!field.empty() && field.front() == ' ') field.remove_prefix(1);
  return field;
}

/// AAAAMMJJ as a number; -1 when it is not eight digits.
PackedDay packed(std::string_view field) {
  if (field.size() != 8) return -1;
  PackedDay value = 0;
  for (const char letter : field) {
    if (!is_digit(letter)) return -1;
    value = value * 10 + (letter - '0');
  }
  return value;
}

/// Whether the calendar has it; parts that are zero are unknown.
bool exists(PackedDay written) {
  const int year = written / 10'000, month = written / 100 % 100, day = written % 100;
  if (month > 12 || (month == 0 && day != 0)) return false;
  return day <= 28 || day <= kit::days_in_month(year == 0 ? 2000 : year, month);
}

void read_name(std::string_view field, Record& record) {
  field = trimmed(field);
  const std::size_t slash = field.find('/');
  if (slash == std::string_view::npos) record.flaws.add(Flaw::missing_slash);
  field = field.substr(0, slash);
  const std::size_t star = field.find('*');
  if (star == std::string_view::npos) record.flaws.add(Flaw::missing_star);
  record.family_name = trimmed(field.substr(0, star));
  record.given_names =
      star == std::string_view::npos ? std::string_view() : trimmed(field.substr(star + 1));
}

PackedDay read_date(std::string_view field, Flaw flaw, Record& record) {
  const PackedDay day = packed(field);
  if (day >= 0 && exists(day)) return day;
  if (!trimmed(field).empty()) record.flaws.add(flaw);
  return day < 0 ? 0 : day;
}

/// The common codes by a glance; the others by the tables.
void check_place(std::string_view code, Record& record) {
  if (code.empty()) return;
  const bool common = code.size() == 5 && code[0] >= '0' && code[0] <= '8' && code[0] != '2' &&
                      is_digit(code[1]) && is_digit(code[2]) && is_digit(code[3]) &&
                      is_digit(code[4]) && (code[0] != '0' || code[1] != '0');
  if (common) return;
  const kit::PlaceKind kind = kit::place_kind(code);
  if (kind == kit::PlaceKind::none) record.flaws.add(Flaw::bad_place);
  if (kind == kit::PlaceKind::former) record.flaws.add(Flaw::former_place);
}

/// Whether a line that is cut at these places has a sex and dates there.
bool fits(std::string_view line) {
  return line.size() >= shortest_record && (line[80] == '1' || line[80] == '2') &&
         packed(line.substr(81, 8)) >= 0 && packed(line.substr(154, 8)) >= 0;
}

bool is_control(char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F; }

/// Whole letters only.
bool is_clean(const Record& record) {
  for (const std::string_view field :
       {record.family_name, record.given_names, record.birth_place, record.birth_town,
        record.birth_country, record.death_place, record.act})
    if (kit::utf8_fault(field) || std::any_of(field.begin(), field.end(), is_control)) return false;
  return true;
}

/// The first nine characters.
std::string_view nine(std::string_view text) {
  std::size_t at = 0;
  for (int count = 0; count < 9 && at < text.size(); ++count)
    for (++at; at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;) ++at;
  return text.substr(0, at);
}

std::size_t sequence_bytes(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

std::string_view substring(std::string_view text, std::size_t from, std::size_t count) {
  return from < text.size() ? text.substr(from, count) : std::string_view();
}

}  // namespace

PartialDate usable_date(PackedDay written) {
  return PartialDate::of(written / 10'000, written / 100 % 100, written % 100)
      .value_or(PartialDate());
}

std::string_view plain_act(std::string_view act) {
  act = trimmed(act);
  while (act.size() > 1 && act.front() == '0') act.remove_prefix(1);
  return act;
}

bool fill(const Cells& cells, Record& record) {
  record.sex = cells[1] == "1" ? 1 : cells[1] == "2" ? 2 : 0;
  if (record.sex == 0) {
    record.flaws.add(Flaw::bad_sex);
    return false;
  }
  read_name(cells[0], record);
  record.born = read_date(cells[2], Flaw::impossible_birth, record);
  record.birth_place = cells[3];
  record.birth_town = cells[4];
  record.birth_country = cells[5];
  record.died = read_date(cells[6], Flaw::impossible_death, record);
  record.death_place = cells[7];
  record.act = nine(cells[8]);
  check_place(record.birth_place, record);
  check_place(record.death_place, record);
  return true;
}

/// The line as valid UTF-8 without control characters, which leave a space: positions must not
/// move.
std::string_view LineReader::clean(std::string_view line, Record& record) {
  if (!kit::is_ascii(line)) {
    kit::Decoded decoded = kit::decode(line);
    const bool utf8 = decoded.encoding == kit::Encoding::utf_8;
    const bool lost = decoded.text.find("\xEF\xBF\xBD") != std::string::npos;
    if (lost) record.flaws.add(Flaw::replaced_character);
    if (!lost || !utf8) record.flaws.add(utf8 ? Flaw::stray_utf8 : Flaw::stray_bytes);
    text_ = std::move(decoded.text);
  } else {
    text_ = line;
  }
  for (char& letter : text_)
    if (is_control(letter)) {
      record.flaws.add(Flaw::control_bytes);
      letter = 0x1F;  // a mark, taken out of the fields
    }
  return text_;
}

bool LineReader::cut(std::string_view line, Record& record) {
  if (line.size() < shortest_record) {
    record.flaws.add(Flaw::short_line);
    return false;
  }
  return fill(
      {trimmed(line.substr(0, 80)), line.substr(80, 1), line.substr(81, 8),
       trimmed(line.substr(89, 5)), trimmed(line.substr(94, 30)), trimmed(line.substr(124, 30)),
       line.substr(154, 8), trimmed(substring(line, 162, 5)), trimmed(substring(line, 167, 9))},
      record);
}

/// Cuts by characters; the fields are copied out without their control characters.
bool LineReader::cut_characters(std::string_view text, Record& record) {
  static constexpr std::array<std::size_t, 9> lengths{80, 1, 8, 5, 30, 30, 8, 5, 9};
  cut_.clear();
  cut_.reserve(text.size());  // so that the views stay
  Cells cells;
  std::size_t offset = 0, characters = 0;
  for (std::size_t field = 0; field < lengths.size(); ++field) {
    const std::size_t start = cut_.size();
    for (std::size_t taken = 0; taken < lengths[field] && offset < text.size(); ++taken) {
      const std::size_t bytes = sequence_bytes(text[offset]);
      if (text[offset] != 0x1F) cut_.append(text, offset, bytes);
      offset += bytes;
      ++characters;
    }
    cells[field] = trimmed(std::string_view(cut_).substr(start));
  }
  if (characters < shortest_record) {
    record.flaws.add(Flaw::short_line);
    return false;
  }
  return fill(cells, record);
}

bool LineReader::read_fixed(std::string_view line, Record& record) {
  record.flaws = Flaws();
  if (is_plain(line)) return cut(line, record);
  const std::string_view text = clean(line, record);
  // Positions are characters; yet a line whose writer counted bytes shows it by its sex and dates.
  if (!kit::is_ascii(line) && fits(line) && record.flaws.has(Flaw::stray_utf8)) {
    Record attempt;
    if (!cut_characters(text, attempt) || attempt.flaws.has(Flaw::impossible_birth)) {
      Record by_bytes;
      by_bytes.flaws = record.flaws;
      by_bytes.flaws.add(Flaw::byte_positions);
      // A cut through the middle of a letter, or a control byte: then characters it is, after all.
      if (cut(line, by_bytes) && is_clean(by_bytes)) {
        record = by_bytes;
        return true;
      }
    }
  }
  return cut_characters(text, record);
}

}  // namespace ecluse::deces
