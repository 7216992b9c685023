// SPDX-License-Identifier: EUPL-1.2
// What `ecluse check` says: file:line:column, what is wrong, and what to do.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.hpp"
#include "base/result.hpp"
#include "config/config.hpp"

namespace ecluse::config {

enum class Severity : std::uint8_t { error, warning };

struct Finding {
  Severity severity = Severity::error;
  std::string file;
  Place place;
  std::string slug;  ///< a row of faults()
  /// {name} of a sentence is name_fr or name_en where there is one, else name.
  base::Parameters parameters;
};

/// The table of all faults, sorted by slug.
struct Fault {
  std::string_view slug;
  Severity severity;
  base::Sentence sentence;
  base::Sentence remedy;
};
std::span<const Fault> faults();

/// "ecluse.toml:12:3: erreur : … → …", in one line.
std::string to_text(const Finding& finding, base::Language language);

/// Ends the program when there is no such row.
Finding make_finding(std::string_view slug, const Config& config, Place place,
                     base::Parameters parameters);

/// The parameters {name}_fr and {name}_en, for a word that is not the same in both languages.
void add_words(base::Parameters& parameters, const std::string& name, base::Sentence words);

/// What the system said of a file or folder: "it does not exist".
base::Sentence reason(int error_number);

/// In the order of the file.
void sort_by_place(std::vector<Finding>& findings);

inline bool has_errors(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings)
    if (finding.severity == Severity::error) return true;
  return false;
}

}  // namespace ecluse::config
