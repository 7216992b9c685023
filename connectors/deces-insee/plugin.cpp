// SPDX-License-Identifier: EUPL-1.2
// The plugin: which methods are actions, triggers, commands and extensions, and how each may fail.
#include "connector.hpp"
#include "describe_actions.hpp"
#include "errors.hpp"

namespace {

namespace deces = ecluse::deces;
namespace errors = ecluse::deces::errors;
using deces::Deaths;
using Failures = std::vector<const ecluse::ErrorType*>;

Failures with(const Failures& more) {
  Failures all = {&errors::folder_unreachable, &errors::folder_forbidden,
                  &errors::opposition_missing, &errors::index_missing,
                  &errors::index_broken,       &errors::index_full};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

constexpr std::string_view example_death =
    R"({"reference":"ae2skbyaj4djwrput5s4pgzgrq","family_name":"MARTIN","given_names":"JEAN PIERRE","sex":"male","birth_date":"1938-02-14","birth_place":"75107","birth_town":"PARIS 7E ARRONDISSEMENT","death_date":"2026-01-03","death_place":"33063","act_number":"17","remarks":[]})";
constexpr std::string_view example_page =
    R"({"items":[{"reference":"ae2skbyaj4djwrput5s4pgzgrq","family_name":"MARTIN","given_names":"JEAN PIERRE","sex":"male","birth_date":"1938-02-14","death_date":"2026-01-03","death_place":"33063","remarks":[]}],"cursor":"1767225600000:2.17"})";
constexpr std::string_view example_matches =
    R"({"items":[{"position":1,"reference":"E-1","proposal":"deceased","sentence":"Un décès correspond très probablement : à confirmer par un agent.","matches":[{"score":95,"reasons":[{"code":"name-equal","points":40,"sentence":"Le nom de naissance est le même."}],"death":{"reference":"ae2skbyaj4djwrput5s4pgzgrq","family_name":"MARTIN","given_names":"JEAN PIERRE","sex":"male","birth_date":"1938-02-14","death_date":"2026-01-03","remarks":[]}}]}]})";

ecluse::detail::ConnectorModel deaths_connector() {
  using ecluse::action;
  return ecluse::connector<Deaths, deces::Settings>(
      {.id = "deces-insee",
       .title = {"Fichiers des décès de l'INSEE", "INSEE's files of deaths"},
       .description =
           {"Les fichiers mensuels et annuels des personnes décédées, cherchés et rapprochés",
            "The monthly and yearly files of deceased persons, searched and matched"},
       .product = "Fichier des personnes décédées (INSEE)",
       .versions = {"largeur fixe 198", "CSV"},
       .personal = true,
       .max_concurrency = 4,
       .requires_services = {"ecluse.files/1"},
       .errors = {&errors::index_busy}},
      action<&Deaths::list_deaths>(
          {"Lister les décès", "List deaths"},
          {.description = {"Depuis une date, d'une commune ou de toutes, par jour de décès",
                           "Since a date, of a commune or of all, by day of death"},
           .safe = true,
           .personal = true,
           .errors = with({&errors::cursor_invalid, &errors::cursor_expired}),
           .example_input = R"({"since":"2026-01-01","death_place":"33063"})",
           .example_output = example_page}),
      action<&Deaths::search_deaths>(
          {"Chercher des décès", "Search deaths"},
          {.description = {"Par nom (accents et casse indifférents), dates et communes",
                           "By name (accents and case ignored), dates and communes"},
           .safe = true,
           .personal = true,
           .errors =
               with({&errors::criteria_missing, &errors::cursor_invalid, &errors::cursor_expired}),
           .example_input = R"({"name":"martin","birth_date":"1938-02"})",
           .example_output = example_page}),
      action<&Deaths::get_death>(
          {"Lire un décès", "Get a death"},
          {.description = {"Celui que désigne la référence d'un événement ou d'une réponse",
                           "The one that the reference of an event or an answer names"},
           .safe = true,
           .personal = true,
           .errors = with({&errors::death_unknown}),
           .example_input = R"({"reference":"ae2skbyaj4djwrput5s4pgzgrq"})",
           .example_output = example_death}),
      action<&Deaths::match_persons>(
          {"Rapprocher des personnes", "Match persons"},
          {.description =
               {"Une liste de personnes contre les décès : score, raisons et proposition",
                "A list of persons against the deaths: score, reasons and a proposal"},
           .safe = true,
           .personal = true,
           .timeout_seconds = 60,
           .errors = with({}),
           .example_input =
               R"({"persons":[{"reference":"E-1","name":"MARTIN","given_names":"Jean Pierre","birth_date":"1938-02-14"}]})",
           .example_output = example_matches}),
      action<&Deaths::get_import_status>(
          {"État de l'import", "Status of the import"},
          {.description =
               {"Progression, débit, reste à faire ; anomalies de chaque fichier, sans les données",
                "Progress, rate, what is left; findings of each file, without the data"},
           .safe = true,
           .errors = {&errors::folder_unreachable, &errors::folder_forbidden,
                      &errors::index_broken}}),
      ecluse::trigger<&Deaths::new_death>(
          {"Nouveau décès", "New death"},
          {.description =
               {"Un décès dans une commune suivie, ou d'une personne qui y est née, est arrivé",
                "A death in a watched commune, or of a person born there, came in"},
           .personal = true,
           .errors = with({&errors::cursor_invalid, &errors::commune_invalid})}),
      ecluse::check<&Deaths::check>({&errors::folder_unreachable, &errors::folder_forbidden}),
      ecluse::refresh<&Deaths::refresh>(10),
      ecluse::command<&Deaths::import>(
          {"Importer les fichiers", "Import the files"},
          {"Lit maintenant ce qui est nouveau dans le dossier, avec la progression",
           "Reads now what is new in the folder, with its progress"}));
}

}  // namespace

ECLUSE_PLUGIN(ecluse::plugin({.id = "deces-insee",
                              .version = "0.1.0",
                              .license = "EUPL-1.2",
                              .publisher = "Écluse",
                              .contact = "https://ecluse.example/"},
                             deaths_connector()));
