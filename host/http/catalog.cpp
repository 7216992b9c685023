// SPDX-License-Identifier: EUPL-1.2
// What a key may see and do: /api/catalog, /api/me, /openapi.json.
#include <nlohmann/json.hpp>

#include "http/api.hpp"
#include "json/canonical.hpp"
#include "manifest/openapi.hpp"
#include "manifest/schema_text.hpp"

namespace ecluse::http {
namespace {

using Json = nlohmann::ordered_json;

Json schema_json(const manifest::TypedSchema& schema, base::Language language) {
  return Json::parse(json::to_text(manifest::schema_text(*schema.text, language)));
}

Json action_json(const manifest::Action& action, const std::string& system, const std::string& url,
                 base::Language language) {
  return {{"name", action.name},
          {"title", action.title.in(language)},
          {"description", action.description.in(language)},
          {"url", url + "/hooks/" + system + "/" + action.name},
          {"safe", action.effect == manifest::Effect::reads},
          {"personal", action.personal},
          {"stream", action.stream},
          {"idempotency", action.idempotency == manifest::Idempotency::none       ? "none"
                          : action.idempotency == manifest::Idempotency::required ? "required"
                                                                                  : "optional"},
          {"input", schema_json(action.input, language)},
          {"output", schema_json(action.output, language)}};
}

Json state_json(const runtime::SystemState& state) {
  Json json{{"ready", state.ready}};
  if (state.since != base::Wall{}) json["since"] = base::to_text(state.since);
  if (state.until != base::Wall{}) json["until"] = base::to_text(state.until);
  if (!state.reason.empty()) json["reason"] = state.reason;
  if (!state.note.empty()) json["note"] = state.note;
  return json;
}

Json system_json(const registry::System& system, const runtime::SystemState& state,
                 const access::Caller& caller, const std::string& url, base::Language language) {
  Json entry{{"id", system.id}, {"connector", system.connector_id}, {"state", state_json(state)}};
  if (system.connector == nullptr) return entry;
  const manifest::Connector& connector = *system.connector;
  entry["title"] = connector.title.in(language);
  entry["description"] = connector.description.in(language);
  entry["personal"] = connector.personal;
  entry["actions"] = Json::array();
  for (const auto& action : connector.actions)
    if (access::opens(caller.consumer->scopes, system.id, action))
      entry["actions"].push_back(action_json(action, system.id, url, language));
  entry["triggers"] = Json::array();
  for (const auto& trigger : connector.triggers)
    if (access::opens_reading(caller.consumer->scopes, system.id, trigger.name))
      entry["triggers"].push_back(
          Json{{"name", trigger.name},
               {"title", trigger.title.in(language)},
               {"description", trigger.description.in(language)},
               {"url", url + "/api/events/" + system.id + "/" + trigger.name},
               {"params", schema_json(trigger.params, language)},
               {"event", schema_json(trigger.event, language)}});
  entry["options"] = Json::array();
  for (const auto& list : connector.options)
    entry["options"].push_back(
        Json{{"name", list.name},
             {"title", list.title.in(language)},
             {"url", url + "/api/catalog/" + system.id + "/options/" + list.name}});
  return entry;
}

}  // namespace

Response Api::catalog(Exchange& exchange) const {
  const std::string& url = exchange.snapshot->config.server.public_url;
  Json body{{"language", std::string(base::tag(exchange.language))}, {"systems", Json::array()}};
  for (const auto& [id, system] : exchange.snapshot->systems)
    if (access::knows(exchange.caller.consumer->scopes, id))
      body["systems"].push_back(system_json(*system, around_.runtime->state(*system),
                                            exchange.caller, url, exchange.language));
  Response response;
  response.body = body.dump();
  return response;
}

Response Api::me(Exchange& exchange) const {
  const access::Consumer& consumer = *exchange.caller.consumer;
  Json body{{"consumer", consumer.id},
            {"purpose", consumer.purpose},
            {"key", std::string(exchange.caller.key_id)},
            {"language", std::string(base::tag(exchange.language))},
            {"scopes", Json::array()},
            {"actions", Json::array()}};
  for (const auto& scope : consumer.scopes)
    body["scopes"].push_back(scope.system + ":" + scope.what);
  for (const auto& [id, system] : exchange.snapshot->systems) {
    if (system->connector == nullptr) continue;
    for (const auto& action : system->connector->actions)
      if (access::opens(consumer.scopes, id, action))
        body["actions"].push_back(id + ":" + action.name);
  }
  Response response;
  response.body = body.dump();
  return response;
}

Response Api::openapi(Exchange& exchange) const {
  const auto& scopes = exchange.caller.consumer->scopes;
  std::vector<manifest::Published> systems;
  for (const auto& [id, system] : exchange.snapshot->systems)
    if (system->connector != nullptr && access::knows(scopes, id))
      systems.push_back({id, system->connector.get(),
                         [&scopes, name = id](const manifest::Action& action) {
                           return access::opens(scopes, name, action);
                         },
                         [&scopes, name = id](const manifest::Trigger& trigger) {
                           return access::opens_reading(scopes, name, trigger.name);
                         }});
  Response response;
  response.body = json::to_text(
      manifest::openapi(systems, {exchange.snapshot->config.server.public_url, exchange.language}));
  return response;
}

}  // namespace ecluse::http
