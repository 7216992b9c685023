// SPDX-License-Identifier: EUPL-1.2
// `ecluse export …`: what is generated from the manifests and the tables.
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "app/host.hpp"
#include "app/starting.hpp"
#include "base/problems.hpp"
#include "config/keys.hpp"
#include "manifest/openapi.hpp"

namespace ecluse::app {

int export_openapi(const Options& options) {
  const config::Loaded loaded = load_and_check(options.config);
  tell(loaded.findings, options.language);
  if (config::has_errors(loaded.findings)) return 1;  // half a document is worse than none
  const registry::Available available = registry::available_plugins(loaded.config);
  std::vector<manifest::Published> systems;
  for (const auto& [id, system] : loaded.config.systems)
    for (const auto& found : available.found)
      if (const auto* connector = found.manifest.find_connector(system.connector))
        systems.push_back({id, connector});
  std::cout << manifest::openapi(systems,
                                 {loaded.config.server.public_url, loaded.config.server.language})
                   .dump(2)
            << '\n';
  return 0;
}

int export_config() {
  std::cout << config::starting_file();
  return 0;
}

int export_config_schema(const Options& options) {
  std::cout << config::json_schema(options.language);
  return 0;
}

int export_errors(const Options& options) {
  const auto in = [&](std::string_view french, std::string_view english) {
    return base::Sentence{french, english}.in(options.language);
  };
  std::cout
      << "# " << in("Refus de l'hôte", "What the host refuses") << "\n\n"
      << in("Généré par `ecluse export errors` depuis la table de host/base/problems_of_*.cpp. "
            "Un code n'est jamais renommé. {mot} est remplacé dans la réponse. "
            "Les codes d'un connecteur sont dans son manifeste.",
            "Made by `ecluse export errors` from the table of host/base/problems_of_*.cpp. A "
            "code is never renamed. {word} is replaced in the answer. "
            "The codes of a connector stand in its manifest.")
      << "\n\n"
      << in("| code | statut | titre | phrase | remède | réessayer |\n",
            "| code | status | title | sentence | remedy | try again |\n")
      << "|---|---|---|---|---|---|\n";
  for (const base::Problem& row : base::problems())
    std::cout << "| `" << row.slug << "` | " << row.http_status << " | "
              << row.title.in(options.language) << " | " << row.sentence.in(options.language)
              << " | " << row.remedy.in(options.language) << " | "
              << (row.retry == base::Retry::later ? in("oui", "yes") : in("non", "no")) << " |\n";
  return 0;
}

}  // namespace ecluse::app
