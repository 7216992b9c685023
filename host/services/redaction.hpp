// SPDX-License-Identifier: EUPL-1.2
// The guard before the log: what looks like a secret or like a person's number is masked. It is a
// net, not a permission; the rule stays that such things are not logged at all.
#pragma once

#include <string>
#include <string_view>

#include "json/value.hpp"

namespace ecluse::services {

/// Masks our API keys (ecl_…), what follows "Bearer " or "Basic ", the password within a URL, and
/// social security numbers whose control key is right. [any]
std::string redact(std::string_view text);

/// The same for every text within, and any value whose name says that it is a secret. [any]
void redact(json::Value& value);

}  // namespace ecluse::services
