// SPDX-License-Identifier: EUPL-1.2
// The parts of the OpenAPI document that do not depend on a connector. Private to this room.
#pragma once

#include <map>
#include <string>

#include "base/language.hpp"
#include "json/value.hpp"
#include "manifest/manifest.hpp"

namespace ecluse::manifest {

/// `components`: the problem, its responses by status, the common headers, the bearer scheme.
json::Value openapi_components(base::Language language);

/// The paths of the host itself: /api/catalog, /api/me, /livez, /readyz.
json::Value openapi_host_paths(base::Language language);

/// Adds the refusals that any call may meet, and the connector's own errors under their status.
void add_refusals(json::Value& responses, const Connector& connector,
                  const std::vector<std::string>& slugs, Effect effect, base::Language language);

/// Takes out the shared responses and parameters that no path refers to: readers list them as if
/// they were in use.
void drop_unused_components(json::Value& document);

}  // namespace ecluse::manifest
