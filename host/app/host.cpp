// SPDX-License-Identifier: EUPL-1.2
#include "app/host.hpp"

#include "app/service_manager.hpp"

namespace ecluse::app {

Host::Host(std::unique_ptr<store::Store> store, services::Log& log)
    : log_(log),
      store_(std::move(store)),
      registry_({&base::system_clock(), &log, store_.get(), &base::system_random(),
                 worker::find_worker_program(),
                 [this](std::string_view system, std::string_view slug) {
                   runtime_.trip(system, slug);
                 }}),
      runtime_(registry_, {&base::system_clock(), &base::system_random(), &log, store_.get()}),
      api_({&registry_, &runtime_, &base::system_clock(), &base::system_random(), &log}) {}

Host::~Host() {
  runtime_.stop_background();
  registry_.close();  // the supervisors of workers call the runtime
}

base::Result<std::unique_ptr<Host>> Host::open(config::Config config, services::Log& log) {
  auto store = store::open_sqlite_store(config.server.state_folder + "/store.db");
  if (!store) return base::fail(store.error());
  std::unique_ptr<Host> host(new Host(std::move(*store), log));
  if (auto loaded = host->registry_.reload(std::move(config)); !loaded)
    return base::fail(loaded.error());
  if (auto recovered = host->runtime_.recover(); !recovered) return base::fail(recovered.error());
  for (const auto& [id, system] : host->registry_.current()->systems)
    if (const auto failure = system->failure())
      log.write(services::LogLevel::warning, "system is not ready",
                {{"system", id}, {"slug", failure->slug}, {"pointer", failure->pointer}});
  return host;
}

namespace {

/// What only a start can change stays as it is, and that is said.
void keep_until_restart(const config::Server& now, config::Loaded& loaded) {
  config::Server& next = loaded.config.server;
  const auto keep = [&](const char* key, auto config::Server::*member) {
    if (next.*member == now.*member) return false;
    next.*member = now.*member;
    const auto place = next.places.find(key);
    loaded.findings.push_back(config::make_finding(
        "restart-needed", loaded.config,
        place == next.places.end() ? config::Place{} : place->second, {{"name", key}}));
    return true;
  };
  if (!keep("listen", &config::Server::host)) keep("listen", &config::Server::port);
  next.port = now.port;
  if (next.tls.given != now.tls.given) {
    loaded.findings.push_back(config::make_finding(
        "restart-needed", loaded.config, next.tls.given ? next.tls.places.at("") : config::Place{},
        {{"name", "tls"}}));
    next.tls = now.tls;
  }
  if (!next.public_url_given) next.public_url = config::url_of_address(next);
  keep("threads", &config::Server::threads);
  keep("user", &config::Server::user);
  keep("state_folder", &config::Server::state_folder);
  keep("control_socket", &config::Server::control_socket);
  keep("log_level", &config::Server::log_level);
}

}  // namespace

std::vector<config::Finding> Host::reload() {
  const std::lock_guard one_at_a_time(reload_mutex_);
  const TellReloading telling;
  const auto before = registry_.current();
  config::Loaded loaded = load_and_check(before->config.file);
  if (config::has_errors(loaded.findings)) return loaded.findings;
  const bool has_tls = tls_ != nullptr && loaded.config.server.tls.given;
  keep_until_restart(before->config.server, loaded);
  auto findings = loaded.findings;
  const auto refuse = [&](const base::Error& error) {
    log_.write(services::LogLevel::error, "reload failed", {{"slug", error.slug}});
    findings.push_back(
        config::make_finding("reload-failed", before->config, {}, {{"slug", error.slug}}));
    return findings;
  };
  std::shared_ptr<const http::TlsContext> context;
  if (has_tls) {
    auto made = http::make_tls_context(tls_files(loaded.config.server.tls));
    if (!made) return refuse(made.error());
    context = std::move(*made);
  }
  if (auto swapped = registry_.reload(std::move(loaded.config)); !swapped)
    return refuse(swapped.error());
  if (context) tls_->use(std::move(context));
  return findings;
}

}  // namespace ecluse::app
