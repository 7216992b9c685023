// SPDX-License-Identifier: EUPL-1.2
// Addresses and networks as a configuration writes them.
#pragma once

#include <string_view>

namespace ecluse::config {

/// "10.0.0.5", "10.1.0.0/16", "fd00::/8". [any]
bool is_network(std::string_view text);

}  // namespace ecluse::config
