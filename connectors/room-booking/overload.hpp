// SPDX-License-Identifier: EUPL-1.2
// GRR's fields of a domain, all in one column: `@12@urlencoded value@/12@`.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace ecluse::rooms {

using Overload = std::map<std::int64_t, std::string>;

/// What the column holds; what cannot be read is left out. [any]
Overload read_overload(std::string_view column);
std::string overload_text(const Overload& fields);

}  // namespace ecluse::rooms
