// SPDX-License-Identifier: MIT
// ecluse.sql/1 of the fake host: SQLite files alone, so that the cases of a connector are replayed
// without a server. Private to the testing library.
#pragma once

#include <ecluse/service/sql.h>

namespace ecluse::testing {

/// Static storage. A database is opened when a session is taken; nothing is pooled. [any]
const ecluse_sql* fake_sql();

}  // namespace ecluse::testing
