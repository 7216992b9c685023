// SPDX-License-Identifier: EUPL-1.2
// The JSON value of the host. Headers include this; sources that look inside include
// <nlohmann/json.hpp> too, which costs seconds of compilation.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace ecluse::json {

using Value = nlohmann::json;

}  // namespace ecluse::json
