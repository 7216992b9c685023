// SPDX-License-Identifier: EUPL-1.2
// ecluse-worker: the plugin of one system in a process of its own. Started by the host with a
// socket as descriptor 3; nobody starts it by hand.
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <new>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/problems.hpp"
#include "json/canonical.hpp"
#include "loader/connector_file.hpp"
#include "services/system_services.hpp"
#include "worker/crew.hpp"
#include "worker/frame_services.hpp"
#include "worker/outcome.hpp"
#include "worker/process.hpp"
#include "worker/start_order.hpp"

namespace ecluse::worker {
namespace {

constexpr int host_socket = 3;

/// The first frame, which must be the order.
base::Result<StartOrder> receive_order(Line& control) {
  std::string_view body;
  if (control.hear(body, std::chrono::seconds(10)) != Line::Heard::frame) ::_exit(1);
  const auto frame = decode(body, From::host);
  if (!frame || frame->kind != Kind::start) ::_exit(1);
  return read_order(frame->fields[0]);
}

[[noreturn]] void refuse(Line& control, const base::Error& error) {
  std::string bytes;
  encode_ended(bytes, 0, base::fail(error));
  control.send(bytes, std::chrono::seconds(10));
  ::_exit(1);
}

base::Result<std::shared_ptr<const loader::Plugin>> load(const loader::Found& found) {
  auto plugin = loader::Plugin::load(found);
  if (!plugin || found.source.empty()) return plugin;
  auto checked = loader::check_connector_file(**plugin, found, base::system_clock());
  if (!checked) return base::fail(checked.error());
  return plugin;
}

void say_started(Line& control, const loader::Plugin& plugin, const SandboxReport& report) {
  const std::string line = handshake_line(plugin.manifest().id, ::getpid(), report);
  const json::Value layers{{"fr", to_text(report, base::Language::french)},
                           {"en", to_text(report, base::Language::english)}};
  std::string bytes;
  encode(bytes, Kind::started, 0, {line, json::to_text(layers)});
  control.send(bytes, std::chrono::seconds(10));
}

OpenInstance opener(std::shared_ptr<const loader::Plugin> plugin, const ecluse_host* host,
                    const StartOrder& order) {
  return [plugin = std::move(plugin), host, &order](
             loader::Role role,
             std::string settings) -> base::Result<std::unique_ptr<loader::Instance>> {
    loader::OpenFacts facts;
    facts.role = role;
    facts.connector = order.connector;
    facts.system = order.system;
    facts.source = order.found.source;
    facts.state_folder = order.state_folder;
    facts.settings = std::move(settings);
    auto opened = loader::Instance::open(plugin, host, std::move(facts));
    if (!opened || order.found.source.empty()) return opened;
    // The runtime has read the file now: it must be the one that was checked.
    if (const auto same = loader::check_unchanged(order.found); !same)
      opened = base::fail(same.error());
    return opened;
  };
}

/// A folder that was made or mounted after the start is out of the sandbox's reach: only a new
/// process can hold it. Looks from a thread of its own, for a share may not answer.
void watch_paths(const SandboxReport& report, Crew& crew) {
  if (report.held.empty()) return;
  std::thread([&report, &crew] {
    while (moved_paths(report).empty()) std::this_thread::sleep_for(std::chrono::seconds(2));
    crew.say_moved();
  }).detach();
}

int run() {
  ::prctl(PR_SET_DUMPABLE, 0);
  std::set_new_handler([] { ::_exit(exit_out_of_memory); });
  Line control(host_socket, Line::Passengers::kept);
  auto order = receive_order(control);
  if (!order) refuse(control, order.error());
  const auto sandbox = enter_sandbox(order->sandbox);
  if (!sandbox) refuse(control, sandbox.error());
  auto plugin = load(order->found);
  if (!plugin) refuse(control, plugin.error());
  const auto* connector = order->found.manifest.find_connector(order->connector);
  if (connector == nullptr)
    refuse(control, base::problem("unknown-connector").with("name", order->connector));
  FrameLog log(order->lowest);
  FrameStorage storage;
  const services::SystemServices services(
      order->system, order->roots,
      services::Surroundings{&base::system_clock(), &log, &storage, order->connector, order->texts,
                             services::sql_sessions_of(connector->max_concurrency)});
  Crew crew(control, opener(*plugin, services.host(), *order));
  log.aim(&crew);
  storage.aim(&crew);
  say_started(control, **plugin, *sandbox);
  watch_paths(*sandbox, crew);
  crew.serve();
  crew.close_instances();
  // Threads may be inside the plugin for ever: nothing of them is waited for.
  ::_exit(0);
}

}  // namespace
}  // namespace ecluse::worker

int main(int count, char**) {
  if (count != 1 || ::fcntl(3, F_GETFD) < 0) {
    std::cerr << "ecluse-worker: started by the host (ecluse serve), not by hand / démarré par "
                 "l'hôte, pas à la main\n";
    return 2;
  }
  return ecluse::worker::run();
}
