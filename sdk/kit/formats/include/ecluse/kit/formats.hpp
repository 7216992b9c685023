// SPDX-License-Identifier: MIT
// The named formats of sdk/abi/SCHEMA.md: the closed list that stands for regular expressions.
// The host's schema walker and the SDK's parser both ask here, so that they cannot disagree.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ecluse::kit {

enum class Format : std::uint8_t {
  date,           ///< YYYY-MM-DD, a day that exists (proleptic Gregorian)
  partial_date,   ///< YYYY, YYYY-MM or YYYY-MM-DD
  time,           ///< HH:MM or HH:MM:SS
  date_time,      ///< RFC 3339 with offset
  decimal,        ///< -?(0|[1-9][0-9]*)(\.[0-9]+)?, at most 40 characters
  duration,       ///< an integer and ms, s, m, h or d
  folder,         ///< absolute path without ".." and control characters
  file,           ///< likewise
  url,            ///< http:// or https:// and a host
  email,          ///< one @, something without spaces on both sides
  insee_commune,  ///< Code officiel géographique: 2A004, 75107, 99352
  uuid,           ///< 8-4-4-4-12 hexadecimal digits
};

/// The name in a schema: "partial-date". Static storage.
std::string_view name(Format format);

/// The format of a name, or nothing.
std::optional<Format> format_named(std::string_view name);

/// Whether `text` is written in that format. [any]
bool is_valid(Format format, std::string_view text);

/// Number of days of a month of the Gregorian calendar; 0 for a month that does not exist.
int days_in_month(int year, int month);

}  // namespace ecluse::kit
