// SPDX-License-Identifier: EUPL-1.2
// What the validator found: a verdict for each rule, with a reason in two languages and a place.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.hpp"

namespace ecluse::validate {

/// Skipped: the rule could not be asked, because of a fault that another rule reports, or because
/// the connector has nothing of that kind.
enum class Verdict : std::uint8_t { passed, failed, skipped };

std::string_view name(Verdict verdict);

struct Outcome {
  Verdict verdict = Verdict::passed;
  base::Localized why;  ///< empty when it passed
  std::string
      where;  ///< a pointer into the manifest, a file, "action search, seed 17"; may be empty
};

inline Outcome passed() { return {}; }
inline Outcome failed(base::Localized why, std::string where = {}) {
  return {Verdict::failed, std::move(why), std::move(where)};
}
inline Outcome skipped(base::Localized why, std::string where = {}) {
  return {Verdict::skipped, std::move(why), std::move(where)};
}

struct Finding {
  std::string rule;  ///< slug
  Outcome outcome;
};

struct Report {
  std::vector<Finding> findings;  ///< in the order of the rules
  bool good() const {
    for (const auto& finding : findings)
      if (finding.outcome.verdict == Verdict::failed) return false;
    return !findings.empty();
  }
  /// One line a rule, and the reasons under those that did not pass.
  std::string to_text(base::Language language) const;
};

}  // namespace ecluse::validate
