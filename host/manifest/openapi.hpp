// SPDX-License-Identifier: EUPL-1.2
// The OpenAPI 3.1 document of a host, from the manifests alone: what /openapi.json answers and what
// `ecluse export openapi` prints. Redocly finds nothing to say about it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/language.hpp"
#include "json/value.hpp"
#include "manifest/manifest.hpp"

namespace ecluse::manifest {

/// A system that the reader of the document may call. Borrows the connector for the call.
struct Published {
  std::string system;
  const Connector* connector = nullptr;
  /// What of it the reader may call; everything where nothing is said.
  std::function<bool(const Action&)> opens_action{};
  std::function<bool(const Trigger&)> opens_trigger{};
};

struct DocumentFacts {
  std::string public_url;  ///< the one server; without a slash at its end
  base::Language language = base::Language::french;
  std::string version = "0.1.0";  ///< of the host
};

/// Paths for each action (POST /hooks/{system}/{action}; GET too where takes_query), each trigger
/// (GET /api/events/{system}/{trigger}) and the host's own. Operator commands are left out: they
/// are for the command line. Equal input gives equal bytes. [any]
json::Value openapi(const std::vector<Published>& systems, const DocumentFacts& facts);

/// Whether GET with the input in the query is possible: the action is safe, not personal (personal
/// data has no place in a URL, which every proxy logs), and no required field is an object. [any]
bool takes_query(const Action& action);

/// The fields of `schema` that a query can carry: scalars, and arrays of scalars as repeated names.
/// [any]
std::vector<const json::SchemaNode::Property*> query_fields(const json::Schema& schema);

}  // namespace ecluse::manifest
