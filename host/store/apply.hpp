// SPDX-License-Identifier: EUPL-1.2
// One write on the embedded engine, inside the writer's transaction.
#pragma once

#include "database/sqlite.hpp"
#include "store/change.hpp"

namespace ecluse::store {

/// [the writer thread] A refusal (slug "change-refused") leaves the connection usable.
base::Result<void> apply(database::Connection& connection, const Write& write);

}  // namespace ecluse::store
