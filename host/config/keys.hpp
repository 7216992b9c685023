// SPDX-License-Identifier: EUPL-1.2
// The one table of keys that ecluse.toml may hold: the check, the published JSON Schema and the documentation
// come from it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/language.hpp"

namespace ecluse::config {

enum class KeyType : std::uint8_t { text, integer, texts, table };

struct Key {
  std::string_view section;  ///< "server", "plugins", "plugins.pin", "systems", "consumers"
  std::string_view name;
  KeyType type;
  base::Sentence description;
  std::string_view example;  ///< TOML
};

std::span<const Key> keys();

/// The row, or nullptr.
const Key* find_key(std::string_view section, std::string_view name);

/// The known key of the section that is nearest to `name`.
std::string nearest_key(std::string_view section, std::string_view name);

/// The JSON Schema (2020-12) of ecluse.toml, with the descriptions of one language.
std::string json_schema(base::Language language);

}  // namespace ecluse::config
