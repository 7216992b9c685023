// SPDX-License-Identifier: MIT
// The manifest (sdk/abi/MANIFEST.md) from the model: derived from the code, so that it cannot lie.
#include <map>
#include <set>

#include "ecluse/ext/check.h"
#include "ecluse/ext/command.h"
#include "ecluse/ext/options.h"
#include "ecluse/ext/outcome.h"
#include "ecluse/ext/refresh.h"
#include "ecluse/ext/trigger.h"
#include "json.hpp"

namespace ecluse::detail {
namespace {

using ErrorTypes = std::map<std::string, const ErrorType*>;

const char* status_text(Status status) {
  switch (status) {
    case Status::invalid_argument:
      return "invalid-argument";
    case Status::not_found:
      return "not-found";
    case Status::already_exists:
      return "already-exists";
    case Status::permission_denied:
      return "permission-denied";
    case Status::resource_exhausted:
      return "resource-exhausted";
    case Status::failed_precondition:
      return "failed-precondition";
    case Status::aborted:
      return "aborted";
    case Status::unimplemented:
      return "unimplemented";
    case Status::unavailable:
      return "unavailable";
    case Status::data_loss:
      return "data-loss";
    case Status::unauthenticated:
      return "unauthenticated";
    default:
      return "internal";
  }
}

Json slugs(const std::vector<const ErrorType*>& errors, ErrorTypes& all) {
  Json list = Json::array();
  for (const ErrorType* error : errors) {
    all.emplace(error->slug, error);
    list.push_back(std::string(error->slug));
  }
  return list;
}

Json action_json(const ActionModel& action, ErrorTypes& errors) {
  const ActionFacts& facts = action.facts;
  Json value{{"name", action.name},
             {"title", localized(action.title)},
             {"description",
              localized(facts.description.french.empty() ? action.title : facts.description)},
             {"safe", facts.safe},
             {"personal", facts.personal},
             {"stream", action.stream},
             {"timeout", facts.timeout_seconds},
             {"max_body", facts.max_body},
             {"input", schema_of(action.input(), Place::input)},
             {"output", schema_of(action.output(), Place::output)},
             {"errors", slugs(facts.errors, errors)},
             {"examples", Json::array()}};
  value["idempotency"] = facts.safe                              ? "none"
                         : facts.idempotency == KeyUse::required ? "required"
                                                                 : "optional";
  if (!facts.example_input.empty())
    value["examples"].push_back(
        Json{{"title", localized(action.title)},
             {"input", Json::parse(facts.example_input, nullptr, false)},
             {"output", Json::parse(facts.example_output, nullptr, false)}});
  return value;
}

Json extensions_json(const ConnectorModel& connector) {
  Json list = Json::array();
  if (connector.check.run != nullptr) list.push_back(ECLUSE_EXT_CHECK);
  if (!connector.commands.empty()) list.push_back(ECLUSE_EXT_COMMAND);
  if (!connector.options.empty()) list.push_back(ECLUSE_EXT_OPTIONS);
  if (!connector.outcomes.empty()) list.push_back(ECLUSE_EXT_OUTCOME);
  if (connector.refresh.run != nullptr) list.push_back(ECLUSE_EXT_REFRESH);
  if (!connector.triggers.empty()) list.push_back(ECLUSE_EXT_TRIGGER);
  return list;
}

void add_triggers(Json& value, const ConnectorModel& connector, ErrorTypes& errors) {
  value["triggers"] = Json::array();
  for (const TriggerModel& trigger : connector.triggers) {
    const Words& text = trigger.facts.description;
    value["triggers"].push_back(
        Json{{"name", trigger.name},
             {"title", localized(trigger.title)},
             {"description", localized(text.french.empty() ? trigger.title : text)},
             {"kind", "poll"},
             {"personal", trigger.facts.personal},
             {"params", schema_of(trigger.params(), Place::input)},
             {"event", schema_of(trigger.event(), Place::output)},
             {"errors", slugs(trigger.facts.errors, errors)}});
  }
}

void add_errors(Json& value, const ErrorTypes& errors) {
  value["errors"] = Json::object();
  for (const auto& [slug, error] : errors)
    value["errors"][slug] = Json{{"status", status_text(error->status)},
                                 {"title", localized(error->title)},
                                 {"sentence", localized(error->sentence)},
                                 {"remedy", localized(error->remedy)}};
}

Json texts(const std::vector<std::string_view>& views) {
  Json list = Json::array();
  for (const auto view : views) list.push_back(std::string(view));
  return list;
}

Json connector_json(const ConnectorModel& connector) {
  const ConnectorFacts& facts = connector.facts;
  ErrorTypes errors;
  slugs(facts.errors, errors);
  slugs(connector.check.errors, errors);
  Json value{{"id", std::string(facts.id)},
             {"title", localized(facts.title)},
             {"description",
              localized(facts.description.french.empty() ? facts.title : facts.description)},
             {"product", std::string(facts.product)},
             {"versions", texts(facts.versions)},
             {"personal", facts.personal},
             {"max_concurrency", facts.max_concurrency},
             {"extensions", extensions_json(connector)},
             {"settings", schema_of(connector.settings(), Place::settings)},
             {"actions", Json::array()},
             {"options", Json::array()},
             {"commands", Json::array()}};
  if (connector.refresh.run != nullptr) value["refresh"] = connector.refresh.seconds;
  for (const ActionModel& action : connector.actions)
    value["actions"].push_back(action_json(action, errors));
  add_triggers(value, connector, errors);
  for (const OptionModel& list : connector.options)
    value["options"].push_back(Json{{"name", list.name}, {"title", localized(list.title)}});
  for (const CommandModel& command : connector.commands)
    value["commands"].push_back(Json{{"name", command.name},
                                     {"title", localized(command.title)},
                                     {"description", localized(command.description)},
                                     {"input", schema_of(command.input(), Place::input)}});
  add_errors(value, errors);
  return value;
}

}  // namespace

std::string manifest_of(const PluginModel& plugin) {
  const PluginFacts& facts = plugin.facts;
  std::set<std::string> needed, used;
  Json value{{"ecluse", 1},
             {"plugin", Json{{"id", std::string(facts.id)},
                             {"version", std::string(facts.version)},
                             {"license", std::string(facts.license)},
                             {"publisher", std::string(facts.publisher)},
                             {"contact", std::string(facts.contact)}}},
             {"connectors", Json::array()}};
  for (const ConnectorModel& connector : plugin.connectors) {
    needed.insert(connector.facts.requires_services.begin(),
                  connector.facts.requires_services.end());
    used.insert(connector.facts.uses_services.begin(), connector.facts.uses_services.end());
    value["connectors"].push_back(connector_json(connector));
  }
  value["requires"] = needed;
  value["uses"] = used;
  return text_of(value);
}

}  // namespace ecluse::detail
