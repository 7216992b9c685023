// SPDX-License-Identifier: EUPL-1.2
// 500 seeded inputs for each action, as the host would hand them over. Private to this room.
#pragma once

#include <functional>

#include "validate/harness.hpp"

namespace ecluse::validate {

constexpr std::uint64_t inputs_per_action = 500;

struct Shot {
  const manifest::Connector& connector;
  const manifest::Action& action;
  std::uint64_t seed;
  bool reached_plugin;  ///< false: the schema refused it, `answer` is the host's
  Answered answer;
};

/// "search, seed 17".
std::string place_of(const manifest::Action& action, std::uint64_t seed);

/// Calls `look` after each input, until it answers something else than passed. Writing actions run
/// dry. While the plugin runs, `progress` stands at bad-input-safe.
Outcome fuzz_actions(Harness& harness, const Subject& subject, Progress& progress,
                     const std::function<Outcome(const Shot&)>& look);

}  // namespace ecluse::validate
