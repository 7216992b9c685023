// SPDX-License-Identifier: EUPL-1.2
// `ecluse plugin check`: the rules of rules/ against one plugin, each in a fresh process with
// limits.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "validate/report.hpp"
#include "validate/rule.hpp"

namespace ecluse::validate {

struct Options {
  /// The program and first arguments that end in run_rule: {"/proc/self/exe", "plugin",
  /// "check-rule"}. SLUG, LIBRARY and FOLDER are put behind them.
  std::vector<std::string> command;
  std::chrono::seconds time_limit{60};  ///< of one rule; past it the plugin hangs
  std::vector<std::string> only;        ///< slugs; empty: every rule
};

/// Starts a process for each rule, one after the other. [control]
Report run(const Subject& subject, const Options& options);

/// `ecluse plugin test`: a process for each folder of cases/; a finding's `rule` is the case's
/// name. [control]
Report replay(const Subject& subject, const Options& options);

/// The other side, in the fresh process: runs one rule (or, for "case:NAME", one case), tells the
/// verdict on descriptor 3 and never returns.
[[noreturn]] void run_rule(const std::string& slug, const Subject& subject);

}  // namespace ecluse::validate
