// SPDX-License-Identifier: EUPL-1.2
// `ecluse check`: every fault of the file with its line; --live also reaches each system.
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "app/host.hpp"
#include "app/terminal.hpp"

namespace ecluse::app {

int check(const Options& options, Reach reach) {
  const config::Loaded loaded = load_and_check(options.config);
  for (const auto& finding : loaded.findings) std::cout << config::to_text(finding, options.language) << '\n';
  if (config::has_errors(loaded.findings)) return 1;
  const bool french = options.language == base::Language::french;
  std::cout << options.config << ": " << loaded.config.systems.size() << (french ? " systèmes, " : " systems, ")
            << loaded.config.consumers.size() << (french ? " consommateurs" : " consumers") << '\n';
  if (reach == Reach::file_only) return 0;
  return ask(options, {{"do", "check"}}, WithoutHost::run_here);
}

}  // namespace ecluse::app
