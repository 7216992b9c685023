// SPDX-License-Identifier: EUPL-1.2
#include "manifest/openapi.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "json/canonical.hpp"
#include "manifest/http_status.hpp"
#include "manifest/markdown.hpp"
#include "manifest/parse.hpp"
#include "manifest/sample.hpp"
#include "manifest/schema_text.hpp"

namespace ecluse::manifest {
namespace {

using base::Language;
using json::Value;

const Manifest& read_sample() {
  static const Manifest manifest = parse(json::canonical(sample())).value();
  return manifest;
}

Value document(Language language = Language::french) {
  const Connector& connector = read_sample().connectors[0];
  return openapi({{"etat-civil", &connector}, {"annexe", &connector}},
                 {"https://ecluse.mairie.test", language});
}

/// Calls `each` for every operation of the document.
template <typename Each>
void operations(const Value& from, Each each) {
  for (const auto& path : from["paths"].items())
    for (const auto& method : path.value().items()) each(path.key(), method.key(), method.value());
}

const Value* parameter(const Value& operation, const char* name) {
  for (const auto& one : operation["parameters"])
    if (one.value("name", "") == name) return &one;
  return nullptr;
}

TEST(OpenApi, HasAPathForEachActionAndTriggerOfEachSystem) {
  const Value made = document();
  std::set<std::string> paths;
  for (const auto& path : made["paths"].items()) paths.insert(path.key());
  const std::set<std::string> expected{"/api/catalog",
                                       "/api/catalog/annexe/options/communes",
                                       "/api/catalog/etat-civil/options/communes",
                                       "/api/me",
                                       "/livez",
                                       "/readyz",
                                       "/api/events/annexe/new-request",
                                       "/api/events/etat-civil/new-request",
                                       "/hooks/annexe/build-request",
                                       "/hooks/annexe/list-files",
                                       "/hooks/annexe/search-requests",
                                       "/hooks/etat-civil/build-request",
                                       "/hooks/etat-civil/list-files",
                                       "/hooks/etat-civil/search-requests"};
  EXPECT_EQ(paths, expected);
  EXPECT_EQ(made["servers"][0]["url"], "https://ecluse.mairie.test");
  EXPECT_EQ(made["info"]["license"]["identifier"], "EUPL-1.2");
}

TEST(OpenApi, EveryOperationHasItsOwnIdATagAndRefusals) {
  const Value made = document();
  std::set<std::string> ids, tags;
  for (const auto& tag : made["tags"]) tags.insert(tag["name"]);
  operations(made, [&](const auto& path, const auto&, const Value& operation) {
    EXPECT_TRUE(ids.insert(operation["operationId"].template get<std::string>()).second) << path;
    ASSERT_EQ(operation["tags"].size(), 1u) << path;
    EXPECT_EQ(tags.count(operation["tags"][0]), 1u) << path;
    EXPECT_TRUE(operation["responses"].contains("401") || operation["responses"].contains("4XX"));
  });
}

TEST(OpenApi, PersonalAndWritingActionsAnswerPostOnly) {
  const Value paths = document()["paths"];
  EXPECT_FALSE(paths["/hooks/annexe/search-requests"].contains("get"));
  EXPECT_FALSE(paths["/hooks/annexe/build-request"].contains("get"));
  ASSERT_TRUE(paths["/hooks/annexe/list-files"].contains("get"));
  const Value& get = paths["/hooks/annexe/list-files"]["get"];
  EXPECT_NE(parameter(get, "page_size"), nullptr);
  EXPECT_EQ(parameter(get, "filter"), nullptr) << "an object has no place in a query";
  EXPECT_EQ((*parameter(get, "states"))["explode"], true);
}

TEST(OpenApi, OnlyWritingActionsTakeAnIdempotencyKey) {
  const Value paths = document()["paths"];
  const Value* key = parameter(paths["/hooks/annexe/build-request"]["post"], "Idempotency-Key");
  ASSERT_NE(key, nullptr);
  EXPECT_EQ((*key)["required"], true);
  EXPECT_EQ(parameter(paths["/hooks/annexe/list-files"]["post"], "Idempotency-Key"), nullptr);
  EXPECT_FALSE(paths["/hooks/annexe/list-files"]["post"]["responses"].contains("422"));
}

TEST(OpenApi, AStreamIsAnArrayOrLines) {
  const Value response =
      document()["paths"]["/hooks/annexe/list-files"]["post"]["responses"]["200"];
  EXPECT_EQ(response["content"]["application/json"]["schema"]["type"], "array");
  EXPECT_TRUE(response["content"].contains("application/x-ndjson"));
  EXPECT_TRUE(response["content"]["application/json"]["examples"]["example-1"]["value"].is_array());
}

TEST(OpenApi, NamesTheErrorsOfTheConnectorUnderTheirStatus) {
  const Value responses =
      document(Language::english)["paths"]["/hooks/annexe/list-files"]["post"]["responses"];
  const std::string text = responses["503"]["description"];
  EXPECT_NE(text.find("`folder-unreachable`: Folder unreachable."), text.npos) << text;
}

TEST(OpenApi, EventsAndOptionListsPageByCursor) {
  const Value paths = document()["paths"];
  const Value& get = paths["/api/events/annexe/new-request"]["get"];
  const Value& item = get["responses"]["200"]["content"]["application/json"]["schema"]["items"];
  EXPECT_EQ(item["required"], Value::array({"id", "time", "data"}));
  for (const auto* name : {"after", "page_size", "commune"})
    EXPECT_NE(parameter(get, name), nullptr) << name;
  const Value& options = paths["/api/catalog/annexe/options/communes"]["get"];
  for (const auto* name : {"search", "cursor", "page_size"})
    EXPECT_NE(parameter(options, name), nullptr) << name;
}

/// Nothing of the manifest's own language may be left in what other tools read.
void expect_plain(const Value& value, const std::string& at) {
  if (value.is_array())
    for (const auto& item : value) expect_plain(item, at);
  if (!value.is_object()) return;
  EXPECT_FALSE(value.size() == 2 && value.contains("fr") && value.contains("en")) << at;
  for (const auto& member : value.items()) {
    const bool own = member.key() == "personal" || member.key() == "labels";
    EXPECT_FALSE(own) << at;
    expect_plain(member.value(), at + "/" + member.key());
  }
}

TEST(OpenApi, IsPlainJsonSchemaInOneLanguage) {
  for (const auto language : {Language::french, Language::english})
    expect_plain(document(language), "");
}

/// Every "$ref" of the document, at any depth.
void collect_references(const Value& value, std::set<std::string>& found) {
  if (value.is_object() && value.contains("$ref")) found.insert(value["$ref"].get<std::string>());
  if (value.is_structured())
    for (const auto& inner : value) collect_references(inner, found);
}

TEST(OpenApi, EveryReferenceLeadsSomewhere) {
  const Value made = document();
  std::set<std::string> references;
  collect_references(made, references);
  EXPECT_GE(references.size(), 10u);
  for (const auto& reference : references)
    EXPECT_TRUE(made.contains(Value::json_pointer(reference.substr(1)))) << reference;
}

TEST(OpenApi, HoldsNoComponentThatNoPathNames) {
  for (const Value& made : {document(), openapi({}, {"https://ecluse.mairie.test"})}) {
    std::set<std::string> references;
    collect_references(made["paths"], references);
    for (const std::string kind : {"responses", "parameters"})
      for (const auto& one : made["components"][kind].items())
        EXPECT_EQ(references.count("#/components/" + kind + "/" + one.key()), 1u) << one.key();
  }
}

TEST(OpenApi, AProblemNamesEachMemberThatItRequires) {
  const Value problem = document()["components"]["schemas"]["Problem"];
  for (const auto& name : problem["required"])
    EXPECT_TRUE(problem["properties"].contains(name.get<std::string>())) << name;
}

TEST(OpenApi, IsTheSameBytesEachTime) {
  EXPECT_EQ(document().dump(), document().dump());
  // For tests/openapi, which gives this document to Redocly too: it uses every member of a
  // manifest.
  if (const char* path = std::getenv("ECLUSE_OPENAPI_OUT"))
    std::ofstream(path) << document().dump(1);
}

TEST(SchemaText, RendersOneLanguageAndSaysTheRestInExtensions) {
  const auto& connector = read_sample().connectors[0];
  const Value input =
      schema_text(*connector.find_action("build-request")->input.text, Language::french);
  const Value& person = input["properties"]["person"];
  EXPECT_EQ(person["x-ecluse-personal"], "identity");
  EXPECT_EQ(person["properties"]["name"]["title"], "Nom");
  EXPECT_EQ(person["properties"]["name"]["description"], "De famille");
  EXPECT_EQ(person["properties"]["born"]["x-ecluse-format"], "partial-date");
  EXPECT_FALSE(person["properties"]["born"].contains("format"));
  EXPECT_EQ(input["properties"]["kind"]["x-ecluse-labels"]["death"], "Décès");
  const Value search =
      schema_text(*connector.find_action("search-requests")->input.text, Language::english);
  EXPECT_EQ(search["properties"]["commune"]["x-ecluse-options"], "communes");
}

TEST(HttpStatus, ARefusalOfOurAccountIsNotTheCallersFault) {
  EXPECT_EQ(http_status(base::Status::unauthenticated), 502);
  EXPECT_EQ(http_status(base::Status::permission_denied), 502);
  EXPECT_EQ(http_status(base::Status::invalid_argument), 400);
  EXPECT_EQ(http_status(base::Status::already_exists), 409);
}

TEST(Markdown, TellsFieldsAndErrorsInBothLanguages) {
  const auto& connector = read_sample().connectors[0];
  const std::string french = markdown(connector, Language::french);
  for (const auto* wanted :
       {"# Demandes d'état civil\n", "`POST /hooks/{system}/build-request`",
        "| `person.name` * | string, …80 | Nom. De famille |", "`kind`", "= `birth`",
        "| `folder-unreachable` | 503 | Le dossier {folder} \\| est injoignable. |",
        "`ecluse system NAME import`", "`GET /api/events/{system}/new-request`"})
    EXPECT_NE(french.find(wanted), french.npos) << wanted << "\n" << french;
  EXPECT_NE(markdown(connector, Language::english).find("Civil-status requests"),
            std::string::npos);
  EXPECT_NE(problems_markdown(Language::english).find("| `wrong-type` | 400 |"), std::string::npos);
}

}  // namespace
}  // namespace ecluse::manifest
