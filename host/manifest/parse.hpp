// SPDX-License-Identifier: EUPL-1.2
// From the text of a manifest to its structs, refusing what MANIFEST.md does not allow.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "manifest/manifest.hpp"

namespace ecluse::manifest {

/// `text` must be canonical JSON (RFC 8785). Faults: those of json::parse, and "manifest-invalid"
/// {why} with a pointer into the manifest. [any]
base::Result<Manifest> parse(std::string_view text);

/// One entry of `connectors`: what a runtime plugin answers for a connector file.
base::Result<Connector> parse_connector(std::string_view text);

}  // namespace ecluse::manifest
