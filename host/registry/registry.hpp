// SPDX-License-Identifier: EUPL-1.2
// What is served now: an immutable snapshot. A reload builds a new one, swaps it, and lets the old
// drain.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "access/authenticate.hpp"
#include "base/random.hpp"
#include "config/load.hpp"
#include "registry/system.hpp"
#include "store/store.hpp"

namespace ecluse::registry {

struct Snapshot {
  config::Config config;
  std::map<std::string, std::shared_ptr<const System>, std::less<>> systems;
  access::AccessSnapshot access;
  std::vector<base::Error> refused_plugins;

  const System* find(std::string_view system) const {
    const auto found = systems.find(system);
    return found == systems.end() ? nullptr : found->second.get();
  }
};

/// Borrowed for the life of the registry.
struct Surroundings {
  const base::Clock* clock = nullptr;
  services::Log* log = nullptr;
  store::Store* store = nullptr;
  base::Random* random = nullptr;
  std::string worker_program = {};  ///< path of ecluse-worker
  /// A system's worker dies again and again; `slug` says of what. [any]
  std::function<void(std::string_view system, std::string_view slug)> on_storm = {};
};

class Registry {
 public:
  explicit Registry(Surroundings around) : around_(std::move(around)) {}

  /// The same for as long as the caller holds it. [any]
  std::shared_ptr<const Snapshot> current() const;

  /// Reads the plugins' folders, opens what is new, keeps what is equal, and swaps. A system that
  /// fails to open is there with its failure; the others are served. Only the store can make it
  /// fail. [control]
  base::Result<void> reload(config::Config config);

  /// Lets go of every system; those with a worker end together. Nothing is served after it.
  /// [control]
  void close();

  /// The keys of the store, again, on the same systems. [control]
  base::Result<void> reload_keys();

 private:
  base::Result<access::AccessSnapshot> read_access(const config::Config& config) const;
  Surroundings around_;
  mutable std::mutex mutex_;
  std::mutex reloading_;
  std::shared_ptr<const Snapshot> current_ = std::make_shared<Snapshot>();
};

/// Where a plugin's connectors come from: its manifest, or what a runtime says of its files.
struct Available {
  std::vector<loader::Found> found;
  std::vector<base::Error> refused;
  /// Every manifest, for config::check.
  std::vector<const manifest::Manifest*> manifests() const;
};
Available available_plugins(const config::Config& config);

}  // namespace ecluse::registry
