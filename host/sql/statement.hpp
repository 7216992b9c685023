// SPDX-License-Identifier: EUPL-1.2
// A statement as text: where its parameters stand, and whether it is one that a connector may run.
// Only as much of SQL is read as that needs: quotes, comments, the first word.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "sql/settings.hpp"

namespace ecluse::sql {

struct Statement {
  std::string text;  ///< for the engine: PostgreSQL has $1 for each '?'
  std::string verb;  ///< the first word, in capitals
  std::size_t parameters = 0;
};

/// "database-statement" {why}: more than one statement, an executable comment, a transaction or
/// session statement that the service keeps for itself, quotes that do not end. [any]
base::Result<Statement> read_statement(std::string_view text, Engine engine);

}  // namespace ecluse::sql
