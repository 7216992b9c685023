// SPDX-License-Identifier: EUPL-1.2
// From the text of ecluse.toml to a Config and every fault in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "config/finding.hpp"
#include "config/secrets.hpp"
#include "manifest/manifest.hpp"

namespace ecluse::config {

struct Loaded {
  Config config;  ///< whole only when findings hold no error
  std::vector<Finding> findings;
  bool readable =
      false;  ///< the text is TOML: `config.server` says where things are, other faults or not
};

/// `file` is for findings and for relative paths; nothing is read from the disk. Never throws.
Loaded parse(std::string_view text, const std::string& file);

/// Reads the file and parses it.
Loaded load(const std::string& file);

/// "http://127.0.0.1:8080": what public_url is when the file does not say.
std::string url_of_address(const Server& server);

/// What needs the manifests and the machine: folders, the account, pins, connectors, settings
/// (schema, secrets in clear, secrets that are missing, folders that are not there), scopes. Adds
/// to `findings`.
void check(const Config& config, const std::vector<const manifest::Manifest*>& manifests,
           const SecretReader& secrets, std::vector<Finding>& findings);

/// The settings of a system as its connector gets them: paths absolute, defaults filled in, secrets
/// resolved. Wipe the text after use. Failures are those that check() finds.
struct ResolvedSettings {
  std::string text;                ///< canonical JSON
  std::vector<std::string> roots;  ///< values of folder and file settings
  /// What a service with a network may reach: every text that is no secret (a host must be one of
  /// them), every integer called `port`, and whether a text is called `socket` or `connection`.
  std::vector<std::string> texts;
  std::vector<std::uint16_t> ports;
  bool names_socket = false, names_connection = false;
};
base::Result<ResolvedSettings> resolve(const Config& config, const System& system,
                                       const manifest::Connector& connector,
                                       const SecretReader& secrets);

}  // namespace ecluse::config
