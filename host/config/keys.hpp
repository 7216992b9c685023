// SPDX-License-Identifier: EUPL-1.2
// The one table of keys that ecluse.toml may hold: the check, the published JSON Schema and the
// documentation come from it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/language.hpp"

namespace ecluse::config {

enum class KeyType : std::uint8_t { text, integer, texts, table };
enum class Presence : std::uint8_t { optional, required };

struct Key {
  std::string_view
      section;  ///< "server", "server.tls", "plugins", "plugins.pin", "systems", "consumers"
  std::string_view name;
  KeyType type;
  base::Sentence description;
  std::string_view example;          ///< TOML
  std::string_view fallback = {};    ///< what absence means, as JSON
  std::string_view allowed = {};     ///< every value that is right: "fr, en"
  std::string_view pattern = {};     ///< for the schema; the check says the same in words
  std::int64_t least = 0, most = 0;  ///< of an integer
  Presence presence = Presence::optional;
};

std::span<const Key> keys();

/// The row, or nullptr.
const Key* find_key(std::string_view section, std::string_view name);

/// The known key of the section that is nearest to `name`; empty when none is near.
std::string nearest_key(std::string_view section, std::string_view name);

/// The known keys of the section: "folders, pin". Of "": the sections.
std::string known_keys(std::string_view section);

/// The JSON Schema (2020-12) of ecluse.toml, with the descriptions of one language. What it cannot
/// know (settings, scopes, whether a folder is there) is left to `ecluse check`.
std::string json_schema(base::Language language);

/// An ecluse.toml to begin with: every key of the table, described in French and English. What a
/// packaged host needs is set; the rest stands behind a `#` as an example.
std::string starting_file();

}  // namespace ecluse::config
