// SPDX-License-Identifier: MIT
#include "ecluse/kit/text.hpp"

#include <array>
#include <cstring>

namespace ecluse::kit {
namespace {

constexpr std::size_t reported_bytes = 16;

unsigned char at(std::string_view bytes, std::size_t index) {
  return static_cast<unsigned char>(bytes[index]);
}

/// Length of the sequence that starts here, or 0 when none does.
std::size_t sequence_length(std::string_view bytes, std::size_t start) {
  const unsigned char lead = at(bytes, start);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (start + length > bytes.size()) return 0;
  // The second byte says whether it is overlong, a surrogate, or above U+10FFFF.
  const unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (at(bytes, start + 1) < low || at(bytes, start + 1) > high) return 0;
  for (std::size_t index = start + 2; index < start + length; ++index)
    if ((at(bytes, index) & 0xC0) != 0x80) return 0;
  return length;
}

void append_code_point(char32_t point, std::string& out) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | (point >> 6));
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | (point >> 12));
    out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  }
}

// Windows-1252, 0x80 to 0x9F; 0 where nothing is defined.
constexpr std::array<char16_t, 32> windows_upper{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

char32_t latin_9(unsigned char byte) {
  switch (byte) {
    case 0xA4:
      return 0x20AC;
    case 0xA6:
      return 0x0160;
    case 0xA8:
      return 0x0161;
    case 0xB4:
      return 0x017D;
    case 0xB8:
      return 0x017E;
    case 0xBC:
      return 0x0152;
    case 0xBD:
      return 0x0153;
    case 0xBE:
      return 0x0178;
    default:
      return byte;
  }
}

/// The code point of a byte above 0x7F; 0 when the encoding has none.
char32_t code_point(unsigned char byte, Encoding encoding) {
  if (encoding == Encoding::iso_8859_15) return byte < 0xA0 ? 0 : latin_9(byte);
  if (encoding == Encoding::windows_1252 && byte < 0xA0) return windows_upper[byte - 0x80];
  if (encoding == Encoding::iso_8859_1) return byte < 0xA0 ? 0 : byte;
  return encoding == Encoding::windows_1252 ? byte : 0;
}

bool is_letter(unsigned char byte) {
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte >= 0xC0;
}

/// A letter of ISO-8859-15 only, beside another letter: a fraction sign would not stand there.
bool is_latin_9_letter(std::string_view bytes, std::size_t index) {
  const unsigned char byte = at(bytes, index);
  if (byte >= 0xC0 || byte == 0xA4 || latin_9(byte) == byte) return false;
  return (index > 0 && is_letter(at(bytes, index - 1))) ||
         (index + 1 < bytes.size() && is_letter(at(bytes, index + 1)));
}

void report(Decoded& decoded, std::size_t offset, unsigned char byte) {
  if (decoded.bad.size() < reported_bytes) decoded.bad.push_back({offset, byte});
  ++decoded.bad_count;
  append_code_point(0xFFFD, decoded.text);
}

void decode_utf8(std::string_view bytes, std::size_t start, Decoded& decoded) {
  for (std::size_t index = start; index < bytes.size();) {
    const std::size_t length = sequence_length(bytes, index);
    if (length == 0) {
      report(decoded, index, at(bytes, index));
      ++index;
    } else {
      decoded.text.append(bytes.substr(index, length));
      index += length;
    }
  }
}

}  // namespace

std::string_view name(Encoding encoding) {
  switch (encoding) {
    case Encoding::ascii:
      return "ASCII";
    case Encoding::utf_8:
      return "UTF-8";
    case Encoding::iso_8859_1:
      return "ISO-8859-1";
    case Encoding::iso_8859_15:
      return "ISO-8859-15";
    case Encoding::windows_1252:
      return "Windows-1252";
  }
  return {};
}

bool is_ascii(std::string_view bytes) {
  const char* position = bytes.data();
  std::size_t left = bytes.size();
  std::uint64_t seen = 0;
  for (; left >= 8; position += 8, left -= 8) {
    std::uint64_t word;
    std::memcpy(&word, position, 8);
    seen |= word;
  }
  for (; left > 0; ++position, --left) seen |= static_cast<unsigned char>(*position) & 0x80u;
  return (seen & 0x8080808080808080u) == 0;
}

std::optional<std::size_t> utf8_fault(std::string_view bytes) {
  for (std::size_t index = 0; index < bytes.size();) {
    const std::size_t length = sequence_length(bytes, index);
    if (length == 0) return index;
    index += length;
  }
  return std::nullopt;
}

Encoding detect(std::string_view bytes) {
  if (is_ascii(bytes)) return Encoding::ascii;
  if (!utf8_fault(bytes)) return Encoding::utf_8;
  bool latin_9_letters = false;
  for (std::size_t index = 0; index < bytes.size(); ++index) {
    const unsigned char byte = at(bytes, index);
    if (byte >= 0x80 && byte < 0xA0) return Encoding::windows_1252;
    latin_9_letters = latin_9_letters || (byte >= 0xA0 && is_latin_9_letter(bytes, index));
  }
  return latin_9_letters ? Encoding::iso_8859_15 : Encoding::iso_8859_1;
}

Decoded decode(std::string_view bytes, Encoding encoding) {
  Decoded decoded;
  decoded.encoding = encoding;
  decoded.text.reserve(bytes.size() + bytes.size() / 8);
  const bool marked = bytes.substr(0, 3) == "\xEF\xBB\xBF";
  if (encoding == Encoding::utf_8) {
    decode_utf8(bytes, marked ? 3 : 0, decoded);
    return decoded;
  }
  for (std::size_t index = 0; index < bytes.size(); ++index) {
    const unsigned char byte = at(bytes, index);
    if (byte < 0x80) {
      decoded.text += bytes[index];
    } else if (const char32_t point = code_point(byte, encoding); point != 0) {
      append_code_point(point, decoded.text);
    } else {
      report(decoded, index, byte);
    }
  }
  return decoded;
}

std::size_t count_characters(std::string_view utf8) {
  std::size_t count = 0;
  for (const char byte : utf8) count += (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  return count;
}

std::string_view trim(std::string_view text) {
  const auto is_space = [](char letter) { return letter == ' ' || letter == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace ecluse::kit
