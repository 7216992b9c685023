// SPDX-License-Identifier: EUPL-1.2
// What a worker is told before anything else: which plugin, for which system, and what it may
// reach. No secret is in it: those come with `open`, when the sandbox is up and the plugin is
// loaded.
#pragma once

#include <string>
#include <vector>

#include "loader/plugin.hpp"
#include "services/log.hpp"
#include "worker/sandbox.hpp"

namespace ecluse::worker {

struct StartOrder {
  loader::Found found;
  std::string system, connector, state_folder;
  std::vector<std::string> roots;  ///< of ecluse.files/1
  std::vector<std::string>
      texts;  ///< of the settings, no secrets: hosts that ecluse.sql/1 may reach
  services::LogLevel lowest = services::LogLevel::info;
  SandboxPlan sandbox;
};

/// A JSON object.
std::string to_text(const StartOrder& order);
/// "invalid-json", "manifest-invalid" or another fault of what was sent.
base::Result<StartOrder> read_order(std::string_view text);

/// `ecluse-worker 1 plugin=NAME abi=1.0 pid=N sandbox=seccomp,landlock-4`: what a worker says when
/// its plugin is loaded, and what the log of the host shows.
std::string handshake_line(const std::string& plugin, int pid, const SandboxReport& report);
/// Whether `line` is what a worker of this version, with this plugin and this pid, says.
bool is_handshake(std::string_view line, const std::string& plugin, int pid);

}  // namespace ecluse::worker
