// SPDX-License-Identifier: EUPL-1.2
#include "app/doctor_report.hpp"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/problems.hpp"

namespace ecluse::app {
namespace {

using base::Language;
using base::Sentence;

std::string word(Sentence sentence, const base::Parameters& parameters, Language language) {
  return base::fill(sentence.in(language), parameters);
}

/// What is neither good nor bad, and must be known to believe the rest.
std::vector<std::string> notes_on(const Examined& examined, Language language) {
  std::vector<std::string> notes;
  const auto note = [&](Sentence sentence, base::Parameters parameters) {
    notes.push_back(word(sentence, parameters, language));
  };
  const auto& report = examined.report;
  note(
      examined.roots_of_mozilla
          ? Sentence{"Autorités : {count} de Mozilla ({path}), la liste qu'embarquent n8n et Make.",
                     "Authorities: {count} of Mozilla ({path}), the list inside n8n and Make."}
          : Sentence{"Autorités : {count} de cette machine ({path}), faute de la liste de Mozilla "
                     "qu'embarquent n8n et Make (paquet ca-certificates).",
                     "Authorities: {count} of this machine ({path}), for want of Mozilla's list "
                     "inside n8n and Make (package ca-certificates)."},
      {{"count", std::to_string(report.public_authorities)}, {"path", examined.public_roots}});
  if (report.trusted_by_given)
    note({"Acceptée grâce à {path} seul : n8n doit l'avoir par NODE_EXTRA_CA_CERTS, Make dans « ca "
          "».",
          "Accepted because of {path} alone: n8n needs it by NODE_EXTRA_CA_CERTS, Make in \"ca\"."},
         {{"path", examined.trusted}});
  if (report.trusted_here_alone)
    note({"Cette machine connaît l'autorité, les plateformes non : un essai fait d'ici réussit.",
          "This machine knows the authority, the platforms do not: an attempt from here succeeds."},
         {});
  return notes;
}

void print_verdicts(const http::TlsReport& report, Language language) {
  const bool french = language == Language::french;
  for (const auto& found : report.found) {
    const auto& words = http::words_of(found.verdict);
    std::cout << words.slug << (french ? " : " : ": ")
              << word(words.sentence, found.parameters, language) << '\n';
    std::cout << "  n8n → " << word(words.n8n, found.parameters, language) << '\n';
    std::cout << "  Make → " << word(words.make, found.parameters, language) << '\n';
  }
}

}  // namespace

bool n8n_refuses(const http::TlsReport& report) {
  return std::any_of(report.found.begin(), report.found.end(),
                     [](const auto& found) { return http::words_of(found.verdict).n8n_refuses; });
}

bool make_refuses(const http::TlsReport& report) { return !report.found.empty(); }

void print_report(const Examined& examined, Language language) {
  const bool french = language == Language::french;
  const auto& report = examined.report;
  std::cout << (examined.url.empty() ? "-" : examined.url) << " (" << examined.source << ")\n";
  for (const auto& each : report.chain)
    std::cout << "  " << each.subject << " ← " << each.issuer << ", " << each.begin << " … "
              << each.end << '\n';
  for (const auto& note : notes_on(examined, language)) std::cout << note << '\n';
  print_verdicts(report, language);
  const auto outcome = [&](bool refuses) {
    if (french) return refuses ? "refuse" : "accepte";
    return refuses ? "refuses" : "accepts";
  };
  if (report.found.empty())
    std::cout << (french ? "good : la chaîne, le nom et l'adresse conviennent.\n"
                         : "good: chain, name and address are right.\n");
  std::cout << "n8n " << outcome(n8n_refuses(report)) << ", Make " << outcome(make_refuses(report))
            << ".\n";
}

void print_report_json(const Examined& examined, Language language) {
  using Json = nlohmann::ordered_json;
  const auto& report = examined.report;
  Json chain = Json::array(), verdicts = Json::array();
  for (const auto& each : report.chain)
    chain.push_back({{"subject", each.subject},
                     {"issuer", each.issuer},
                     {"not_before", each.begin},
                     {"not_after", each.end},
                     {"names", each.names},
                     {"sha256", each.fingerprint}});
  for (const auto& found : report.found) {
    const auto& words = http::words_of(found.verdict);
    verdicts.push_back({{"verdict", std::string(words.slug)},
                        {"sentence", word(words.sentence, found.parameters, language)},
                        {"n8n", word(words.n8n, found.parameters, language)},
                        {"make", word(words.make, found.parameters, language)}});
  }
  const Json told{
      {"url", examined.url},
      {"source", examined.source},
      {"addresses", examined.addresses},
      {"chain", std::move(chain)},
      {"verdict",
       report.found.empty() ? "good" : std::string(http::words_of(report.found[0].verdict).slug)},
      {"verdicts", std::move(verdicts)},
      {"accepted", {{"n8n", !n8n_refuses(report)}, {"make", !make_refuses(report)}}},
      {"notes", notes_on(examined, language)}};
  std::cout << told.dump(2) << '\n';
}

}  // namespace ecluse::app
