// SPDX-License-Identifier: EUPL-1.2
// The tables of the embedded engine, migration by migration; PRAGMA user_version is the number of
// the last.
#pragma once

#include <string>

#include "database/sqlite.hpp"

namespace ecluse::store {

/// Brings the schema up to date, one transaction a step. Refuses a file of another program
/// ("store-corrupt") and one that a newer version wrote ("store-newer"). `path` is for the
/// sentences only.
base::Result<void> migrate(database::Connection& connection, const std::string& path);

/// "store-corrupt" when a quick check of the whole file finds damage.
base::Result<void> check_integrity(database::Connection& connection, const std::string& path);

}  // namespace ecluse::store
