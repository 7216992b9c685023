// SPDX-License-Identifier: EUPL-1.2
// The documentation of a connector, from its manifest: what `ecluse plugin check` compares with the
// committed page, and what a town hall's IT reads.
#pragma once

#include <string>

#include "base/language.hpp"
#include "manifest/manifest.hpp"

namespace ecluse::manifest {

/// A page: settings, actions with their fields and errors, triggers, commands, and one table of all
/// errors with their HTTP status and remedy. Ends with a line end. [any]
std::string markdown(const Connector& connector, base::Language language);

/// The table of what the host itself refuses (base/problems.hpp). [any]
std::string problems_markdown(base::Language language);

}  // namespace ecluse::manifest
