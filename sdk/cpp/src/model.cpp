// SPDX-License-Identifier: MIT
// What the models of connector.hpp do when they are made and moved, compiled once.
#include "ecluse/detail/model.hpp"

#include <algorithm>

namespace ecluse::detail {

ActionModel::ActionModel() = default;
ActionModel::ActionModel(ActionModel&&) noexcept = default;
ActionModel::~ActionModel() = default;
TriggerModel::TriggerModel() = default;
TriggerModel::TriggerModel(TriggerModel&&) noexcept = default;
TriggerModel::~TriggerModel() = default;
ConnectorModel::ConnectorModel() = default;
ConnectorModel::ConnectorModel(ConnectorModel&&) noexcept = default;
ConnectorModel::~ConnectorModel() = default;
PluginModel::PluginModel(PluginFacts of, std::vector<ConnectorModel> made)
    : facts(of), connectors(std::move(made)) {}
PluginModel::PluginModel(PluginModel&&) noexcept = default;
PluginModel::~PluginModel() = default;

void ConnectorModel::add(ActionModel&& part) { actions.push_back(std::move(part)); }
void ConnectorModel::add(TriggerModel&& part) { triggers.push_back(std::move(part)); }
void ConnectorModel::add(OptionModel&& part) { options.push_back(std::move(part)); }
void ConnectorModel::add(CommandModel&& part) { commands.push_back(std::move(part)); }
void ConnectorModel::add(OutcomeModel&& part) { outcomes.push_back(std::move(part)); }
void ConnectorModel::add(CheckModel&& part) { check = std::move(part); }
void ConnectorModel::add(RefreshModel&& part) { refresh = part; }
void PluginModel::add(ConnectorModel&& part) { connectors.push_back(std::move(part)); }

std::string kebab_case(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', '-');
  return text;
}

Result<void> handed_over(bool taken) {
  if (!taken) return fail(Status::cancelled, "cancelled");
  return {};
}

}  // namespace ecluse::detail
