// SPDX-License-Identifier: EUPL-1.2
// One open connector: what the host calls, wherever it runs.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "loader/call.hpp"
#include "loader/plugin.hpp"

namespace ecluse::loader {

enum class Role : std::int32_t {
  serving = ECLUSE_ROLE_SERVING,
  background = ECLUSE_ROLE_BACKGROUND
};

struct OpenFacts {
  Role role = Role::serving;
  std::string connector;
  std::string system;
  std::string source;    ///< for connectors that are files
  std::string settings;  ///< JSON with the secrets in it; wiped by open
  std::string state_folder;
};

/// Which function of a connector to run.
enum class Function : std::uint8_t { invoke, check, command, options, outcome, poll, refresh };

/// Where a connector's functions run: behind the C ABI in this process (open below), or in a worker
/// (worker/worker_instance.hpp). Closes itself.
class Instance {
 public:
  /// In this process. `host` (services::SystemServices) must outlive the instance. [control]
  static base::Result<std::unique_ptr<Instance>> open(std::shared_ptr<const Plugin> plugin,
                                                      const ecluse_host* host, OpenFacts facts);
  virtual ~Instance() = default;
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  /// Runs one function to its end on this thread. "plugin-failed" when the plugin has no such
  /// function. [worker] as many at a time as the manifest's max_concurrency
  virtual base::Result<void> run(Function function, CallContext& call) const = 0;

 protected:
  Instance() = default;
};

}  // namespace ecluse::loader
