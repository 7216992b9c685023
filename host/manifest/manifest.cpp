// SPDX-License-Identifier: EUPL-1.2
#include "manifest/manifest.hpp"

#include <algorithm>

namespace ecluse::manifest {
namespace {

template <typename Row>
const Row* find_named(const std::vector<Row>& rows, std::string_view name) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == name; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

const Action* Connector::find_action(std::string_view name) const {
  return find_named(actions, name);
}
const Trigger* Connector::find_trigger(std::string_view name) const {
  return find_named(triggers, name);
}
const Command* Connector::find_command(std::string_view name) const {
  return find_named(commands, name);
}
bool Connector::has_options(std::string_view name) const {
  return find_named(options, name) != nullptr;
}
bool Connector::has_extension(std::string_view extension) const {
  return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

const Connector* Manifest::find_connector(std::string_view wanted) const {
  const auto found = std::find_if(connectors.begin(), connectors.end(),
                                  [&](const Connector& row) { return row.id == wanted; });
  return found == connectors.end() ? nullptr : &*found;
}

}  // namespace ecluse::manifest
