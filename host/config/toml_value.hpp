// SPDX-License-Identifier: EUPL-1.2
// Private: a TOML value as JSON, remembering where each part of it stands.
#pragma once

#include <toml++/toml.h>

#include <string>

#include "config/config.hpp"
#include "json/value.hpp"

namespace ecluse::config {

inline Place place_of(const toml::source_region& region) {
  return {static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

/// `pointer` is where the value goes in the settings; the places are kept in `system`.
json::Value value_of(const toml::node& node, const std::string& pointer, System& system);

}  // namespace ecluse::config
