// SPDX-License-Identifier: EUPL-1.2
// The rooms wired together: one host, for `serve` and for the commands that run a system in their
// own process.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "http/api.hpp"
#include "http/tls_context.hpp"
#include "registry/registry.hpp"
#include "runtime/runtime.hpp"
#include "store/store.hpp"

namespace ecluse::app {

/// Owns store, registry, runtime and application; destroyed in the opposite order.
class Host {
 public:
  /// Opens the store, the systems, and resolves what a crash cut off. `log` must outlive it.
  static base::Result<std::unique_ptr<Host>> open(config::Config config, services::Log& log);

  ~Host();

  /// The factory whose certificate a reload changes; null (the beginning): the host speaks in
  /// clear. Must outlive every reload. [control]
  void set_tls(http::TlsChannels* channels) { tls_ = channels; }

  /// Reads the file again and swaps the snapshot. With an error among the findings everything is as
  /// it was. [control]
  std::vector<config::Finding> reload();

  store::Store& store() { return *store_; }
  registry::Registry& registry() { return registry_; }
  const registry::Registry& registry() const { return registry_; }
  runtime::Runtime& runtime() { return runtime_; }
  const runtime::Runtime& runtime() const { return runtime_; }
  http::Api& api() { return api_; }
  services::Log& log() { return log_; }
  /// Held from the count of a consumer's live keys until the new one is added. [any]
  std::mutex& keys_mutex() { return keys_mutex_; }

 private:
  Host(std::unique_ptr<store::Store> store, services::Log& log);
  services::Log& log_;
  std::mutex keys_mutex_, reload_mutex_;
  std::unique_ptr<store::Store> store_;
  registry::Registry registry_;
  runtime::Runtime runtime_;
  http::Api api_;
  http::TlsChannels* tls_ = nullptr;
};

/// What http wants to know of [server.tls].
http::TlsFiles tls_files(const config::Tls& tls);

/// Parses the file and asks the plugins about it: everything that `ecluse check` finds without
/// reaching a system.
config::Loaded load_and_check(const std::string& file);

}  // namespace ecluse::app
