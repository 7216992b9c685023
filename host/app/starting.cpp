// SPDX-License-Identifier: EUPL-1.2
#include "app/starting.hpp"

#include <unistd.h>

#include <iostream>

#include "app/host.hpp"
#include "app/privileges.hpp"
#include "app/terminal.hpp"

namespace ecluse::app {

void tell(const std::vector<config::Finding>& findings, base::Language language) {
  for (const auto& finding : findings) std::cerr << config::to_text(finding, language) << '\n';
}

std::optional<config::Config> config_to_serve(const Options& options) {
  config::Loaded loaded = load_and_check(options.config);
  const auto refused = [&] {
    if (!config::has_errors(loaded.findings)) return false;
    tell(loaded.findings, options.language);
    return true;
  };
  if (refused()) return std::nullopt;
  const bool root = ::geteuid() == 0;
  if (auto become = become_service_user(loaded.config.server, options.language); !become) {
    complain(become.error(), options.language);
    return std::nullopt;
  }
  // What root may read, the account that serves may not: a reload would find it out too late.
  if (root) loaded = load_and_check(options.config);
  if (refused()) return std::nullopt;
  tell(loaded.findings, options.language);
  return std::move(loaded.config);
}

}  // namespace ecluse::app
