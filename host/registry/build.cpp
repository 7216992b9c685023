// SPDX-License-Identifier: EUPL-1.2
#include "registry/build.hpp"

#include <filesystem>

#include "access/key.hpp"
#include "base/problems.hpp"
#include "loader/connector_file.hpp"
#include "registry/isolate.hpp"
#include "services/stored_values.hpp"

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

/// Two systems with the same text are the same. The digest tells a changed connector file; a
/// runtime reads it only when it opens.
std::string fingerprint_of(const config::System& entry, const loader::Found& found,
                           const std::string& settings) {
  const std::string runtime = found.runtime ? found.runtime->text : "";
  return access::digest(entry.connector + "\n" + library_stamp(found.library) + "\n" + runtime +
                        "\n" + found.source + "\n" + found.digest + "\n" + found.manifest.text +
                        "\n" + settings + "\n" + entry.isolation + "\n" +
                        std::to_string(entry.memory_mb));
}

base::Result<std::shared_ptr<const loader::Plugin>> load(const loader::Found& found,
                                                         const base::Clock& clock) {
  auto plugin = loader::Plugin::load(found);
  if (!plugin || found.source.empty()) return plugin;
  if (auto checked = loader::check_connector_file(**plugin, found, clock); !checked)
    return base::fail(checked.error());
  return plugin;
}

base::Result<std::string> make_state_folder(const System& system, const config::Config& config) {
  const std::string folder = config.server.state_folder + "/systems/" + system.id;
  std::error_code error;
  std::filesystem::create_directories(folder + "/tmp", error);
  if (error) return base::fail(base::problem("folder-not-made").with("folder", folder));
  return folder;
}

base::Result<std::unique_ptr<loader::Instance>> open_one(const System& system,
                                                         const std::string& state_folder,
                                                         const std::string& settings,
                                                         loader::Role role) {
  loader::OpenFacts facts;
  facts.role = role;
  facts.connector = system.connector_id;
  facts.system = system.id;
  facts.source = system.source;
  facts.settings = settings;
  facts.state_folder = state_folder;
  return loader::Instance::open(system.plugin, system.services->host(), std::move(facts));
}

void open_instances(System& system, const std::string& state_folder,
                    const config::ResolvedSettings& settings, const Surroundings& around) {
  system.services = std::make_unique<services::SystemServices>(
      system.id, settings.roots,
      services::Surroundings{around.clock, around.log, system.storage.get(), system.connector_id,
                             settings.texts,
                             services::sql_sessions_of(system.connector->max_concurrency)});
  auto serving = open_one(system, state_folder, settings.text, loader::Role::serving);
  auto background =
      serving ? open_one(system, state_folder, settings.text, loader::Role::background)
              : base::Result<std::unique_ptr<loader::Instance>>(base::fail(serving.error()));
  if (!background) {
    system.refusal = background.error();
    return;
  }
  system.serving = std::move(*serving);
  system.background = std::move(*background);
}

void refuse_if_changed(System& system, const loader::Found& found) {
  const auto unchanged = loader::check_unchanged(found);
  if (unchanged) return;
  system.serving.reset();
  system.background.reset();
  system.refusal = unchanged.error();
}

/// The plugin's code runs in the host itself.
void open_here(System& system, const loader::Found& found, const std::string& state_folder,
               const config::ResolvedSettings& settings, const Surroundings& around) {
  auto plugin = load(found, *around.clock);
  if (!plugin) {
    system.refusal = plugin.error();
    return;
  }
  system.plugin = *plugin;
  open_instances(system, state_folder, settings, around);
  if (system.serving && !system.source.empty()) refuse_if_changed(system, found);
}

}  // namespace

std::shared_ptr<const System> build_system(const config::Config& config,
                                           const config::System& entry, const Available& available,
                                           const Surroundings& around,
                                           const std::shared_ptr<const System>& before) {
  auto system = std::make_shared<System>();
  system->id = entry.id;
  system->connector_id = entry.connector;
  system->built = around.clock->wall();
  const Offer offer = find_connector(available, entry.connector);
  if (offer.found == nullptr) {
    system->refusal = not_there(entry);
    return system;
  }
  auto settings = config::resolve(config, entry, *offer.connector,
                                  config::secrets_in(config.server.secrets_folder));
  if (!settings) {
    system->connector = std::make_shared<const manifest::Connector>(*offer.connector);
    system->refusal = settings.error();
    return system;
  }
  system->fingerprint = fingerprint_of(entry, *offer.found, settings->text);
  if (before != nullptr && before->alive() && before->fingerprint == system->fingerprint)
    return before;
  system->connector = std::make_shared<const manifest::Connector>(*offer.connector);
  system->source = offer.found->source;
  auto state_folder = make_state_folder(*system, config);
  if (!state_folder) {
    system->refusal = state_folder.error();
    return system;
  }
  system->storage = std::make_unique<services::StoredValues>(*around.store, system->id);
  if (entry.isolation == "none")
    open_here(*system, *offer.found, *state_folder, *settings, around);
  else
    open_in_worker(*system, {config, entry, *offer.found, *state_folder, *settings}, around);
  return system;
}

}  // namespace ecluse::registry
