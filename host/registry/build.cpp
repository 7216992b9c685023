// SPDX-License-Identifier: EUPL-1.2
#include "registry/build.hpp"

#include <filesystem>

#include "access/key.hpp"
#include "base/problems.hpp"

namespace ecluse::registry {
namespace {

struct Offer {
  const loader::Found* found = nullptr;
  const manifest::Connector* connector = nullptr;
};

Offer find_connector(const Available& available, const std::string& id) {
  for (const auto& found : available.found)
    if (const auto* connector = found.manifest.find_connector(id)) return {&found, connector};
  return {};
}

base::Error not_there(const config::System& entry) {
  return base::problem("unknown-connector").with("name", entry.connector);
}

std::string library_stamp(const std::string& library) {
  std::error_code error;
  const auto time = std::filesystem::last_write_time(library, error);
  return library + "\n" + std::to_string(time.time_since_epoch().count());
}

base::Result<std::unique_ptr<loader::Instance>> open_one(const System& system, const config::Config& config,
                                                         const std::string& settings, loader::Role role) {
  loader::OpenFacts facts;
  facts.role = role;
  facts.connector = system.connector_id;
  facts.system = system.id;
  facts.settings = settings;
  facts.state_folder = config.server.state_folder + "/systems/" + system.id;
  std::error_code error;
  std::filesystem::create_directories(facts.state_folder, error);
  if (error) return base::fail(base::problem("folder-not-made").with("folder", facts.state_folder));
  return loader::Instance::open(system.plugin, system.services->host(), std::move(facts));
}

void open_instances(System& system, const config::Config& config, const config::ResolvedSettings& settings,
                    const Surroundings& around) {
  system.services = std::make_unique<services::SystemServices>(
      system.id, settings.roots, services::Surroundings{around.clock, around.log, around.store});
  auto serving = open_one(system, config, settings.text, loader::Role::serving);
  auto background = serving ? open_one(system, config, settings.text, loader::Role::background)
                            : base::Result<std::unique_ptr<loader::Instance>>(base::fail(serving.error()));
  if (!background) {
    system.failure = background.error();
    return;
  }
  system.serving = std::move(*serving);
  system.background = std::move(*background);
}

}  // namespace

std::shared_ptr<const System> build_system(const config::Config& config, const config::System& entry,
                                           const Available& available, const Surroundings& around,
                                           const std::shared_ptr<const System>& before) {
  auto system = std::make_shared<System>();
  system->id = entry.id;
  system->connector_id = entry.connector;
  system->since = around.clock->wall();
  const Offer offer = find_connector(available, entry.connector);
  if (offer.found == nullptr) {
    system->failure = not_there(entry);
    return system;
  }
  auto settings = config::resolve(config, entry, *offer.connector, config::secrets_in(config.server.secrets_folder));
  if (!settings) {
    system->connector = std::make_shared<const manifest::Connector>(*offer.connector);
    system->failure = settings.error();
    return system;
  }
  system->fingerprint = access::digest(entry.connector + "\n" + library_stamp(offer.found->library) + "\n" +
                                       offer.found->manifest.text + "\n" + settings->text);
  if (before != nullptr && before->ready() && before->fingerprint == system->fingerprint) return before;
  auto plugin = loader::Plugin::load(*offer.found);
  if (!plugin) {
    system->connector = std::make_shared<const manifest::Connector>(*offer.connector);
    system->failure = plugin.error();
    return system;
  }
  system->plugin = *plugin;
  // Lives as long as the plugin's manifest, which the system holds.
  system->connector = std::shared_ptr<const manifest::Connector>(*plugin, (*plugin)->manifest().find_connector(entry.connector));
  open_instances(*system, config, *settings, around);
  return system;
}

}  // namespace ecluse::registry
