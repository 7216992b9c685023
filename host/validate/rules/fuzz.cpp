// SPDX-License-Identifier: EUPL-1.2
#include "validate/rules/fuzz.hpp"

#include "json/canonical.hpp"
#include "json/parse.hpp"
#include "validate/mutate.hpp"

namespace ecluse::validate {
namespace {

Outcome fuzz_one(Harness& harness, const manifest::Connector& connector, const Opened& opened,
                 const manifest::Action& action, Progress& progress,
                 const std::function<Outcome(const Shot&)>& look) {
  for (std::uint64_t seed = 0; seed < inputs_per_action; ++seed) {
    json::Value input = odd_value(*action.input.text, seed);
    action.input.compiled->fill_defaults(input);
    const auto valid = action.input.compiled->validate(input);
    Shot shot{connector, action, seed, valid.has_value(), {}};
    if (!valid) {
      shot.answer.result = base::fail(valid.error());
    } else {
      Asked asked;
      asked.action = action.name;
      asked.input = json::to_text(input);
      asked.dry_run = action.effect == manifest::Effect::writes;
      asked.idempotency_key = asked.dry_run ? "seed-" + std::to_string(seed) : "";
      progress.at("bad-input-safe", place_of(action, seed));
      shot.answer = harness.call(opened, asked);
    }
    if (auto outcome = look(shot); outcome.verdict != Verdict::passed) return outcome;
  }
  return passed();
}

}  // namespace

std::string place_of(const manifest::Action& action, std::uint64_t seed) {
  return action.name + ", seed " + std::to_string(seed);
}

Outcome fuzz_actions(Harness& harness, const Subject& subject, Progress& progress,
                     const std::function<Outcome(const Shot&)>& look) {
  for (const auto& connector : harness.manifest().connectors) {
    const auto settings = example_settings(connector, subject);
    progress.at("open-close-clean", "open " + connector.id);
    const auto opened = harness.open(connector, settings, "fuzz");
    if (!opened)
      return skipped({"Il ne s'ouvre pas : voir check-before-serve.",
                      "It does not open: see check-before-serve."},
                     short_text(opened.error()));
    for (const auto& action : connector.actions)
      if (auto outcome = fuzz_one(harness, connector, *opened, action, progress, look);
          outcome.verdict != Verdict::passed)
        return outcome;
    progress.at("open-close-clean", "close " + connector.id);
  }
  return passed();
}

}  // namespace ecluse::validate
