// SPDX-License-Identifier: EUPL-1.2
// From an entry of the configuration to a System that serves.
#pragma once

#include "registry/registry.hpp"

namespace ecluse::registry {

/// Never fails as a whole: what went wrong is System::failure. Takes over `before` when nothing
/// changed. [control]
std::shared_ptr<const System> build_system(const config::Config& config,
                                           const config::System& entry, const Available& available,
                                           const Surroundings& around,
                                           const std::shared_ptr<const System>& before);

}  // namespace ecluse::registry
