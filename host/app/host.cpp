// SPDX-License-Identifier: EUPL-1.2
#include "app/host.hpp"

namespace ecluse::app {

Host::Host(std::unique_ptr<store::Store> store, services::Log& log)
    : log_(log),
      store_(std::move(store)),
      registry_({&base::system_clock(), &log, store_.get()}),
      runtime_(registry_, {&base::system_clock(), &base::system_random(), &log, store_.get()}),
      api_({&registry_, &runtime_, &base::system_clock(), &base::system_random(), &log}) {}

base::Result<std::unique_ptr<Host>> Host::open(config::Config config, services::Log& log) {
  auto store = store::open_sqlite_store(config.server.state_folder + "/store.db");
  if (!store) return base::fail(store.error());
  std::unique_ptr<Host> host(new Host(std::move(*store), log));
  if (auto loaded = host->registry_.reload(std::move(config)); !loaded) return base::fail(loaded.error());
  if (auto recovered = host->runtime_.recover(); !recovered) return base::fail(recovered.error());
  for (const auto& [id, system] : host->registry_.current()->systems)
    if (system->failure) log.write(services::LogLevel::warning, "system is not ready", {{"system", id}, {"slug", system->failure->slug}, {"pointer", system->failure->pointer}});
  return host;
}

std::vector<config::Finding> Host::reload() {
  config::Loaded loaded = load_and_check(registry_.current()->config.file);
  if (config::has_errors(loaded.findings)) return loaded.findings;
  if (auto swapped = registry_.reload(std::move(loaded.config)); !swapped)
    log_.write(services::LogLevel::error, "reload failed", {{"slug", swapped.error().slug}});
  return loaded.findings;
}

}  // namespace ecluse::app
