// SPDX-License-Identifier: MIT
// A plugin as values: what connector.hpp's functions make, and what the compiled part reads to
// write the manifest and to answer the ABI.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "../call.hpp"
#include "../host.hpp"
#include "../shapes.hpp"
#include "type_of.hpp"

namespace ecluse {

struct ErrorType {
  std::string_view slug = {};
  Status status = Status::internal;
  Words title = {}, sentence = {}, remedy = {};
};

struct PluginFacts {
  std::string_view id = {}, version = {}, license = {}, publisher = {}, contact = {};
};

struct ConnectorFacts {
  std::string_view id = {};
  Words title = {}, description = {};
  std::string_view product = {};
  std::vector<std::string_view> versions = {};
  bool personal = false;
  int max_concurrency = 1;
  std::vector<std::string_view> requires_services = {};  ///< beside log and clock
  std::vector<std::string_view> uses_services = {};
  std::vector<const ErrorType*> errors = {};  ///< those of no action in particular
};

enum class KeyUse : std::uint8_t { optional, required };

struct ActionFacts {
  Words description = {};
  bool safe = false;  ///< reads only
  bool personal = false;
  KeyUse idempotency = KeyUse::optional;  ///< of an action that is not safe
  int timeout_seconds = 20;
  int max_body = 1 << 20;
  std::vector<const ErrorType*> errors = {};
  /// Input and output as JSON, shown as example; empty for none.
  std::string_view example_input = {}, example_output = {};
};

struct TriggerFacts {
  Words description = {};
  bool personal = false;
  std::vector<const ErrorType*> errors = {};
};

namespace detail {

/// Runs one method on an object of the connector's class.
using Run = Result<void> (*)(void* object, const ecluse_call& call);

// Made and moved in the compiled part (model.cpp): inline, they were half of what a connector
// compiled.
struct ActionModel {
  ActionModel();
  ActionModel(ActionModel&&) noexcept;
  ~ActionModel();

  std::string name;
  Words title;
  ActionFacts facts;
  bool stream = false;
  const TypeInfo& (*input)() = nullptr;
  const TypeInfo& (*output)() = nullptr;
  Run run = nullptr;
};
struct TriggerModel {
  TriggerModel();
  TriggerModel(TriggerModel&&) noexcept;
  ~TriggerModel();

  std::string name;
  Words title;
  TriggerFacts facts;
  const TypeInfo& (*params)() = nullptr;
  const TypeInfo& (*event)() = nullptr;
  Run run = nullptr;
};
struct OptionModel {
  std::string name;
  Words title;
  Run run = nullptr;
};
struct CheckModel {
  std::vector<const ErrorType*> errors;
  Run run = nullptr;
};
struct RefreshModel {
  int seconds = 60;
  Run run = nullptr;
};
struct CommandModel {
  std::string name;
  Words title, description;
  const TypeInfo& (*input)() = nullptr;
  Run run = nullptr;
};
struct OutcomeModel {
  std::string action;
  Run run = nullptr;
};

struct ConnectorModel {
  ConnectorModel();
  ConnectorModel(ConnectorModel&&) noexcept;
  ~ConnectorModel();

  ConnectorFacts facts;
  const TypeInfo& (*settings)() = nullptr;
  Result<void*> (*open)(std::string_view settings, const Host& host) = nullptr;
  void (*close)(void* object) = nullptr;
  std::vector<ActionModel> actions;
  std::vector<TriggerModel> triggers;
  std::vector<OptionModel> options;
  std::vector<CommandModel> commands;
  std::vector<OutcomeModel> outcomes;
  CheckModel check;
  RefreshModel refresh;

  void add(ActionModel&& part);
  void add(TriggerModel&& part);
  void add(OptionModel&& part);
  void add(CommandModel&& part);
  void add(OutcomeModel&& part);
  void add(CheckModel&& part);
  void add(RefreshModel&& part);
};

struct PluginModel {
  PluginModel(PluginFacts facts, std::vector<ConnectorModel> connectors);
  PluginModel(PluginModel&&) noexcept;
  ~PluginModel();
  void add(ConnectorModel&& connector);

  PluginFacts facts;
  std::vector<ConnectorModel> connectors;
};

/// The table behind ecluse_plugin_v1; made at the first call, null when that fails.
const ecluse_plugin* plugin_table(PluginModel (*make)()) noexcept;

// In the compiled part (parse.cpp, write.cpp): JSON text to an object and back.
Result<void> parse_into(std::string_view json, const TypeInfo& type, void* object);
bool emit_text(const ecluse_call& call, std::string_view json);
std::string to_json(const TypeInfo& type, const void* object);

// The inputs and outputs of extensions.
struct PollInput {
  std::string params;  ///< JSON
  PollQuery query;
};
Result<PollInput> parse_poll(std::string_view json);
Result<OptionQuery> parse_option_query(std::string_view json);
std::string checked_json(const Checked& checked);
std::string option_page_json(const OptionPage& page);
struct EventText {
  std::string id, time, data;
};
std::string polled_json(const std::vector<EventText>& events, const std::string& cursor, bool more);
std::string outcome_json(Trace trace, const std::string& output);

inline std::string_view input_of(const ecluse_call& call) {
  return {call.input.data, call.input.size};
}

/// "find-rooms" of "find_rooms".
std::string kebab_case(std::string_view name);

/// Whether somebody still listens; else `cancelled`.
Result<void> handed_over(bool taken);

}  // namespace detail
}  // namespace ecluse
