// SPDX-License-Identifier: EUPL-1.2
#include "json/parse.hpp"
#include "validate/cases.hpp"
#include "validate/rules/fuzz.hpp"
#include "validate/rules/rules.hpp"

namespace ecluse::validate {
namespace {

Outcome judge_items(const manifest::Action& action, const Answered& answer,
                    const std::string& where) {
  if (!answer.result) return passed();
  if (!action.stream && answer.items.size() != 1)
    return failed({"Une action sans flux donne exactement une réponse.",
                   "An action that does not stream gives exactly one answer."},
                  where);
  for (const auto& item : answer.items) {
    const auto value = json::parse(item, {.depth = 64, .bytes = std::size_t{256} << 20});
    if (!value)
      return failed({"La réponse n'est pas du JSON valide.", "The answer is no valid JSON."},
                    where + ": " + value.error().slug);
    if (const auto valid = action.output.compiled->validate(*value); !valid)
      return failed({"La réponse contredit son schéma.", "The answer contradicts its schema."},
                    where + ": " + valid.error().slug + " " + valid.error().pointer);
  }
  return passed();
}

Outcome judge_cases(Harness& harness, const Subject& subject, Progress& progress) {
  for (const auto& one : read_cases(subject)) {
    const auto* connector = connector_of(one, harness.manifest());
    const auto name = one.request.value("action", "");
    const auto* action = connector == nullptr ? nullptr : connector->find_action(name);
    if (action == nullptr) continue;
    progress.at("golden-cases", one.name);
    if (auto outcome = judge_items(*action, replay(harness, one).answer, one.name);
        outcome.verdict != Verdict::passed)
      return outcome;
  }
  return passed();
}

Outcome run_output_true(const Subject& subject, Progress& progress) {
  progress.at("scan-quiet", "dlopen");
  auto harness = Harness::load(subject);
  if (!harness) return not_loaded(harness.error());
  if (auto outcome = judge_cases(**harness, subject, progress); outcome.verdict != Verdict::passed)
    return outcome;
  return fuzz_actions(**harness, subject, progress, [](const Shot& shot) {
    return judge_items(shot.action, shot.answer, place_of(shot.action, shot.seed));
  });
}

}  // namespace

const Rule output_true{
    "output-true",
    Tier::bronze,
    {"Chaque réponse, des cas et des 500 entrées, respecte le schéma de sortie.",
     "Every answer, of the cases and of the 500 inputs, satisfies the output schema."},
    run_output_true};

}  // namespace ecluse::validate
