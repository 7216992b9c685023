// SPDX-License-Identifier: EUPL-1.2
// Every sentence for a person exists in French and in English.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ecluse::base {

enum class Language : std::uint8_t { french, english };

constexpr std::string_view tag(Language language) {
  return language == Language::french ? "fr" : "en";
}

/// A fixed text of the host, in static storage.
struct Sentence {
  std::string_view french;
  std::string_view english;
  constexpr std::string_view in(Language language) const {
    return language == Language::french ? french : english;
  }
};

/// A text of a manifest.
struct Localized {
  std::string french;
  std::string english;
  const std::string& in(Language language) const {
    return language == Language::french ? french : english;
  }
};

}  // namespace ecluse::base
