// SPDX-License-Identifier: EUPL-1.2
// JSON pointers (RFC 6901): "/persons/2/name".
#pragma once

#include <string>
#include <string_view>

namespace ecluse::json {

/// One step of a pointer: '~' becomes "~0", '/' becomes "~1".
std::string escape_pointer(std::string_view name);

/// The other way.
std::string unescape_pointer(std::string_view step);

}  // namespace ecluse::json
