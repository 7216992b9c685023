// SPDX-License-Identifier: EUPL-1.2
#include "manifest/openapi.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "manifest/openapi_parts.hpp"
#include "manifest/schema_text.hpp"

namespace ecluse::manifest {
namespace {

using base::Sentence;
using json::Value;

bool fits_query(const json::SchemaNode& node) {
  const auto scalar = [](const json::SchemaNode& one) {
    return one.type != json::Type::object && one.type != json::Type::array;
  };
  return scalar(node) || (node.type == json::Type::array && scalar(*node.items));
}

bool every_required_fits(const json::Schema& schema) {
  const auto& properties = schema.root().properties;
  return std::all_of(properties.begin(), properties.end(), [](const auto& property) {
    return !property.required || fits_query(*property.node);
  });
}

/// Description, and where the schema has one, the title: editors show the first line.
std::string parameter_text(const Value& schema) {
  std::string text = schema.value("title", "");
  if (schema.contains("description")) text += ". " + schema["description"].get<std::string>();
  return text;
}

Value query_parameters(const TypedSchema& typed, base::Language language) {
  Value list = Value::array();
  const Value rendered = schema_text(*typed.text, language);
  for (const auto* property : query_fields(*typed.compiled)) {
    const Value& schema = rendered["properties"][property->name];
    Value parameter = {{"name", property->name},
                       {"in", "query"},
                       {"required", property->required},
                       {"description", parameter_text(schema)},
                       {"schema", schema}};
    if (property->node->type == json::Type::array)
      parameter.update({{"style", "form"}, {"explode", true}});
    list.push_back(std::move(parameter));
  }
  return list;
}

Value shared(const char* name) {
  return {{"$ref", std::string("#/components/parameters/") + name}};
}

Value idempotency_parameter(const Action& action, base::Language language) {
  const Sentence text{
      "Un texte propre à cet effet voulu : rejouer l'appel avec la même clé n'agit qu'une fois.",
      "A text of your own for this one effect: sending the call again with the same key acts "
      "once."};
  return {{"name", "Idempotency-Key"},
          {"in", "header"},
          {"required", action.idempotency == Idempotency::required},
          {"description", text.in(language)},
          {"schema",
           {{"type", "string"}, {"minLength", 1}, {"maxLength", 200}, {"pattern", "^[!-~]+$"}}}};
}

enum class Side : std::uint8_t { input, output };

/// {"example-1": {"summary", "value"}}; a stream's example is the array of its items.
Value named_examples(const Action& action, base::Language language, Side side) {
  Value examples = Value::object();
  for (const auto& example : action.examples) {
    const Value& value = side == Side::input ? *example.input : *example.output;
    const bool one_item = side == Side::output && action.stream && !value.is_array();
    examples["example-" + std::to_string(examples.size() + 1)] = {
        {"summary", example.title.in(language)},
        {"value", one_item ? Value::array({value}) : value}};
  }
  return examples;
}

Value media(Value schema, Value examples) {
  Value content = {{"schema", std::move(schema)}};
  if (!examples.empty()) content["examples"] = std::move(examples);
  return content;
}

Value success(const Action& action, base::Language language) {
  Value item = schema_text(*action.output.text, language);
  Value examples = named_examples(action, language, Side::output);
  Value response = {{"description", Sentence{"Le résultat.", "The result."}.in(language)}};
  Value& content = response["content"];
  if (action.stream) {
    const Sentence lines{
        "Un objet JSON par ligne, du schéma des éléments de `application/json`.",
        "One JSON value a line, of the schema of the items of `application/json`."};
    content["application/x-ndjson"]["schema"] = {{"type", "string"},
                                                 {"description", lines.in(language)}};
    item = {{"type", "array"}, {"items", std::move(item)}};
  }
  content["application/json"] = media(std::move(item), std::move(examples));
  return response;
}

Value operation(const Published& system, const Action& action, base::Language language) {
  Value made = {{"tags", Value::array({system.system})},
                {"summary", action.title.in(language)},
                {"description", action.description.in(language)},
                {"x-ecluse-system", system.system},
                {"x-ecluse-action", action.name},
                {"x-ecluse-safe", action.effect == Effect::reads},
                {"x-ecluse-personal", action.personal},
                {"x-ecluse-timeout", action.timeout.count()}};
  Value& responses = made["responses"];
  responses["200"] = success(action, language);
  add_refusals(responses, *system.connector, action.errors, action.effect, language);
  made["parameters"] = Value::array({shared("Case"), shared("Language")});
  return made;
}

Value post(const Published& system, const Action& action, base::Language language) {
  Value made = operation(system, action, language);
  made["operationId"] = system.system + "_" + action.name;
  made["x-ecluse-max-body"] = action.max_body;
  if (action.effect == Effect::writes) {
    made["parameters"].push_back(idempotency_parameter(action, language));
    made["parameters"].push_back(shared("DryRun"));
    const Sentence echo{"La clé de cet appel, la vôtre ou celle de l'hôte.",
                        "The key of this call, yours or the host's."};
    made["responses"]["200"]["headers"]["Idempotency-Key"] = {{"description", echo.in(language)},
                                                              {"schema", {{"type", "string"}}}};
  }
  Value content = media(schema_text(*action.input.text, language),
                        named_examples(action, language, Side::input));
  made["requestBody"] = {{"required", true},
                         {"content", {{"application/json", std::move(content)}}}};
  return made;
}

Value get(const Published& system, const Action& action, base::Language language) {
  Value made = operation(system, action, language);
  made["operationId"] = system.system + "_" + action.name + "_get";
  for (Value& parameter : query_parameters(action.input, language))
    made["parameters"].push_back(std::move(parameter));
  return made;
}

Value event_schema(const Trigger& trigger, base::Language language) {
  const Sentence id{"Le même à chaque lecture.", "The same at each reading."};
  const Sentence time{"Moment de l'événement.", "When it happened."};
  return {
      {"type", "object"},
      {"properties",
       {{"id", {{"type", "string"}, {"description", id.in(language)}}},
        {"time", {{"type", "string"}, {"format", "date-time"}, {"description", time.in(language)}}},
        {"data", schema_text(*trigger.event.text, language)}}},
      {"required", {"id", "time", "data"}}};
}

/// What /api/events and the option lists take beside their own fields.
Value paging_parameter(const char* name, Sentence description, Value schema,
                       base::Language language) {
  return {{"name", name},
          {"in", "query"},
          {"description", description.in(language)},
          {"schema", std::move(schema)}};
}

Value page_size_parameter(base::Language language) {
  return paging_parameter(
      "page_size", {"Au plus tant d'éléments.", "At most so many items."},
      {{"type", "integer"}, {"minimum", 1}, {"maximum", 1000}, {"default", 100}}, language);
}

Value events(const Published& system, const Trigger& trigger, base::Language language) {
  Value parameters = query_parameters(trigger.params, language);
  parameters.push_back(paging_parameter(
      "after",
      {"Le curseur du lien `next` de la dernière réponse ; sans lui, à partir de maintenant.",
       "The cursor of the `next` link of the last answer; without it, from now on."},
      {{"type", "string"}}, language));
  parameters.push_back(page_size_parameter(language));
  const Sentence more{"D'autres événements attendent déjà.", "More events are waiting already."};
  Value responses = {
      {"200",
       {{"description",
         Sentence{"Les événements, du plus ancien au plus récent.", "The events, oldest first."}.in(
             language)},
        {"headers",
         {{"Link", {{"description", "rel=\"next\""}, {"schema", {{"type", "string"}}}}},
          {"Ecluse-More",
           {{"description", more.in(language)},
            {"schema", {{"type", "string"}, {"enum", Value::array({"true", "false"})}}}}}}},
        {"content",
         {{"application/json",
           {{"schema", {{"type", "array"}, {"items", event_schema(trigger, language)}}}}}}}}}};
  add_refusals(responses, *system.connector, trigger.errors, Effect::reads, language);
  return {{"operationId", system.system + "_events_" + trigger.name},
          {"tags", Value::array({system.system})},
          {"summary", trigger.title.in(language)},
          {"description", trigger.description.in(language)},
          {"x-ecluse-system", system.system},
          {"x-ecluse-trigger", trigger.name},
          {"x-ecluse-personal", trigger.personal},
          {"parameters", std::move(parameters)},
          {"responses", std::move(responses)}};
}

Value option_list(const Published& system, const OptionList& list, base::Language language) {
  const Value text = {{"type", "string"}};
  Value parameters = Value::array(
      {paging_parameter("search", {"Ce que le libellé contient.", "What the label contains."}, text,
                        language),
       paging_parameter("cursor",
                        {"Le curseur de la page précédente.", "The cursor of the last page."}, text,
                        language),
       page_size_parameter(language)});
  const Value option = {{"type", "object"},
                        {"properties", {{"value", Value::object()}, {"label", text}}},
                        {"required", {"value", "label"}}};
  const Value page = {
      {"type", "object"},
      {"properties", {{"options", {{"type", "array"}, {"items", option}}}, {"cursor", text}}},
      {"required", Value::array({"options"})}};
  Value responses = {{"200",
                      {{"description", list.title.in(language)},
                       {"content", {{"application/json", {{"schema", page}}}}}}}};
  add_refusals(responses, *system.connector, {}, Effect::reads, language);
  return {{"operationId", system.system + "_options_" + list.name},
          {"tags", Value::array({system.system})},
          {"summary", list.title.in(language)},
          {"x-ecluse-system", system.system},
          {"x-ecluse-options", list.name},
          {"parameters", std::move(parameters)},
          {"responses", std::move(responses)}};
}

void add_system(Value& document, const Published& system, base::Language language) {
  const Connector& connector = *system.connector;
  document["tags"].push_back(
      {{"name", system.system},
       {"description", connector.title.in(language) + ". " + connector.description.in(language)}});
  Value& paths = document["paths"];
  for (const auto& action : connector.actions) {
    if (system.opens_action && !system.opens_action(action)) continue;
    Value& path = paths["/hooks/" + system.system + "/" + action.name];
    path["post"] = post(system, action, language);
    if (takes_query(action)) path["get"] = get(system, action, language);
  }
  for (const auto& list : connector.options)
    paths["/api/catalog/" + system.system + "/options/" + list.name]["get"] =
        option_list(system, list, language);
  for (const auto& trigger : connector.triggers)
    if (trigger.kind == "poll" && (!system.opens_trigger || system.opens_trigger(trigger)))
      paths["/api/events/" + system.system + "/" + trigger.name]["get"] =
          events(system, trigger, language);
}

}  // namespace

std::vector<const json::SchemaNode::Property*> query_fields(const json::Schema& schema) {
  std::vector<const json::SchemaNode::Property*> fields;
  for (const auto& property : schema.root().properties)
    if (fits_query(*property.node)) fields.push_back(&property);
  return fields;
}

bool takes_query(const Action& action) {
  return action.effect == Effect::reads && !action.personal &&
         every_required_fits(*action.input.compiled);
}

Value openapi(const std::vector<Published>& systems, const DocumentFacts& facts) {
  const auto language = facts.language;
  const Sentence about{
      "Les logiciels métier de la commune, appelables depuis n8n, Make ou tout autre outil.",
      "The municipality's own software, callable from n8n, Make or any other tool."};
  const Sentence own{"Le serveur lui-même.", "The server itself."};
  Value document = {
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "Écluse"},
        {"version", facts.version},
        {"description", about.in(language)},
        {"license", {{"name", "EUPL-1.2"}, {"identifier", "EUPL-1.2"}}}}},
      {"servers", Value::array({{{"url", facts.public_url}}})},
      {"security", Value::array({{{"key", Value::array()}}})},
      {"tags", Value::array({{{"name", "ecluse"}, {"description", own.in(language)}}})},
      {"paths", openapi_host_paths(language)},
      {"components", openapi_components(language)}};
  for (const auto& system : systems) add_system(document, system, language);
  drop_unused_components(document);
  return document;
}

}  // namespace ecluse::manifest
