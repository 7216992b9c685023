// SPDX-License-Identifier: EUPL-1.2
#include "validate/cases.hpp"
#include "validate/rules/rules.hpp"

namespace ecluse::validate {
namespace {

Outcome coverage_of(const manifest::Connector& connector, const std::vector<Case>& cases,
                    const manifest::Manifest& manifest) {
  for (const auto& action : connector.actions) {
    bool success = false, failure = false;
    for (const auto& one : cases)
      if (connector_of(one, manifest) == &connector &&
          one.request.value("action", "") == action.name)
        (one.fails ? failure : success) = true;
    const std::string where = connector.id + "/" + action.name;
    if (!success)
      return failed({"Aucun cas ne montre cette action qui réussit.",
                     "No case shows this action succeeding."},
                    where);
    if (!failure && !action.errors.empty())
      return failed(
          {"Aucun cas ne montre cette action qui échoue.", "No case shows this action failing."},
          where);
  }
  return passed();
}

Outcome run_golden_cases(const Subject& subject, Progress& progress) {
  if (subject.folder.empty())
    return skipped({"Aucun dossier source n'est donné.", "No source folder is given."});
  progress.at("scan-quiet", "dlopen");
  auto harness = Harness::load(subject);
  if (!harness) return not_loaded(harness.error());
  const auto cases = read_cases(subject);
  for (const auto& connector : (*harness)->manifest().connectors)
    if (auto outcome = coverage_of(connector, cases, (*harness)->manifest());
        outcome.verdict != Verdict::passed)
      return outcome;
  for (const auto& one : cases) {
    progress.at("golden-cases", one.name);
    if (auto outcome = judge_case(subject, one); outcome.verdict != Verdict::passed) return outcome;
  }
  return passed();
}

}  // namespace

const Rule golden_cases{
    "golden-cases",
    Tier::bronze,
    {"Chaque action a un cas qui réussit et un qui échoue, rejoués hors ligne.",
     "Each action has a case that succeeds and one that fails, replayed offline."},
    run_golden_cases};

}  // namespace ecluse::validate
