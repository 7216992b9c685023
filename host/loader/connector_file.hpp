// SPDX-License-Identifier: EUPL-1.2
// A connector that is a file: before it serves, its runtime must say of it what its manifest says.
// The scan ran no code; here the plugin speaks for the first time, and is not believed unless both
// agree.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "loader/plugin.hpp"

namespace ecluse::loader {

/// Calls `describe` of the runtime (ecluse/ext/runtime.h) with the path of the file, and compares
/// the answer, in canonical form, with the entry of its manifest. "plugin-refused" {plugin, why,
/// why_fr}. [control]
base::Result<void> check_connector_file(const Plugin& runtime, const Found& file,
                                        const base::Clock& clock);

/// The bytes that were opened are those that were found, and whose pin held. Ask it last. [control]
base::Result<void> check_unchanged(const Found& file);

}  // namespace ecluse::loader
