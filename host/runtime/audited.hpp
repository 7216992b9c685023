// SPDX-License-Identifier: EUPL-1.2
// Which accesses leave an audit entry, and when. Private to this room.
#pragma once

#include "audit/entry.hpp"
#include "runtime/runtime.hpp"

namespace ecluse::runtime {

/// The entry of what `request` asks of `system`. `name` is the action, trigger or command.
store::AuditAppend audit_entry(const registry::System& system, std::string_view name,
                               audit::Kind kind, const CallRequest& request,
                               std::string_view outcome, const Surroundings& around);

/// A read of personal data runs only after its entry is durable, whatever it then finds: "asked".
/// Fails with store-unavailable. [worker]
base::Result<void> audit_asked(const registry::System& system, std::string_view name,
                               audit::Kind kind, const CallRequest& request,
                               const Surroundings& around);

/// What a failing store is to whoever calls.
base::Failure store_failed(const base::Error& error);

}  // namespace ecluse::runtime
