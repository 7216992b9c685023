// SPDX-License-Identifier: MIT
// Private to the SDK: nlohmann's JSON stays behind these functions, so that connectors do not
// compile it.
#pragma once

#include <nlohmann/json.hpp>

#include "ecluse/connector.hpp"

namespace ecluse::detail {

using Json = nlohmann::json;

enum class Place : std::uint8_t { input, output, settings };

/// The schema of a type in the language of sdk/abi/SCHEMA.md.
Json schema_of(const TypeInfo& type, Place place);

Json localized(const Words& words);

/// Fills `object` from a value, or answers the first fault of SCHEMA.md.
Result<void> read_value(const TypeInfo& type, const Traits& traits, const Json& value,
                        const std::string& pointer, void* object);
Json write_value(const TypeInfo& type, const void* object);

/// Canonical JSON: names sorted (they are ASCII), no white space.
inline std::string text_of(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The manifest of a plugin, canonical.
std::string manifest_of(const PluginModel& plugin);

}  // namespace ecluse::detail
