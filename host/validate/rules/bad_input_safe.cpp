// SPDX-License-Identifier: EUPL-1.2
// Never a crash, never an error that nobody can act on: a failure bears a slug of the manifest, and
// one that blames the input says which field.
#include "base/problems.hpp"
#include "validate/rules/fuzz.hpp"
#include "validate/rules/rules.hpp"

namespace ecluse::validate {
namespace {

Outcome judge_failure(const Shot& shot) {
  if (shot.answer.result) return passed();
  const base::Error& error = shot.answer.result.error();
  const std::string where = place_of(shot.action, shot.seed) + ": " + error.slug;
  if (!shot.reached_plugin) return passed();
  if (error.slug == "plugin-failed" || error.slug == "unexpected" || error.slug.empty())
    return failed(
        {"Cette entrée le fait échouer sans raison nommée (exception, ou statut sans erreur).",
         "This input makes it fail without a named reason (an exception, or a status without an "
         "error)."},
        where);
  if (shot.connector.errors.find(error.slug) == shot.connector.errors.end() &&
      base::find_problem(error.slug) == nullptr)
    return failed(
        {"Cette erreur n'est pas dans le manifeste.", "This error is not in the manifest."}, where);
  if (error.status == base::Status::invalid_argument &&
      (error.pointer.empty() || error.pointer[0] != '/'))
    return failed({"Elle accuse l'entrée sans dire quel champ.",
                   "It blames the input without saying which field."},
                  where);
  return passed();
}

Outcome run_bad_input_safe(const Subject& subject, Progress& progress) {
  progress.at("scan-quiet", "dlopen");
  auto harness = Harness::load(subject);
  if (!harness) return not_loaded(harness.error());
  return fuzz_actions(**harness, subject, progress, judge_failure);
}

}  // namespace

const Rule bad_input_safe{
    "bad-input-safe",
    Tier::bronze,
    {"500 entrées étranges par action : ni plantage, ni attente sans fin, ni erreur sans nom.",
     "500 odd inputs for each action: no crash, no hang, no error without a name."},
    run_bad_input_safe};

}  // namespace ecluse::validate
