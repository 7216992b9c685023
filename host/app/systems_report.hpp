// SPDX-License-Identifier: EUPL-1.2
// `ecluse systems`: each system, whether it is ready, since when and why not, and where its plugin
// runs.
#pragma once

#include <string>
#include <vector>

#include "app/host.hpp"
#include "base/language.hpp"

namespace ecluse::app {

/// Two or three lines a system. [control]
std::vector<std::string> systems_report(const Host& host, base::Language language);

}  // namespace ecluse::app
