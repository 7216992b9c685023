// SPDX-License-Identifier: EUPL-1.2
// What the check tells apart is read from the manifest: a connector with a secret can be refused by
// the legacy system, one without cannot. The check itself is run on the settings of the first case.
#include <ecluse/ext/check.h>

#include <cstring>

#include "base/problems.hpp"
#include "validate/harness.hpp"
#include "validate/rules/rules.hpp"

namespace ecluse::validate {
namespace {

bool has_secret(const json::SchemaNode& node) {
  if (node.write_only) return true;
  for (const auto& property : node.properties)
    if (has_secret(*property.node)) return true;
  return node.items != nullptr && has_secret(*node.items);
}

bool has_error_of(const manifest::Connector& connector, base::Status status) {
  for (const auto& [slug, error] : connector.errors)
    if (error.status == status) return true;
  return false;
}

Outcome check_one(Harness& harness, const manifest::Connector& connector, const Subject& subject,
                  Progress& progress) {
  if (!connector.has_extension(ECLUSE_EXT_CHECK))
    return failed({"Il n'a pas de fonction de vérification (ecluse.check/1).",
                   "It has no check (ecluse.check/1)."},
                  connector.id + "/extensions");
  if (!has_error_of(connector, base::Status::unavailable))
    return failed({"Aucune de ses erreurs ne dit que le logiciel est injoignable (unavailable).",
                   "None of its errors says that the system cannot be reached (unavailable)."},
                  connector.id + "/errors");
  if (has_secret(connector.settings.compiled->root()) &&
      !has_error_of(connector, base::Status::unauthenticated))
    return failed(
        {"Il a un secret, mais aucune erreur ne dit que le logiciel le refuse (unauthenticated).",
         "It has a secret, but no error says that the system refuses it (unauthenticated)."},
        connector.id + "/errors");
  const auto settings = example_settings(connector, subject);
  progress.at("open-close-clean", "open " + connector.id);
  const auto opened = harness.open(connector, settings, "check");
  if (!opened)
    return failed({"Il ne s'ouvre pas avec ses propres réglages d'exemple.",
                   "It does not open with its own example settings."},
                  short_text(opened.error()));
  progress.at("check-before-serve", "check " + connector.id);
  Asked asked;
  asked.function = loader::Function::check;
  const auto answer = harness.call(*opened, asked);
  if (answer.result && answer.items.size() != 1)
    return failed({"La vérification ne donne pas exactement une réponse.",
                   "The check does not give exactly one answer."},
                  connector.id);
  if (!answer.result && connector.errors.find(answer.result.error().slug) == connector.errors.end())
    return failed({"La vérification échoue avec une erreur qui n'est pas dans le manifeste.",
                   "The check fails with an error that is not in the manifest."},
                  short_text(answer.result.error()));
  return passed();
}

Outcome run_check_before_serve(const Subject& subject, Progress& progress) {
  progress.at("scan-quiet", "dlopen");
  auto harness = Harness::load(subject);
  if (!harness) return not_loaded(harness.error());
  for (const auto& connector : (*harness)->manifest().connectors)
    if (auto outcome = check_one(**harness, connector, subject, progress);
        outcome.verdict != Verdict::passed)
      return outcome;
  return passed();
}

}  // namespace

const Rule check_before_serve{
    "check-before-serve",
    Tier::bronze,
    {"Une vérification dit si le logiciel répond, et distingue injoignable de compte refusé.",
     "A check says whether the system answers, and tells unreachable from a refused account."},
    run_check_before_serve};

}  // namespace ecluse::validate
