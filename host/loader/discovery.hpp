// SPDX-License-Identifier: EUPL-1.2
// Which plugins are there: the folders of the configuration, read without running any code. A
// plugin is a library, NAME.so, or a connector file, NAME<extension of a runtime>;
// NAME.manifest.json stands beside both.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "loader/plugin.hpp"

namespace ecluse::loader {

struct Discovery {
  std::vector<Found> found;
  /// "plugin-refused" {plugin, why, why_fr}, one for each file or folder set aside. Where a pin
  /// refuses it, the pointer names the key of ecluse.toml: /plugins/pin/NAME/sha256.
  std::vector<base::Error> refused;
};

/// What the configuration asks of one file; an empty member asks nothing.
struct Pin {
  std::string sha256;     ///< of the file, hexadecimal
  std::string publisher;  ///< as its manifest says
};
/// By NAME: the file's name without its extension.
using Pins = std::map<std::string, Pin>;

/// Libraries first, then the connector files of their runtimes, folder by folder in byte order. A
/// file of a runtime's extension without a manifest is no connector (a module that another one
/// imports) and is left alone. Set aside: manifests that MANIFEST.md refuses, pins that do not
/// hold, manifests whose file or runtime is missing, and whoever offers a connector or an extension
/// that another one offers already. [control]
Discovery discover(const std::vector<std::string>& folders, const Pins& pins);

}  // namespace ecluse::loader
