// SPDX-License-Identifier: EUPL-1.2
// Texts of ODBC: UTF-16 there, UTF-8 here; long cells in pieces.
#pragma once

#include <sql.h>
#include <sqlext.h>

#include <string>
#include <string_view>

namespace ecluse::sql {

std::u16string to_wide(std::string_view text);
/// A half of a pair that stands alone becomes U+FFFD.
std::string to_narrow(std::u16string_view text);

struct LongCell {
  bool good = false;
  bool is_null = false;
  std::string text;
};
LongCell read_long(SQLHANDLE statement, SQLUSMALLINT column, bool bytes);

}  // namespace ecluse::sql
