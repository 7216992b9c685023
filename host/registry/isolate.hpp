// SPDX-License-Identifier: EUPL-1.2
// A system whose plugin runs in a worker: what the worker is told, and what it may reach.
#pragma once

#include <string>
#include <vector>

#include "registry/registry.hpp"

namespace ecluse::registry {

/// Borrowed for the call.
struct Isolated {
  const config::Config& config;
  const config::System& entry;
  const loader::Found& found;
  const std::string& state_folder;
  const config::ResolvedSettings& settings;  ///< its text, where the secrets are, is not kept
};

/// Starts the worker, without waiting for it. [control]
void open_in_worker(System& system, const Isolated& isolated, const Surroundings& around);

}  // namespace ecluse::registry
