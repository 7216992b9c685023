// SPDX-License-Identifier: EUPL-1.2
// A schema of a manifest, rendered for one language as plain JSON Schema 2020-12: what OpenAPI, the
// catalog and no-code editors read. The compiled schema validates; this text only tells.
#pragma once

#include "base/language.hpp"
#include "json/value.hpp"

namespace ecluse::manifest {

/// Titles and descriptions become text. What JSON Schema has no word for becomes an extension:
/// `personal` → x-ecluse-personal, `options` → x-ecluse-options, `advanced` → x-ecluse-advanced,
/// `labels` → x-ecluse-labels {value: text}, `format` → x-ecluse-format, beside the standard format
/// or a pattern that says the same. `schema` must have passed json::Schema::compile. [any]
json::Value schema_text(const json::Value& schema, base::Language language);

}  // namespace ecluse::manifest
