// SPDX-License-Identifier: EUPL-1.2
// What is odd about a request. Findings never stop a file from being read, and never hold a value
// of it: a code, the field, the line. Their sentences are in finding.cpp, in French and English.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "request.hpp"

namespace ecluse::civil {

enum class Severity : std::uint8_t { error, warning, note };

struct Finding {
  Severity severity = Severity::error;
  std::string code;      ///< kebab-case
  std::string field;     ///< pointer into the model ("/subject/born"), or an element's name
  int line = 0;          ///< from 1; 0 when it concerns no line
  std::string expected;  ///< names that the schema would take, an offset or a limit
};

enum class Tongue : std::uint8_t { french, english };

/// The sentence of a finding: what is wrong and what to change.
std::string sentence(const Finding& finding, Tongue tongue);

/// What the model itself lacks or contradicts; `today` as YYYYMMDD, 0 to compare with no day.
void check_request(const Request& request, PackedDay today, std::vector<Finding>& findings);

}  // namespace ecluse::civil
