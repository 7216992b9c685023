// SPDX-License-Identifier: MIT
// The plugin's side of the ABI: every function here is called by the host, and lets nothing
// through.
#include <cstring>

#include "ecluse/ext/check.h"
#include "ecluse/ext/command.h"
#include "ecluse/ext/options.h"
#include "ecluse/ext/outcome.h"
#include "ecluse/ext/refresh.h"
#include "ecluse/ext/trigger.h"
#include "guard.hpp"

/// What the host passes back to us: an object of the connector's class.
struct ecluse_instance {
  const ecluse::detail::ConnectorModel* model;
  void* object;
};

namespace ecluse::detail {
namespace {

/// Written once by the first ecluse_plugin_v1, constant from then on: the plugin's code as values.
const PluginModel* the_plugin = nullptr;

ecluse_status run_guarded(ecluse_instance* instance, const ecluse_call* call, Run run) noexcept {
  return guarded(
      [&]() -> Result<void> {
        if (run == nullptr) return fail(Status::unimplemented, "unknown-action");
        return run(instance->object, *call);
      },
      [call](const ecluse_error& error) { call->fail(call, &error); });
}

template <typename Rows>
Run run_named(const Rows& rows, std::string_view name) {
  for (const auto& row : rows)
    if (row.name == name) return row.run;
  return nullptr;
}

ecluse_status open_instance(const ecluse_host* host, const ecluse_open* open,
                            ecluse_instance** out) {
  *out = nullptr;
  return guarded(
      [&]() -> Result<void> {
        for (const ConnectorModel& model : the_plugin->connectors) {
          if (model.facts.id != view_of(open->connector)) continue;
          auto object = model.open(view_of(open->settings), Host(host, *open));
          if (!object) return fail(std::move(object));
          *out = new ecluse_instance{&model, *object};
          return {};
        }
        return fail(Status::unimplemented, "unknown-connector");
      },
      [open](const ecluse_error& error) { open->fail(open, &error); });
}

void close_instance(ecluse_instance* instance) {
  if (instance == nullptr) return;
  try {
    instance->model->close(instance->object);
  } catch (...) {
    // A destructor that throws ends here: there is nobody to tell.
  }
  delete instance;
}

ecluse_status invoke(ecluse_instance* instance, const ecluse_call* call) {
  return run_guarded(instance, call, run_named(instance->model->actions, view_of(call->action)));
}
ecluse_status run_check(ecluse_instance* instance, const ecluse_call* call) {
  return run_guarded(instance, call, instance->model->check.run);
}
ecluse_status run_refresh(ecluse_instance* instance, const ecluse_call* call) {
  return run_guarded(instance, call, instance->model->refresh.run);
}
ecluse_status run_command(ecluse_instance* instance, const ecluse_call* call) {
  return run_guarded(instance, call, run_named(instance->model->commands, view_of(call->action)));
}
ecluse_status list_options(ecluse_instance* instance, const ecluse_call* call) {
  return run_guarded(instance, call, run_named(instance->model->options, view_of(call->action)));
}
ecluse_status poll(ecluse_instance* instance, const ecluse_call* call) {
  return run_guarded(instance, call, run_named(instance->model->triggers, view_of(call->action)));
}
ecluse_status find_outcome(ecluse_instance* instance, const ecluse_call* call) {
  Run run = nullptr;
  for (const auto& row : instance->model->outcomes)
    if (row.action == view_of(call->action)) run = row.run;
  return run_guarded(instance, call, run);
}

constexpr ecluse_check check_table{sizeof(ecluse_check), run_check};
constexpr ecluse_command command_table{sizeof(ecluse_command), run_command};
constexpr ecluse_options options_table{sizeof(ecluse_options), list_options};
constexpr ecluse_outcome outcome_table{sizeof(ecluse_outcome), find_outcome};
constexpr ecluse_refresh refresh_table{sizeof(ecluse_refresh), run_refresh};
constexpr ecluse_trigger trigger_table{sizeof(ecluse_trigger), poll, nullptr};

template <typename Has>
bool any_connector(Has has) {
  for (const auto& connector : the_plugin->connectors)
    if (has(connector)) return true;
  return false;
}

const void* extension(ecluse_text text) {
  const auto id = view_of(text);
  using Model = const ConnectorModel&;
  if (id == ECLUSE_EXT_CHECK &&
      any_connector([](Model model) { return model.check.run != nullptr; }))
    return &check_table;
  if (id == ECLUSE_EXT_COMMAND &&
      any_connector([](Model model) { return !model.commands.empty(); }))
    return &command_table;
  if (id == ECLUSE_EXT_OPTIONS && any_connector([](Model model) { return !model.options.empty(); }))
    return &options_table;
  if (id == ECLUSE_EXT_OUTCOME &&
      any_connector([](Model model) { return !model.outcomes.empty(); }))
    return &outcome_table;
  if (id == ECLUSE_EXT_REFRESH &&
      any_connector([](Model model) { return model.refresh.run != nullptr; }))
    return &refresh_table;
  if (id == ECLUSE_EXT_TRIGGER &&
      any_connector([](Model model) { return !model.triggers.empty(); }))
    return &trigger_table;
  return nullptr;
}

struct Loaded {
  PluginModel model;
  std::string manifest;
};

}  // namespace

const ecluse_plugin* plugin_table(PluginModel (*make)()) noexcept {
  try {
    static const Loaded loaded = [make] {
      Loaded made{make(), {}};
      made.manifest = manifest_of(made.model);
      return made;
    }();
    static const ecluse_plugin table = [] {
      ecluse_plugin made{};
      made.size = sizeof made;
      made.abi_minor = ECLUSE_ABI_MINOR;
      made.manifest = text_in(loaded.manifest);
      made.open = open_instance;
      made.close = close_instance;
      made.invoke = invoke;
      made.extension = extension;
      return made;
    }();
    the_plugin = &loaded.model;
    return &table;
  } catch (...) {
    return nullptr;
  }
}

}  // namespace ecluse::detail
