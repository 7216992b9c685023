// SPDX-License-Identifier: EUPL-1.2
// `ecluse export …`: what is generated from the manifests and the tables.
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "app/host.hpp"
#include "app/terminal.hpp"
#include "base/problems.hpp"
#include "config/keys.hpp"
#include "manifest/openapi.hpp"

namespace ecluse::app {

int export_openapi(const Options& options) {
  const config::Loaded loaded = load_and_check(options.config);
  const registry::Available available = registry::available_plugins(loaded.config);
  std::vector<manifest::Published> systems;
  for (const auto& [id, system] : loaded.config.systems)
    for (const auto& found : available.found)
      if (const auto* connector = found.manifest.find_connector(system.connector)) systems.push_back({id, connector});
  std::cout << manifest::openapi(systems, {loaded.config.server.public_url, loaded.config.server.language}).dump(2) << '\n';
  return 0;
}

int export_config_schema(const Options& options) {
  std::cout << config::json_schema(options.language);
  return 0;
}

int export_errors(const Options& options) {
  const bool french = options.language == base::Language::french;
  std::cout << (french ? "| code | statut | phrase | remède |\n" : "| code | status | sentence | remedy |\n") << "|---|---|---|---|\n";
  for (const base::Problem& row : base::problems())
    std::cout << "| `" << row.slug << "` | " << row.http_status << " | " << row.sentence.in(options.language) << " | "
              << row.remedy.in(options.language) << " |\n";
  return 0;
}

}  // namespace ecluse::app
