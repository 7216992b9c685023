// SPDX-License-Identifier: EUPL-1.2
// From what an engine says to the slugs of sdk/abi/SQL.md. An engine's message may hold values of
// rows and parameters ("Duplicate entry 'Dupont' for key …"): only names of objects are taken out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ecluse::sql {

enum class Moment : std::uint8_t { connecting, running, committing };

/// An error without a sentence: connectors have those in their manifests. [any]
base::Error fault(base::Status status, std::string_view slug);

/// What is said, with the engine's own number and SQLSTATE.
struct Said {
  std::int64_t code = 0;
  std::string_view sqlstate{};
  std::string_view message{};
  std::string_view constraint{};  ///< where the engine names it apart
  std::string_view column{};
};

/// `lost`: the connection is gone. `server` is for sentences. [any]
base::Error mysql_fault(const Said& said, Moment moment, std::string_view server, bool& lost);
base::Error postgresql_fault(const Said& said, Moment moment, std::string_view server,
                             bool connected, bool& lost);
base::Error sqlite_fault(const Said& said, Moment moment, std::string_view server);

/// The connection is gone: database-commit-unknown, or database-lost. [any]
base::Error lost_fault(Moment moment, std::string_view server);
/// A text that the connection's character set has no letters for. [any]
base::Error value_fault();

}  // namespace ecluse::sql
