// SPDX-License-Identifier: EUPL-1.2
// The audit entry of a call. Private to this room.
#pragma once

#include "runtime/runtime.hpp"

namespace ecluse::runtime {

store::AuditAppend audit_entry(const registry::System& system, const manifest::Action& action,
                               const CallRequest& request, std::string_view outcome, const Surroundings& around);

/// A read of personal data is answered only after its entry is durable; any other read leaves none.
base::Result<void> audit_read(const registry::System& system, const manifest::Action& action,
                              const CallRequest& request, const Surroundings& around);

}  // namespace ecluse::runtime
