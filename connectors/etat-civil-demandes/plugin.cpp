// SPDX-License-Identifier: EUPL-1.2
// The plugin: which methods are actions, triggers and extensions, and how each may fail.
#include "connector.hpp"
#include "describe_actions.hpp"
#include "errors.hpp"

namespace {

namespace civil = ecluse::civil;
namespace errors = ecluse::civil::errors;
using civil::Requests;
using Failures = std::vector<const ecluse::ErrorType*>;

Failures with(const Failures& more) {
  Failures all = {&errors::folder_unreachable, &errors::folder_forbidden, &errors::index_missing,
                  &errors::index_broken, &errors::index_full};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

Failures of_file(const Failures& more) {
  Failures all = with({&errors::file_unknown, &errors::file_gone, &errors::file_changed,
                       &errors::request_unknown, &errors::request_taken});
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

Failures of_outbox(const Failures& more) {
  Failures all = of_file({&errors::outbox_missing, &errors::built_invalid, &errors::name_taken,
                          &errors::file_too_large});
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

ecluse::detail::ConnectorModel requests_connector() {
  using ecluse::action;
  return ecluse::connector<Requests, civil::Settings>(
      {.id = "etat-civil-demandes",
       .title = {"Demandes d'actes d'état civil", "Requests for civil-status records"},
       .description =
           {"Un dossier surveillé de demandes CityWeb (Digitech) et DILA (service-public.fr)",
            "A watched folder of CityWeb (Digitech) and DILA (service-public.fr) requests"},
       .product = "CityWeb (Digitech), DILA",
       .versions = {"CityWeb 1.0", "DILA 2012"},
       .personal = true,
       .max_concurrency = 4,
       .requires_services = {"ecluse.files/1"},
       .errors = {&errors::schema_unusable}},
      action<&Requests::search_requests>(
          {"Chercher des demandes", "Search requests"},
          {.description = {"Par nom, type, document, état et période ; les plus récentes d'abord",
                           "By name, type, document, state and period; newest first"},
           .safe = true,
           .personal = true,
           .errors = with({&errors::cursor_invalid}),
           .example_input = R"({"name":"martin","type":"birth"})",
           .example_output =
               R"({"items":[{"id":"EC-2026-000101","file":"ec-2026-000101.xml","format":"cityweb","type":"birth","nature":"extract_with_parents","state":"waiting","family_name":"MARTIN","first_names":"Zoé","requested_at":"2026-03-05T10:12:00","event_from":"2001-06-01","event_to":"2001-06-30","received_at":"2026-03-05T09:15:00Z","findings":0}]})"}),
      action<&Requests::get_request>(
          {"Lire une demande", "Get a request"},
          {.description = {"Tous les champs de la demande, lus dans son fichier",
                           "All fields of the request, read from its file"},
           .safe = true,
           .personal = true,
           .errors = of_file({&errors::file_unreadable, &errors::file_too_large}),
           .example_input = R"({"id":"EC-2024-000123"})",
           .example_output =
               R"({"request":{"id":"EC-2024-000123","format":"cityweb","type":"birth","nature":"full_copy","subject":{"family_name":"MARTIN","first_names":["Zoé"]}},"file":"ec-2024-000123.xml","received_at":"2026-03-05T09:15:00Z","findings":[]})"}),
      action<&Requests::validate_request>(
          {"Contrôler une demande", "Validate a request"},
          {.description = {"Schéma, codes, dates et codes INSEE ; chaque anomalie avec sa ligne",
                           "Schema, codes, dates and INSEE codes; each finding with its line"},
           .safe = true,
           .personal = true,
           .errors = of_file({&errors::id_or_file_missing}),
           .example_input = R"({"id":"EC-2024-000123"})",
           .example_output =
               R"({"file":"ec-2024-000123.xml","format":"cityweb","readable":true,"valid":true,"schema_checked":true,"findings":[]})"}),
      action<&Requests::list_rejected>(
          {"Lister les fichiers refusés", "List rejected files"},
          {.description = {"Les fichiers illisibles du dossier d'arrivée, avec la raison",
                           "The unreadable files of the inbox, with the reason"},
           .safe = true,
           .personal = true,
           .errors = with({})}),
      action<&Requests::build_request>(
          {"Créer une demande CityWeb", "Build a CityWeb request"},
          {.description = {"Écrit une demande dans le dossier de sortie, en une fois",
                           "Writes a request into the outbox, at once"},
           .personal = true,
           .errors = of_outbox({}),
           .example_input =
               R"({"type":"birth","nature":"full_copy","subject":{"family_name":"MARTIN"},"event_from":"2001-06","event_place":{"city":"Nantes"}})",
           .example_output =
               R"({"file":"ecluse-aaaabbbbccccddddeeeeffff22.xml","id":"ECL-aaaabbbbcccc","type":"birth","nature":"full_copy","schema_checked":true})"}),
      action<&Requests::forward_request>(
          {"Transmettre une demande DILA à CityWeb", "Forward a DILA request to CityWeb"},
          {.description = {"La filiation reste dans la mairie : rien n'en passe par le scénario",
                           "Parents' names stay in the town hall: none passes through the flow"},
           .personal = true,
           .errors = of_outbox(
               {&errors::file_unreadable, &errors::not_dila, &errors::event_date_missing}),
           .example_input = R"({"id":"29019-20240305-000123"})",
           .example_output =
               R"({"file":"ecluse-aaaabbbbccccddddeeeeffff22.xml","id":"29019-20240305-000123","type":"birth","nature":"extract_with_parents","schema_checked":true})"}),
      ecluse::outcome<&Requests::build_request, &Requests::find_built>(),
      ecluse::outcome<&Requests::forward_request, &Requests::find_forwarded>(),
      ecluse::trigger<&Requests::new_request>(
          {"Nouvelle demande", "New request"},
          {.description = {"Un fichier de demande a été lu", "A request file was read"},
           .personal = true,
           .errors = with({&errors::cursor_invalid})}),
      ecluse::trigger<&Requests::request_waiting>(
          {"Demande en attente", "Request still waiting"},
          {.description = {"Une demande est restée dans le dossier plus de N heures",
                           "A request stayed in the folder for more than N hours"},
           .personal = true,
           .errors = with({&errors::cursor_invalid})}),
      ecluse::check<&Requests::check>({&errors::folder_unreachable, &errors::folder_forbidden}),
      ecluse::refresh<&Requests::refresh>(5));
}

}  // namespace

ECLUSE_PLUGIN(ecluse::plugin({.id = "etat-civil-demandes",
                              .version = "0.1.0",
                              .license = "EUPL-1.2",
                              .publisher = "Écluse",
                              .contact = "https://ecluse.example/"},
                             requests_connector()));
