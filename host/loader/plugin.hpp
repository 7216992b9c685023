// SPDX-License-Identifier: EUPL-1.2
// One loaded plugin. Loaded once, never unloaded (unloading C++ is a generator of crashes; an
// upgrade is a new process), so it may be shared by every system that uses it.
#pragma once

#include <ecluse/abi.h>

#include <memory>
#include <string>

#include "base/result.hpp"
#include "manifest/manifest.hpp"

namespace ecluse::loader {

/// A plugin on the disk, known by its manifest file; no code of it has run.
struct Found {
  std::string library;          ///< path of the .so; of a connector file, that of its runtime
  manifest::Manifest manifest;  ///< of a connector file, its own
  std::string source = {};      ///< path of the connector file; empty for a library
  std::string digest = {};      ///< SHA-256 of the connector file when it was found
  std::shared_ptr<const manifest::Manifest> runtime = {};  ///< of a connector file, the library's
};

class Plugin {
 public:
  /// dlopen, the one symbol, and the embedded manifest compared byte for byte with the file's.
  /// Failures: "plugin-refused" {plugin, why, why_fr}. [control]
  static base::Result<std::shared_ptr<const Plugin>> load(const Found& found);

  /// A plugin that is linked in: tests. `raw` lives as long as the program.
  static base::Result<std::shared_ptr<const Plugin>> from_table(const ecluse_plugin* raw,
                                                                const std::string& name);

  const manifest::Manifest& manifest() const { return manifest_; }
  const ecluse_plugin& raw() const { return *raw_; }
  const std::string& library() const { return library_; }

 private:
  Plugin(const ecluse_plugin* raw, manifest::Manifest manifest, std::string library)
      : raw_(raw), manifest_(std::move(manifest)), library_(std::move(library)) {}
  const ecluse_plugin* raw_;
  manifest::Manifest manifest_;
  std::string library_;
};

}  // namespace ecluse::loader
