// SPDX-License-Identifier: EUPL-1.2
#include "registry/registry.hpp"

#include "loader/discovery.hpp"
#include "registry/build.hpp"

namespace ecluse::registry {

constexpr std::chrono::seconds start_patience{15};

std::vector<const manifest::Manifest*> Available::manifests() const {
  std::vector<const manifest::Manifest*> all;
  for (const auto& each : found) all.push_back(&each.manifest);
  return all;
}

Available available_plugins(const config::Config& config) {
  loader::Pins pins;
  for (const auto& [name, pin] : config.plugins.pins) pins[name] = {pin.sha256, pin.publisher};
  auto discovery = loader::discover(config.plugins.folders, pins);
  return {std::move(discovery.found), std::move(discovery.refused)};
}

std::shared_ptr<const Snapshot> Registry::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

base::Result<access::AccessSnapshot> Registry::read_access(const config::Config& config) const {
  auto keys = around_.store->keys();
  if (!keys) return base::fail(keys.error());
  std::vector<access::Consumer> consumers;
  for (const auto& [id, entry] : config.consumers) {
    access::Consumer consumer{id, entry.purpose, entry.language, {}};
    for (const auto& text : entry.scopes)
      if (access::Scope scope; access::parse_scope(text, scope))
        consumer.scopes.push_back(std::move(scope));
    consumers.push_back(std::move(consumer));
  }
  return access::AccessSnapshot(std::move(consumers), std::move(*keys));
}

base::Result<void> Registry::reload(config::Config config) {
  const std::lock_guard one_at_a_time(reloading_);
  auto access = read_access(config);
  if (!access) return base::fail(access.error());
  const auto before = current();
  Available available = available_plugins(config);
  auto next = std::make_shared<Snapshot>();
  next->access = std::move(*access);
  next->refused_plugins = std::move(available.refused);
  for (const auto& [id, entry] : config.systems) {
    const auto old = before->systems.find(id);
    next->systems[id] = build_system(config, entry, available, around_,
                                     old == before->systems.end() ? nullptr : old->second);
  }
  // They start side by side; a slow one is waited for as long as a start may take.
  for (const auto& [id, system] : next->systems)
    if (system->supervisor) system->supervisor->wait_settled(start_patience);
  next->config = std::move(config);
  const std::lock_guard lock(mutex_);
  current_ = std::move(next);
  return {};
}

void Registry::close() {
  const std::lock_guard one_at_a_time(reloading_);
  std::shared_ptr<const Snapshot> last = std::make_shared<Snapshot>();
  {
    const std::lock_guard lock(mutex_);
    std::swap(current_, last);
  }
  for (const auto& [id, system] : last->systems)
    if (system->supervisor) system->supervisor->close();
}

base::Result<void> Registry::reload_keys() {
  const std::lock_guard one_at_a_time(reloading_);
  const auto before = current();
  auto access = read_access(before->config);
  if (!access) return base::fail(access.error());
  auto next = std::make_shared<Snapshot>();
  next->config = before->config;
  next->systems = before->systems;
  next->refused_plugins = before->refused_plugins;
  next->access = std::move(*access);
  const std::lock_guard lock(mutex_);
  current_ = std::move(next);
  return {};
}

}  // namespace ecluse::registry
