// SPDX-License-Identifier: EUPL-1.2
// Which plugins are there: the folders of the configuration, read without running any code.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "loader/plugin.hpp"

namespace ecluse::loader {

struct Discovery {
  std::vector<Found> found;
  std::vector<base::Error> refused;  ///< "plugin-refused" {plugin, why}, one for each file set aside
};

/// `pins`: plugin name (file name without .so) to the SHA-256 (hexadecimal) that its library must have.
/// Looks at every NAME.so with a NAME.manifest.json beside it, in byte order. [control]
Discovery discover(const std::vector<std::string>& folders, const std::map<std::string, std::string>& pins);

}  // namespace ecluse::loader
