// SPDX-License-Identifier: EUPL-1.2
// Bodies that came as gzip.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ecluse::http {

/// What the one gzip member in `packed` holds. "body-too-large" {limit} as soon as it is more than
/// `most` bytes: little more than that is ever in memory; "invalid-gzip" for anything else
/// than one whole member. [worker]
base::Result<std::string> inflate_gzip(std::string_view packed, std::size_t most);

}  // namespace ecluse::http
