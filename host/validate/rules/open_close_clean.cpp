// SPDX-License-Identifier: EUPL-1.2
// Growth is counted after a warm-up, so that what a library keeps once is no leak.
#include <filesystem>
#include <set>

#include "json/canonical.hpp"
#include "validate/harness.hpp"
#include "validate/mutate.hpp"
#include "validate/quiet.hpp"
#include "validate/rules/rules.hpp"

namespace ecluse::validate {
namespace {

namespace fs = std::filesystem;

constexpr int warm_up = 20;
constexpr int rounds = 100;
/// Less than one small allocation a round.
constexpr std::size_t tolerated_bytes = static_cast<std::size_t>(rounds - warm_up) * 64;

/// What the harness itself has in the current folder.
std::set<std::string> strangers() {
  std::set<std::string> all;
  for (const auto& entry : fs::directory_iterator(".")) {
    const std::string name = entry.path().filename().string();
    if (name != "files" && name != "host" && name != "state") all.insert(name);
  }
  return all;
}

Outcome grown(const Footprint& before, const Footprint& after, const std::string& connector) {
  if (after.threads > before.threads)
    return failed({"Des fils d'exécution survivent à close.", "Threads survive close."},
                  connector + ": " + std::to_string(after.threads - before.threads));
  if (after.descriptors > before.descriptors)
    return failed(
        {"Des descripteurs restent ouverts après close.", "Descriptors stay open after close."},
        connector + ": " + std::to_string(after.descriptors - before.descriptors));
  if (after.bytes > before.bytes + tolerated_bytes)
    return failed(
        {"De la mémoire est perdue à chaque ouverture.", "Memory is lost at each opening."},
        connector + ": " +
            std::to_string((after.bytes - before.bytes) /
                           static_cast<std::size_t>(rounds - warm_up)) +
            " bytes");
  return passed();
}

/// The first reading action's answer to a plain input; the same whoever else is open.
std::string answer_of(Harness& harness, const manifest::Connector& connector,
                      const Opened& opened) {
  for (const auto& action : connector.actions) {
    if (action.effect != manifest::Effect::reads) continue;
    Asked asked;
    asked.action = action.name;
    json::Value input = plain_value(*action.input.text);
    action.input.compiled->fill_defaults(input);
    asked.input = json::to_text(input);
    const auto answer = harness.call(opened, asked);
    std::string all = answer.result ? "" : answer.result.error().slug;
    for (const auto& item : answer.items) all += item + "\n";
    return all;
  }
  return {};
}

/// Other settings of the same shape: each text that may be free has a letter more.
json::Value other_settings(const json::SchemaNode& node, json::Value settings) {
  for (const auto& property : node.properties) {
    auto found = settings.find(property.name);
    if (found == settings.end()) continue;
    const auto& of = *property.node;
    if (found->is_object()) *found = other_settings(of, *found);
    if (found->is_string() && !of.format && of.texts.empty() &&
        found->get_ref<const std::string&>().size() < of.longest)
      *found = found->get<std::string>() + "x";
  }
  return settings;
}

Outcome two_at_once(Harness& harness, const manifest::Connector& connector,
                    const json::Value& settings) {
  const auto first = harness.open(connector, settings, "first");
  if (!first)
    return skipped({"Il ne s'ouvre pas : voir check-before-serve.",
                    "It does not open: see check-before-serve."},
                   short_text(first.error()));
  const std::string alone = answer_of(harness, connector, *first);
  const auto second = harness.open(
      connector, other_settings(connector.settings.compiled->root(), settings), "second");
  if (second) answer_of(harness, connector, *second);
  if (answer_of(harness, connector, *first) != alone)
    return failed({"Une seconde instance change les réponses de la première.",
                   "A second instance changes the answers of the first."},
                  connector.id);
  return passed();
}

Outcome open_and_close(Harness& harness, const manifest::Connector& connector,
                       const json::Value& settings, Progress& progress) {
  Footprint before;
  for (int round = 0; round < rounds; ++round) {
    progress.at("open-close-clean", "open " + connector.id + ", round " + std::to_string(round));
    const auto opened = harness.open(connector, settings, "clean");
    if (!opened)
      return skipped({"Il ne s'ouvre pas : voir check-before-serve.",
                      "It does not open: see check-before-serve."},
                     short_text(opened.error()));
    if (round == warm_up) before = footprint();
    // Counted while it is open both times.
    if (round == rounds - 1)
      if (auto outcome = grown(before, footprint(), connector.id);
          outcome.verdict != Verdict::passed)
        return outcome;
  }
  return passed();
}

Outcome run_open_close_clean(const Subject& subject, Progress& progress) {
  progress.at("scan-quiet", "dlopen");
  auto harness = Harness::load(subject);
  if (!harness) return not_loaded(harness.error());
  for (const auto& connector : (*harness)->manifest().connectors) {
    const auto settings = example_settings(connector, subject);
    if (auto outcome = open_and_close(**harness, connector, settings, progress);
        outcome.verdict != Verdict::passed)
      return outcome;
    progress.at("open-close-clean", "two instances of " + connector.id);
    if (auto outcome = two_at_once(**harness, connector, settings);
        outcome.verdict != Verdict::passed)
      return outcome;
  }
  if (const auto left = strangers(); !left.empty())
    return failed({"Il a écrit hors de son dossier d'état.", "It wrote outside its state folder."},
                  *left.begin());
  return passed();
}

}  // namespace

const Rule open_close_clean{
    "open-close-clean",
    Tier::bronze,
    {"Cent ouvertures ne laissent ni mémoire, ni fil, ni fichier ; deux instances ne se mêlent "
     "pas.",
     "A hundred openings leave no memory, thread or file behind; two instances do not mix."},
    run_open_close_clean};

}  // namespace ecluse::validate
