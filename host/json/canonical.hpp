// SPDX-License-Identifier: EUPL-1.2
// The one way to write a value (RFC 8785, JSON Canonicalization Scheme), so that equal values are
// equal bytes: manifests are compared, and bodies are hashed, in this form.
#pragma once

#include <string>

#include "json/value.hpp"

namespace ecluse::json {

/// No white space, names sorted by their UTF-16 code units, shortest escapes. The values of Écluse
/// hold no fractions; one that does is written as nlohmann writes it. Bytes that are not UTF-8 are
/// replaced.
std::string canonical(const Value& value);

/// Compact text as it stands, for answers; bytes that are not UTF-8 are replaced. Never throws.
std::string to_text(const Value& value);

}  // namespace ecluse::json
