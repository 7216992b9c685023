// SPDX-License-Identifier: EUPL-1.2
// The walk over a system's settings that both check and resolve make.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "config/config.hpp"
#include "config/secrets.hpp"
#include "json/schema.hpp"

namespace ecluse::config {

struct SettingVisitor {
  std::function<void(json::Value&, const std::string& pointer)> secret;
  std::function<void(json::Value&, const std::string& pointer, kit::Format)> path;
};

/// Calls the visitor for each secret and each path; pointers are into the settings.
void walk_settings(json::Value& value, const json::SchemaNode& node, const std::string& pointer,
                   const SettingVisitor& visitor);

/// { file = "x" }, { env = "X" } or { systemd_credential = "x" }; nothing for anything else.
std::optional<SecretReference> secret_reference(const json::Value& value);

/// Relative paths begin in the folder of ecluse.toml; "..", "." and a slash at the end are gone.
std::string absolute_path(const Config& config, const std::string& path);

}  // namespace ecluse::config
