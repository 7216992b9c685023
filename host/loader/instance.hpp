// SPDX-License-Identifier: EUPL-1.2
// One open connector behind the C ABI; closes itself.
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

class Instance {
 public:
  /// `host` (services::SystemServices) must outlive the instance. [control]
  static base::Result<std::unique_ptr<Instance>> open(std::shared_ptr<const Plugin> plugin,
                                                      const ecluse_host* host, OpenFacts facts);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  /// Runs one function to its end on this thread. "plugin-failed" when the plugin has no such
  /// function. [worker] as many at a time as the manifest's max_concurrency
  base::Result<void> run(Function function, CallContext& call) const;

 private:
  Instance(std::shared_ptr<const Plugin> plugin, ecluse_instance* raw)
      : plugin_(std::move(plugin)), raw_(raw) {}
  ecluse_function find(Function function) const;
  std::shared_ptr<const Plugin> plugin_;
  ecluse_instance* raw_;
};

}  // namespace ecluse::loader
