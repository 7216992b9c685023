// SPDX-License-Identifier: EUPL-1.2
// How `serve`, and each command that runs a host in its own process, begins.
#pragma once

#include <optional>
#include <vector>

#include "app/commands.hpp"
#include "config/config.hpp"
#include "config/finding.hpp"

namespace ecluse::app {

/// One line a finding on standard error.
void tell(const std::vector<config::Finding>& findings, base::Language language);

/// [control] The file checked, the folders made, root left, and the file checked again: as the
/// account that serves sees it. Tells what it finds; nothing when that is an error.
std::optional<config::Config> config_to_serve(const Options& options);

}  // namespace ecluse::app
