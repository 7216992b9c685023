// SPDX-License-Identifier: EUPL-1.2
#include "worker/sandbox.hpp"

#include <sys/prctl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "base/problems.hpp"
#include "worker/sandbox_layers.hpp"

namespace ecluse::worker {
namespace {

/// No gain of rights by execve, which seccomp and Landlock ask for, and no look into this process
/// by another of the same account.
base::Result<Layer> renounce_privileges() {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
    return sandbox_refusal("no_new_privs", errno);
  return Layer{"no_new_privs", LayerState::active, {}};
}

/// /tmp is out of reach, and SQLite makes files for large sorts.
void set_temporary_folder(const std::string& folder) {
  if (folder.empty()) return;
  for (const char* name : {"TMPDIR", "SQLITE_TMPDIR"}) ::setenv(name, folder.c_str(), 1);
}

std::string_view state_word(LayerState state, base::Language language) {
  const bool french = language == base::Language::french;
  switch (state) {
    case LayerState::active:
      return french ? "active" : "active";
    case LayerState::relaxed:
      return french ? "affaiblie" : "relaxed";
    case LayerState::absent:
      break;
  }
  return french ? "absente" : "absent";
}

}  // namespace

base::Failure sandbox_refusal(const std::string& layer, int error_number) {
  return base::fail(base::problem("sandbox-refused")
                        .with("layer", layer)
                        .with("why", std::generic_category().message(error_number)));
}

base::Result<SandboxReport> enter_sandbox(const SandboxPlan& plan) {
  SandboxReport report;
  set_temporary_folder(plan.temporary);
  for (auto step :
       {+[](const SandboxPlan&, SandboxReport&) { return renounce_privileges(); },
        +[](const SandboxPlan&p, SandboxReport&) { return limit_resources(p); },
        +[](const SandboxPlan&p, SandboxReport&r) { return restrict_files(p, r); },
        +[](const SandboxPlan&p, SandboxReport&r) { return filter_calls(p, r.landlock_abi); }}) {
    auto layer = step(plan, report);
    if (!layer) return base::fail(layer.error());
    report.layers.push_back(std::move(*layer));
  }
  return report;
}

std::string to_text(const SandboxReport& report, base::Language language) {
  std::string text;
  for (const Layer& layer : report.layers) {
    if (!text.empty()) text += ", ";
    text += layer.name + " ";
    text += state_word(layer.state, language);
    if (const auto& why = layer.why.in(language); !why.empty()) text += " (" + why + ")";
  }
  return text;
}

std::vector<std::string> moved_paths(const SandboxReport& report) {
  std::vector<std::string> moved;
  struct stat now = {};
  for (const HeldPath& held : report.held)
    if (::stat(held.path.c_str(), &now) == 0 &&
        (now.st_dev != held.device || now.st_ino != held.inode))
      moved.push_back(held.path);
  return moved;
}

}  // namespace ecluse::worker
