// SPDX-License-Identifier: EUPL-1.2
#include "manifest/openapi_parts.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "manifest/http_status.hpp"

namespace ecluse::manifest {
namespace {

using base::Sentence;
using json::Value;

enum class Calls : std::uint8_t { all, writing };

/// The refusals that the host itself gives to a call; sentences per slug stand in
/// base/problems.hpp.
struct Refused {
  int status;
  const char* name;
  Calls calls;
  Sentence description;
};

constexpr std::array refusals{
    Refused{
        400,
        "BadRequest",
        Calls::all,
        {"L'entrée est à corriger : `pointer` nomme le champ, `detail` dit quoi changer.",
         "The input must be corrected: `pointer` names the field, `detail` says what to change."}},
    Refused{
        401,
        "Unauthorized",
        Calls::all,
        {"La clé manque, est inconnue ou a expiré.", "The key is missing, unknown or expired."}},
    Refused{403,
            "Forbidden",
            Calls::all,
            {"La clé n'ouvre pas cette action.", "The key does not open this action."}},
    Refused{404,
            "NotFound",
            Calls::all,
            {"Ce système, cette action ou cet enregistrement n'existe pas.",
             "This system, action or record does not exist."}},
    Refused{409,
            "Conflict",
            Calls::writing,
            {"L'état actuel s'y oppose, ou un appel de même clé est en cours.",
             "The current state forbids it, or a call with the same key is in flight."}},
    Refused{
        413,
        "TooLarge",
        Calls::all,
        {"Le corps dépasse la limite de l'action.", "The body exceeds the limit of the action."}},
    Refused{422,
            "KeyReused",
            Calls::writing,
            {"La clé d'idempotence a déjà servi pour une autre entrée.",
             "The idempotency key was already used for another input."}},
    Refused{502,
            "BadGateway",
            Calls::all,
            {"Le logiciel métier ou son connecteur a échoué ; ce n'est pas votre clé.",
             "The legacy system or its connector failed; it is not your key."}},
    Refused{503,
            "Unavailable",
            Calls::all,
            {"Indisponible pour l'instant : réessayez après `Retry-After`.",
             "Not available now: try again after `Retry-After`."}},
    Refused{504,
            "Timeout",
            Calls::all,
            {"Le logiciel métier n'a pas répondu à temps.",
             "The legacy system did not answer in time."}},
};

Value problem_content() {
  return {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}};
}

Value text_schema(Sentence description, base::Language language) {
  return {{"type", "string"}, {"description", description.in(language)}};
}

Value problem_schema(base::Language language) {
  Value properties = {
      {"type",
       text_schema({"Lien vers la documentation.", "A link to the documentation."}, language)},
      {"title", text_schema({"Quelques mots.", "A few words."}, language)},
      {"detail",
       text_schema({"Une phrase qui dit quoi changer.", "A sentence that says what to change."},
                   language)},
      {"message", text_schema({"La même phrase.", "The same sentence."}, language)},
      {"remedy", text_schema({"Que faire ensuite.", "What to do next."}, language)},
      {"code", text_schema({"Nom stable de l'erreur.", "Stable name of the error."}, language)},
      {"pointer",
       text_schema({"Le champ en cause (RFC 6901).", "The field at fault (RFC 6901)."}, language)},
      {"request_id", text_schema({"À donner à l'assistance.", "To give to support."}, language)},
  };
  properties["status"] = {{"type", "integer"}, {"minimum", 400}, {"maximum", 599}};
  properties["retryable"] = {
      {"type", "boolean"},
      {"description",
       Sentence{"Le même appel peut réussir plus tard.", "The same call may succeed later."}.in(
           language)}};
  return {{"type", "object"},
          {"description", Sentence{"Toute erreur a cette forme (RFC 9457).",
                                   "Every error has this form (RFC 9457)."}
                              .in(language)},
          {"properties", std::move(properties)},
          {"required",
           {"type", "title", "status", "detail", "message", "code", "remedy", "request_id",
            "retryable"}}};
}

Value component_responses(base::Language language) {
  Value responses = Value::object();
  for (const auto& row : refusals) {
    responses[row.name] = {{"description", row.description.in(language)},
                           {"content", problem_content()}};
    if (row.status == 503)
      responses[row.name]["headers"]["Retry-After"] = {{"schema", {{"type", "integer"}}}};
  }
  return responses;
}

Value header_parameter(const char* name, Sentence description, int longest,
                       base::Language language) {
  return {{"name", name},
          {"in", "header"},
          {"description", description.in(language)},
          {"schema", {{"type", "string"}, {"minLength", 1}, {"maxLength", longest}}}};
}

Value component_parameters(base::Language language) {
  const Sentence dry{"Tout vérifier sans rien écrire.", "Check everything and write nothing."};
  return {
      {"DryRun",
       {{"name", "dry_run"},
        {"in", "query"},
        {"description", dry.in(language)},
        {"schema", {{"type", "boolean"}, {"default", false}}}}},
      {"Case",
       header_parameter(
           "Ecluse-Case",
           {"Référence du dossier pour lequel l'appel est fait ; va au journal. Sinon `?case=`.",
            "Reference of the case the call is made for; goes to the audit log. Or `?case=`."},
           200, language)},
      {"Language",
       header_parameter("Accept-Language",
                        {"Langue des phrases : fr ou en.", "Language of the sentences: fr or en."},
                        200, language)},
  };
}

/// One path of the host itself that answers a JSON object.
Value host_path(const char* id, Sentence summary, Sentence answer, base::Language language) {
  return {{"get",
           {{"operationId", id},
            {"tags", Value::array({"ecluse"})},
            {"summary", summary.in(language)},
            {"responses",
             {{"200",
               {{"description", answer.in(language)},
                {"content", {{"application/json", {{"schema", {{"type", "object"}}}}}}}}}}}}}};
}

void open_to_all(Value& path, base::Language language) {
  path["get"]["security"] = Value::array();
  path["get"]["responses"]["4XX"] = {
      {"description", Sentence{"Requête mal formée.", "Malformed request."}.in(language)},
      {"content", problem_content()}};
}

const Refused* find_refusal(int status) {
  for (const auto& row : refusals)
    if (row.status == status) return &row;
  return nullptr;
}

void collect_references(const Value& value, std::set<std::string>& found) {
  if (value.is_object() && value.contains("$ref")) found.insert(value["$ref"].get<std::string>());
  if (value.is_structured())
    for (const auto& inner : value) collect_references(inner, found);
}

}  // namespace

Value openapi_components(base::Language language) {
  return {{"schemas", {{"Problem", problem_schema(language)}}},
          {"responses", component_responses(language)},
          {"parameters", component_parameters(language)},
          {"securitySchemes",
           {{"key",
             {{"type", "http"},
              {"scheme", "bearer"},
              {"description",
               Sentence{"Une clé de `ecluse keys create`.", "A key of `ecluse keys create`."}.in(
                   language)}}}}}};
}

Value openapi_host_paths(base::Language language) {
  Value paths = {
      {"/api/catalog", host_path("ecluse_catalog",
                                 {"Systèmes, actions et schémas ouverts à la clé",
                                  "Systems, actions and schemas open to the key"},
                                 {"Le catalogue.", "The catalog."}, language)},
      {"/api/me", host_path("ecluse_me", {"Ce que la clé peut faire", "What the key may do"},
                            {"Le consommateur, ses droits, sa finalité.",
                             "The consumer, its scopes, its purpose."},
                            language)},
      {"/livez", host_path("ecluse_livez", {"Le serveur répond", "The server answers"},
                           {"Il répond.", "It answers."}, language)},
      {"/readyz",
       host_path("ecluse_readyz", {"Le serveur prend des appels", "The server takes calls"},
                 {"Il prend des appels.", "It takes calls."}, language)},
  };
  for (const auto* path : {"/api/catalog", "/api/me"})
    paths[path]["get"]["responses"]["401"] = {{"$ref", "#/components/responses/Unauthorized"}};
  open_to_all(paths["/livez"], language);
  open_to_all(paths["/readyz"], language);
  paths["/readyz"]["get"]["responses"]["503"] = {{"$ref", "#/components/responses/Unavailable"}};
  return paths;
}

void add_refusals(Value& responses, const Connector& connector,
                  const std::vector<std::string>& slugs, Effect effect, base::Language language) {
  for (const auto& row : refusals)
    if (row.calls == Calls::all || effect == Effect::writes)
      responses[std::to_string(row.status)] = {
          {"$ref", std::string("#/components/responses/") + row.name}};
  std::map<int, std::string> own;  // status → a Markdown list of the connector's errors
  for (const auto& slug : slugs) {
    const ErrorType& type = connector.errors.find(slug)->second;
    own[http_status(type.status)] +=
        "\n- `" + slug + "`: " + type.title.in(language) + ". " + type.sentence.in(language);
  }
  for (const auto& [status, list] : own) {
    const auto* row = find_refusal(status);
    const Sentence refusal{"Refus du connecteur.", "Refusal of the connector."};
    const auto begin = (row != nullptr ? row->description : refusal).in(language);
    responses[std::to_string(status)] = {{"description", std::string(begin) + "\n" + list},
                                         {"content", problem_content()}};
  }
}

void drop_unused_components(Value& document) {
  std::set<std::string> used;
  collect_references(document["paths"], used);
  for (const std::string kind : {"responses", "parameters"}) {
    Value kept = Value::object();
    for (auto& one : document["components"][kind].items())
      if (used.count("#/components/" + kind + "/" + one.key()) != 0)
        kept[one.key()] = std::move(one.value());
    document["components"][kind] = std::move(kept);
  }
}

}  // namespace ecluse::manifest
