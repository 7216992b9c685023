// SPDX-License-Identifier: EUPL-1.2
// How something ended, as a frame: nothing, or an error with all of its parts.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "worker/link.hpp"
#include "worker/protocol.hpp"

namespace ecluse::worker {

/// Appends an `ended` frame.
void encode_ended(std::string& out, std::uint32_t id, const base::Result<void>& outcome);

/// Nothing when the fields are no outcome.
std::optional<base::Result<void>> read_ended(const Frame& frame);

/// What the calls of a worker that has ended end with: "plugin-crashed", "plugin-stuck",
/// "plugin-out-of-memory", "plugin-protocol-broken". `exit` may be null: it could not be reaped.
base::Error death_of(const std::string& system, std::uint64_t memory_bytes, Cause cause,
                     const Exit* exit);

/// Those slugs: the plugin may have done its work before it died. [any]
bool is_death(std::string_view slug);

}  // namespace ecluse::worker
