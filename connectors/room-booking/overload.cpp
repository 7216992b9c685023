// SPDX-License-Identifier: EUPL-1.2
#include "overload.hpp"

#include <charconv>

namespace ecluse::rooms {
namespace {

constexpr std::string_view hexadecimal = "0123456789ABCDEF";

bool is_plain(char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
         (byte >= 'A' && byte <= 'Z') || byte == '-' || byte == '_' || byte == '.';
}

int digit(char byte) {
  if (byte >= '0' && byte <= '9') return byte - '0';
  if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
  return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

/// As PHP's urlencode and urldecode.
std::string encoded(std::string_view text) {
  std::string made;
  for (const char byte : text) {
    if (byte == ' ') {
      made += '+';
    } else if (is_plain(byte)) {
      made += byte;
    } else {
      const auto value = static_cast<unsigned char>(byte);
      made += '%';
      made += hexadecimal[value >> 4];
      made += hexadecimal[value & 15];
    }
  }
  return made;
}

std::string decoded(std::string_view text) {
  std::string made;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool escaped = text[at] == '%' && at + 2 < text.size() && digit(text[at + 1]) >= 0 &&
                         digit(text[at + 2]) >= 0;
    if (escaped) {
      made += static_cast<char>(digit(text[at + 1]) * 16 + digit(text[at + 2]));
      at += 2;
    } else {
      made += text[at] == '+' ? ' ' : text[at];
    }
  }
  return made;
}

}  // namespace

Overload read_overload(std::string_view column) {
  Overload fields;
  while (!column.empty() && column.front() == '@') {
    const auto end = column.find('@', 1);
    if (end == column.npos) break;
    std::int64_t id = 0;
    const auto number = column.substr(1, end - 1);
    const auto [last, fault] = std::from_chars(number.data(), number.data() + number.size(), id);
    const std::string closing = "@/" + std::string(number) + "@";
    const auto closes = column.find(closing, end + 1);
    if (fault != std::errc() || last != number.data() + number.size() || closes == column.npos)
      break;
    fields[id] = decoded(column.substr(end + 1, closes - end - 1));
    column.remove_prefix(closes + closing.size());
  }
  return fields;
}

std::string overload_text(const Overload& fields) {
  std::string made;
  for (const auto& [id, value] : fields) {
    const auto number = std::to_string(id);
    made += "@" + number + "@" + encoded(value) + "@/" + number + "@";
  }
  return made;
}

}  // namespace ecluse::rooms
