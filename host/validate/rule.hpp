// SPDX-License-Identifier: EUPL-1.2
// A rule of the quality scale (research/plugin-abi-and-style.md, section d). Each stands in a file
// of rules/ that bears its slug, and runs in a process of its own: a plugin that crashes ends that
// process.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/language.hpp"
#include "validate/report.hpp"

namespace ecluse::validate {

/// What is validated. Absolute paths.
struct Subject {
  std::string library;  ///< NAME.so, with NAME.manifest.json beside it
  std::string folder;   ///< the connector's source: manifest.json, cases/, README.md; empty when
                        ///< there is none
};

/// How the rule's process tells its parent where it is, so that a crash or a hang has a place.
class Progress {
 public:
  explicit Progress(int descriptor) : descriptor_(descriptor) {}
  /// `owner`: the rule that reports it when the plugin ends the process here. Another rule that
  /// dies at the same place is only skipped: one sin, one finding.
  void at(std::string_view owner, std::string_view where);
  void tell(const Outcome& outcome);

 private:
  void write(const std::string& line) const;
  int descriptor_;
};

enum class Tier : std::uint8_t { bronze };

struct Rule {
  std::string_view slug;
  Tier tier;
  base::Sentence sentence;  ///< what holds when it passes
  /// Runs in a process of its own, in an empty current folder that is removed afterwards.
  Outcome (*run)(const Subject& subject, Progress& progress);
};

/// Every rule, in the order of the report. Static storage.
std::span<const Rule* const> rules();
const Rule* find_rule(std::string_view slug);

}  // namespace ecluse::validate
