// SPDX-License-Identifier: EUPL-1.2
#include "registry/isolate.hpp"

#include <ecluse/service/clock.h>
#include <ecluse/service/files.h>
#include <ecluse/service/log.h>
#include <ecluse/service/storage.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "worker/worker_instance.hpp"

namespace ecluse::registry {
namespace {

constexpr std::uint64_t first_processor_seconds = 60;  // the host raises it while calls run

bool writes(const manifest::Connector& connector) {
  return std::any_of(connector.actions.begin(), connector.actions.end(),
                     [](const auto& action) { return action.effect == manifest::Effect::writes; });
}

/// Only a database is reached by the services of this version; what a later one offers may be
/// farther away.
bool wants_network(const manifest::Manifest& manifest) {
  constexpr std::string_view local[] = {ECLUSE_SERVICE_CLOCK, ECLUSE_SERVICE_FILES,
                                        ECLUSE_SERVICE_LOG, ECLUSE_SERVICE_STORAGE};
  const auto far = [&](const std::string& id) {
    return std::find(std::begin(local), std::end(local), id) == std::end(local);
  };
  const auto any = [&](const auto& ids) { return std::any_of(ids.begin(), ids.end(), far); };
  return any(manifest.requires_services) || any(manifest.uses_services);
}

/// The ports of the settings, or those that databases have; a text of ODBC may hide any.
std::vector<std::uint16_t> ports_of(const config::ResolvedSettings& settings) {
  if (settings.names_connection) return {};
  if (!settings.ports.empty()) return settings.ports;
  constexpr std::uint16_t mysql = 3306, postgresql = 5432;
  return {mysql, postgresql};
}

worker::SandboxPlan plan_of(const System& system, const Isolated& isolated) {
  worker::SandboxPlan plan;
  const auto folder = [](const std::string& file) {
    return std::filesystem::path(file).parent_path().string();
  };
  plan.readable.push_back(folder(isolated.found.library));
  if (!isolated.found.source.empty()) plan.readable.push_back(folder(isolated.found.source));
  plan.writable.push_back(isolated.state_folder);
  auto& roots = writes(*system.connector) ? plan.writable : plan.readable;
  const auto& named = isolated.settings.roots;
  roots.insert(roots.end(), named.begin(), named.end());
  plan.temporary = isolated.state_folder + "/tmp";
  if (wants_network(isolated.found.manifest)) {
    plan.network = worker::Network::outbound;
    plan.ports = ports_of(isolated.settings);
    plan.local_sockets = isolated.settings.names_socket ? worker::LocalSockets::reachable
                                                        : worker::LocalSockets::none;
  }
  plan.memory_bytes = static_cast<std::uint64_t>(isolated.entry.memory_mb) << 20;
  plan.processor_seconds = first_processor_seconds;
  return plan;
}

/// The secrets are read anew at each start, so that they stay nowhere in between.
std::function<base::Result<std::string>()> settings_reader(const System& system,
                                                           const Isolated& isolated) {
  return [config = isolated.config, entry = isolated.entry,
          connector = system.connector]() -> base::Result<std::string> {
    auto settings = config::resolve(config, entry, *connector,
                                    config::secrets_in(config.server.secrets_folder));
    if (!settings) return base::fail(settings.error());
    return std::move(settings->text);
  };
}

}  // namespace

void open_in_worker(System& system, const Isolated& isolated, const Surroundings& around) {
  worker::StartOrder order;
  order.found = isolated.found;
  order.system = system.id;
  order.connector = system.connector_id;
  order.state_folder = isolated.state_folder;
  order.roots = isolated.settings.roots;
  order.texts = isolated.settings.texts;
  order.lowest = around.log->lowest();
  order.sandbox = plan_of(system, isolated);
  worker::Surroundings surroundings;
  surroundings.clock = around.clock;
  surroundings.random = around.random == nullptr ? &base::system_random() : around.random;
  surroundings.log = around.log;
  surroundings.storage = system.storage.get();
  surroundings.spawn = worker::spawn_program(around.worker_program);
  surroundings.settings = settings_reader(system, isolated);
  surroundings.rest = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); };
  if (around.on_storm)
    surroundings.on_storm = [told = around.on_storm, id = system.id](std::string_view slug) {
      told(id, slug);
    };
  system.supervisor =
      std::make_shared<worker::Supervisor>(std::move(order), std::move(surroundings));
  for (const auto role : {loader::Role::serving, loader::Role::background})
    (role == loader::Role::serving ? system.serving : system.background) =
        std::make_unique<worker::WorkerInstance>(system.supervisor, system.connector, role);
  system.supervisor->start();
}

}  // namespace ecluse::registry
