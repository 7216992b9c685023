// SPDX-License-Identifier: MIT
#include "encoding.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace ecluse::kit::xml {
namespace {

// Windows-1252, 0x80–0x9F (Microsoft's table); 0 where nothing is defined.
constexpr std::array<std::uint16_t, 32> kWindows = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

// Where ISO-8859-15 differs from ISO-8859-1.
std::uint16_t latin_9(unsigned char byte) {
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

void append_utf8(std::string& out, std::uint16_t point) {
  if (point < 0x800) {
    out += static_cast<char>(0xC0 | (point >> 6));
  } else {
    out += static_cast<char>(0xE0 | (point >> 12));
    out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
  }
  out += static_cast<char>(0x80 | (point & 0x3F));
}

bool same_label(std::string_view label, std::string_view lower) {
  return std::equal(label.begin(), label.end(), lower.begin(), lower.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
  });
}

// The value of encoding="…" in an XML declaration; empty when there is none.
std::string_view label_of(std::string_view declaration) {
  const auto at = declaration.find("encoding");
  if (at == std::string_view::npos) return {};
  const auto open = declaration.find_first_of("\"'", at);
  if (open == std::string_view::npos) return {};
  const auto close = declaration.find(declaration[open], open + 1);
  if (close == std::string_view::npos) return {};
  return declaration.substr(open + 1, close - open - 1);
}

// Bytes up to the first that is not ASCII.
std::size_t ascii_prefix(std::string_view bytes) {
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, 8);
    if (word & 0x8080808080808080ULL) break;
  }
  while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0x80) ++at;
  return at;
}

}  // namespace

std::string_view name(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf_8:
      return "UTF-8";
    case Encoding::ascii:
      return "US-ASCII";
    case Encoding::iso_8859_1:
      return "ISO-8859-1";
    case Encoding::iso_8859_15:
      return "ISO-8859-15";
    case Encoding::windows_1252:
      return "windows-1252";
  }
  return {};
}

std::optional<Encoding> encoding_labelled(std::string_view label) {
  constexpr std::pair<std::string_view, Encoding> kLabels[] = {
      {"utf-8", Encoding::utf_8},
      {"utf8", Encoding::utf_8},
      {"us-ascii", Encoding::ascii},
      {"ascii", Encoding::ascii},
      {"iso-8859-1", Encoding::iso_8859_1},
      {"iso8859-1", Encoding::iso_8859_1},
      {"iso_8859-1", Encoding::iso_8859_1},
      {"latin1", Encoding::iso_8859_1},
      {"iso-8859-15", Encoding::iso_8859_15},
      {"iso8859-15", Encoding::iso_8859_15},
      {"latin-9", Encoding::iso_8859_15},
      {"windows-1252", Encoding::windows_1252},
      {"cp1252", Encoding::windows_1252}};
  for (const auto& [known, encoding] : kLabels)
    if (same_label(label, known)) return encoding;
  return {};
}

Declared declared_encoding(std::string_view start, bool is_all) {
  constexpr std::size_t kLongest = 1024;  // an XML declaration has under 100 bytes
  Declared found;
  found.known = true;
  if (start.size() < 5 && !is_all) return {};
  if (start.substr(0, 2) == "\xFE\xFF" || start.substr(0, 2) == "\xFF\xFE" ||
      start.substr(0, 4).find('\0') != std::string_view::npos) {
    found.unsupported = "UTF-16";
    return found;
  }
  if (start.substr(0, 3) == "\xEF\xBB\xBF") {  // the mark is stronger than any label
    found.mark = 3;
    return found;
  }
  if (start.substr(0, 5) != "<?xml") return found;
  const auto end = start.find("?>");
  if (end == std::string_view::npos) return is_all || start.size() > kLongest ? found : Declared{};
  const auto label = label_of(start.substr(0, end));
  if (label.empty()) return found;
  if (const auto encoding = encoding_labelled(label)) {
    found.encoding = *encoding;
  } else {
    found.unsupported = std::string(label.substr(0, 40));
  }
  return found;
}

bool Utf8Check::step(unsigned char byte) {
  if (pending_ > 0) {
    if (byte < low_ || byte > high_) return false;
    low_ = 0x80, high_ = 0xBF;
    if (--pending_ == 0) met_sequence_ = true;
    return true;
  }
  start_ = position_;
  if (byte < 0x80) return true;
  if (byte < 0xC2 || byte > 0xF4) return false;
  pending_ = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
  if (byte == 0xE0) low_ = 0xA0;
  if (byte == 0xED) high_ = 0x9F;
  if (byte == 0xF0) low_ = 0x90;
  if (byte == 0xF4) high_ = 0x8F;
  return true;
}

bool Utf8Check::feed(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size(); ++at, ++position_) {
    if (pending_ == 0) {
      const auto plain = ascii_prefix(bytes.substr(at));
      at += plain, position_ += plain;
      if (at == bytes.size()) break;
    }
    if (!step(static_cast<unsigned char>(bytes[at]))) {
      fault_ = pending_ > 0 ? start_ : position_;
      return false;
    }
  }
  return true;
}

std::optional<std::size_t> decode(Encoding encoding, std::string_view bytes, std::string& out,
                                  std::optional<std::size_t>& first_c1) {
  out.reserve(out.size() + bytes.size() + bytes.size() / 8);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const auto plain = ascii_prefix(bytes.substr(at));
    out.append(bytes.substr(at, plain));
    at += plain;
    if (at == bytes.size()) break;
    const auto byte = static_cast<unsigned char>(bytes[at]);
    if (encoding == Encoding::ascii) return at;
    std::uint16_t point = encoding == Encoding::iso_8859_15 ? latin_9(byte) : byte;
    if (byte < 0xA0) {
      if (!first_c1) first_c1 = at;
      point = kWindows[byte - 0x80U];
      if (point == 0) return at;
    }
    append_utf8(out, point);
  }
  return {};
}

}  // namespace ecluse::kit::xml
