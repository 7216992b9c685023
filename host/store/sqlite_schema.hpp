// SPDX-License-Identifier: EUPL-1.2
// The tables of the embedded engine, by numbered migrations.
#pragma once

#include "database/sqlite.hpp"

namespace ecluse::store {

/// Brings the file to the newest version; refuses one that a newer host wrote.
base::Result<void> migrate(database::Connection& connection);

}  // namespace ecluse::store
