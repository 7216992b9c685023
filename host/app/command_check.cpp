// SPDX-License-Identifier: EUPL-1.2
// `ecluse check`: every fault of the file with its line, and what each scope opens; --live also
// reaches each system.
#include <unistd.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "access/scope.hpp"
#include "app/commands.hpp"
#include "app/host.hpp"
#include "app/privileges.hpp"
#include "app/terminal.hpp"

namespace ecluse::app {
namespace {

using Connectors = std::map<std::string, const manifest::Connector*>;  // by system

/// "search-requests, get-request": what a scope lets through.
std::string opened_by(const access::Scope& scope, const Connectors& connectors) {
  std::string all;
  const auto add = [&](const std::string& system, const std::string& name) {
    all += (all.empty() ? "" : ", ") + (scope.system == "*" ? system + ":" + name : name);
  };
  for (const auto& [system, connector] : connectors) {
    for (const auto& action : connector->actions)
      if (access::opens({scope}, system, action)) add(system, action.name);
    for (const auto& trigger : connector->triggers)
      if (access::opens_reading({scope}, system, trigger.name)) add(system, trigger.name);
  }
  return all;
}

void print_scopes(const config::Config& config, base::Language language) {
  const registry::Available available = registry::available_plugins(config);
  Connectors connectors;
  for (const auto& [id, system] : config.systems)
    for (const auto& found : available.found)
      if (const auto* connector = found.manifest.find_connector(system.connector))
        connectors[id] = connector;
  const bool french = language == base::Language::french;
  for (const auto& [id, consumer] : config.consumers) {
    std::cout << id << (french ? " : " : ": ") << consumer.purpose << '\n';
    for (const auto& text : consumer.scopes) {
      access::Scope scope;
      if (!access::parse_scope(text, scope)) continue;
      const std::string opened = opened_by(scope, connectors);
      std::cout << "  " << text << " → "
                << (!opened.empty() ? opened
                    : french        ? "(un droit, pas une action)"
                                    : "(a right, no action)")
                << '\n';
    }
  }
}

/// As root: what the account that serves may not read is a fault too. An account that is wrong is
/// told with the rest.
base::Result<void> see_as_service(const Options& options, Reach reach) {
  if (::geteuid() != 0) return {};
  const config::Loaded loaded = config::load(options.config);
  if (!loaded.readable || loaded.config.server.user.empty() ||
      config::has_errors(load_and_check(options.config).findings))
    return {};
  if (reach == Reach::every_system)
    return become_service_user(loaded.config.server, options.language);
  return leave_root(loaded.config.server.user);
}

}  // namespace

int check(const Options& options, Reach reach) {
  if (auto seen = see_as_service(options, reach); !seen)
    return complain(seen.error(), options.language);
  const config::Loaded loaded = load_and_check(options.config);
  for (const auto& finding : loaded.findings)
    std::cout << config::to_text(finding, options.language) << '\n';
  if (config::has_errors(loaded.findings)) return 1;
  const bool french = options.language == base::Language::french;
  const auto count = [](std::size_t number, const char* one) {
    return std::to_string(number) + one + (number > 1 ? "s" : "");
  };
  std::cout << options.config << (french ? " : " : ": ")
            << count(loaded.config.systems.size(), french ? " système" : " system") << ", "
            << count(loaded.config.consumers.size(), french ? " consommateur" : " consumer")
            << '\n';
  print_scopes(loaded.config, options.language);
  if (reach == Reach::file_only) return 0;
  std::cout << std::flush;
  json::Value systems = json::Value::array();
  for (const auto& [id, system] : loaded.config.systems) systems.push_back(id);
  return ask(options, {{"do", "check"}, {"systems", systems}}, WithoutHost::run_here);
}

}  // namespace ecluse::app
