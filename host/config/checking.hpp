// SPDX-License-Identifier: EUPL-1.2
// What the parts of check() share: the configuration, what is installed, and where findings go.
#pragma once

#include <string>
#include <vector>

#include "config/load.hpp"

namespace ecluse::config {

/// Borrows everything for the check.
struct Checking {
  const Config& config;
  const std::vector<const manifest::Manifest*>& manifests;
  const SecretReader& secrets;
  std::vector<Finding>& findings;

  void find(std::string_view slug, Place place, base::Parameters parameters) const {
    findings.push_back(make_finding(slug, config, place, std::move(parameters)));
  }
  const manifest::Connector* connector(const std::string& id) const {
    for (const auto* manifest : manifests)
      if (const auto* found = manifest->find_connector(id)) return found;
    return nullptr;
  }
  /// Who publishes the plugin of a connector; null when there is none.
  const std::string* publisher(const std::string& id) const {
    for (const auto* manifest : manifests)
      if (manifest->find_connector(id) != nullptr) return &manifest->publisher;
    return nullptr;
  }
};

/// "a, b", or "-" for none. `Name` gives the text of an item.
template <typename All, typename Name>
std::string listed(const All& all, Name name) {
  std::string text;
  for (const auto& each : all) text += (text.empty() ? "" : ", ") + std::string(name(each));
  return text.empty() ? "-" : text;
}

enum class Wanted : unsigned char { folder, file };
/// A path that is something else is an error; one that is not there, or not for us, a warning.
void check_path(const Checking& checking, const std::string& path, Wanted wanted, Place place);

/// Every fault of a system's settings.
void check_settings(const Checking& checking, const System& system,
                    const manifest::Connector& connector);

/// Every fault of a consumer's scopes.
void check_scopes(const Checking& checking, const Consumer& consumer);

}  // namespace ecluse::config
