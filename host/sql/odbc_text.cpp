// SPDX-License-Identifier: EUPL-1.2
#include "sql/odbc_text.hpp"

namespace ecluse::sql {
namespace {

void put(std::string& out, char32_t letter) {
  if (letter < 0x80) {
    out.push_back(static_cast<char>(letter));
  } else if (letter < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (letter >> 6)));
    out.push_back(static_cast<char>(0x80 | (letter & 0x3F)));
  } else if (letter < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | (letter >> 12)));
    out.push_back(static_cast<char>(0x80 | ((letter >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (letter & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xF0 | (letter >> 18)));
    out.push_back(static_cast<char>(0x80 | ((letter >> 12) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | ((letter >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (letter & 0x3F)));
  }
}

}  // namespace

/// The text is UTF-8: its callers have looked.
std::u16string to_wide(std::string_view text) {
  std::u16string wide;
  wide.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    char32_t letter = more == 0 ? first : first & (0x3FU >> more);
    for (std::size_t next = 1; next <= more && at + next < text.size(); ++next)
      letter = (letter << 6) | (static_cast<unsigned char>(text[at + next]) & 0x3FU);
    at += more + 1;
    if (letter < 0x10000) {
      wide.push_back(static_cast<char16_t>(letter));
    } else {
      letter -= 0x10000;
      wide.push_back(static_cast<char16_t>(0xD800 | (letter >> 10)));
      wide.push_back(static_cast<char16_t>(0xDC00 | (letter & 0x3FF)));
    }
  }
  return wide;
}

std::string to_narrow(std::u16string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    char32_t letter = text[at];
    const bool high = letter >= 0xD800 && letter < 0xDC00;
    const bool pair = high && at + 1 < text.size() && (text[at + 1] & 0xFC00) == 0xDC00;
    if (pair)
      letter = 0x10000 + ((letter & 0x3FF) << 10) + (text[++at] & 0x3FFU);
    else if ((letter & 0xF800) == 0xD800)
      letter = 0xFFFD;
    put(out, letter);
  }
  return out;
}

LongCell read_long(SQLHANDLE statement, SQLUSMALLINT column, bool bytes) {
  LongCell cell;
  std::u16string wide;
  char buffer[4096];
  const SQLSMALLINT type = bytes ? SQL_C_BINARY : SQL_C_WCHAR;
  const std::size_t end = bytes ? 0 : sizeof(char16_t);  // texts end with a zero
  for (;;) {
    SQLLEN length = 0;
    const SQLRETURN got = SQLGetData(statement, column, type, buffer, sizeof buffer, &length);
    if (got == SQL_NO_DATA) break;
    if (!SQL_SUCCEEDED(got)) return cell;
    if (length == SQL_NULL_DATA) {
      cell.is_null = true;
      break;
    }
    const std::size_t room = sizeof buffer - end;
    const bool more = got == SQL_SUCCESS_WITH_INFO &&
                      (length == SQL_NO_TOTAL || static_cast<std::size_t>(length) > room);
    const std::size_t size = more ? room : static_cast<std::size_t>(length);
    if (bytes)
      cell.text.append(buffer, size);
    else
      wide.append(reinterpret_cast<const char16_t*>(buffer), size / sizeof(char16_t));
    if (!more) break;
  }
  cell.good = true;
  if (!bytes) cell.text = to_narrow(wide);
  return cell;
}

}  // namespace ecluse::sql
