// SPDX-License-Identifier: EUPL-1.2
// Inputs from a schema: a plain one, and seeded odd ones. Private to this room.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

#include "json/value.hpp"

namespace ecluse::validate {

/// A small valid value: the first example, the default, or the least that the schema takes. Folders
/// and files are under ./files of the current folder.
json::Value plain_value(const json::Value& schema);

/// An input for this seed: half of them keep to the types of the schema at their edges, half do
/// not.
json::Value odd_value(const json::Value& schema, std::uint64_t seed);

}  // namespace ecluse::validate
