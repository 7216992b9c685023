// SPDX-License-Identifier: EUPL-1.2
// JSON text (RFC 8259) to a value, under limits, with the fault's place. Stricter than the RFC
// where two readers could disagree: a name may stand once in an object, text is UTF-8, nothing
// follows the value.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "json/value.hpp"

namespace ecluse::json {

struct Limits {
  std::size_t depth = 64;         ///< objects and arrays within each other
  std::size_t bytes = 16u << 20;  ///< of the text
};

/// Offset of the first byte that is not UTF-8 (RFC 3629), or nothing. [any]
std::optional<std::size_t> not_utf8(std::string_view text);

/// Faults: "invalid-json" {offset}, "duplicate-key" {name} with its pointer, "invalid-utf8"
/// {offset}, "too-deep" {limit}, "body-too-large" {limit}. Never throws, never recurses. [any]
base::Result<Value> parse(std::string_view text, const Limits& limits = {});

}  // namespace ecluse::json
