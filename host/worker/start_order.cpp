// SPDX-License-Identifier: EUPL-1.2
#include "worker/start_order.hpp"

#include <nlohmann/json.hpp>

#include "base/problems.hpp"
#include "json/canonical.hpp"
#include "json/parse.hpp"
#include "manifest/parse.hpp"
#include "worker/protocol.hpp"

namespace ecluse::worker {
namespace {

std::string handshake_start(const std::string& plugin, int pid) {
  return "ecluse-worker " + std::to_string(protocol_version) + " plugin=" + plugin + " abi=1." +
         std::to_string(ECLUSE_ABI_MINOR) + " pid=" + std::to_string(pid) + " sandbox=";
}

json::Value sandbox_json(const SandboxPlan& plan) {
  return {{"readable", plan.readable},
          {"writable", plan.writable},
          {"temporary", plan.temporary},
          {"outbound", plan.network == Network::outbound},
          {"local_sockets", plan.local_sockets == LocalSockets::reachable},
          {"ports", plan.ports},
          {"memory_bytes", plan.memory_bytes},
          {"open_files", plan.open_files},
          {"processor_seconds", plan.processor_seconds}};
}

SandboxPlan sandbox_of(const json::Value& value) {
  SandboxPlan plan;
  plan.readable = value.at("readable").get<std::vector<std::string>>();
  plan.writable = value.at("writable").get<std::vector<std::string>>();
  plan.temporary = value.at("temporary").get<std::string>();
  plan.network = value.at("outbound").get<bool>() ? Network::outbound : Network::none;
  plan.local_sockets =
      value.at("local_sockets").get<bool>() ? LocalSockets::reachable : LocalSockets::none;
  plan.ports = value.at("ports").get<std::vector<std::uint16_t>>();
  plan.memory_bytes = value.at("memory_bytes").get<std::uint64_t>();
  plan.open_files = value.at("open_files").get<std::uint32_t>();
  plan.processor_seconds = value.at("processor_seconds").get<std::uint64_t>();
  return plan;
}

}  // namespace

std::string to_text(const StartOrder& order) {
  const json::Value value{
      {"library", order.found.library},
      {"manifest", order.found.manifest.text},
      {"source", order.found.source},
      {"digest", order.found.digest},
      {"runtime", order.found.runtime ? order.found.runtime->text : std::string()},
      {"system", order.system},
      {"connector", order.connector},
      {"state_folder", order.state_folder},
      {"roots", order.roots},
      {"texts", order.texts},
      {"lowest", static_cast<int>(order.lowest)},
      {"sandbox", sandbox_json(order.sandbox)}};
  return json::to_text(value);
}

base::Result<StartOrder> read_order(std::string_view text) {
  const auto value = json::parse(text);
  if (!value) return base::fail(value.error());
  StartOrder order;
  try {
    const auto member = [&](const char* name) { return value->at(name).get<std::string>(); };
    auto manifest = manifest::parse(member("manifest"));
    if (!manifest) return base::fail(manifest.error());
    order.found.manifest = std::move(*manifest);
    if (const auto runtime = member("runtime"); !runtime.empty()) {
      auto parsed = manifest::parse(runtime);
      if (!parsed) return base::fail(parsed.error());
      order.found.runtime = std::make_shared<const manifest::Manifest>(std::move(*parsed));
    }
    order.found.library = member("library");
    order.found.source = member("source");
    order.found.digest = member("digest");
    order.system = member("system");
    order.connector = member("connector");
    order.state_folder = member("state_folder");
    order.roots = value->at("roots").get<std::vector<std::string>>();
    order.texts = value->at("texts").get<std::vector<std::string>>();
    order.lowest = static_cast<services::LogLevel>(value->at("lowest").get<int>());
    order.sandbox = sandbox_of(value->at("sandbox"));
  } catch (const json::Value::exception&) {
    return base::fail(base::problem("invalid-json").with("offset", "0"));
  }
  return order;
}

std::string handshake_line(const std::string& plugin, int pid, const SandboxReport& report) {
  std::string layers;
  for (const auto& layer : report.layers) {
    if (layer.state == LayerState::absent) continue;
    layers += (layers.empty() ? "" : ",") + layer.name;
    if (layer.name == "landlock") layers += "-" + std::to_string(report.landlock_abi);
    if (layer.state == LayerState::relaxed) layers += "-relaxed";
  }
  return handshake_start(plugin, pid) + (layers.empty() ? "none" : layers);
}

bool is_handshake(std::string_view line, const std::string& plugin, int pid) {
  return line.size() <= 500 && line.starts_with(handshake_start(plugin, pid));
}

}  // namespace ecluse::worker
