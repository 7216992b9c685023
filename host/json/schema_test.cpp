// SPDX-License-Identifier: EUPL-1.2
#include "json/schema.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "json/parse.hpp"

namespace ecluse::json {
namespace {

Value read(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return parse(text.str()).value();
}

Value told(const base::Result<void>& result) {
  if (result) return nullptr;
  Value parameters = Value::object();
  for (const auto& [name, value] : result.error().parameters) parameters[name] = value;
  return {{"code", result.error().slug},
          {"pointer", result.error().pointer},
          {"parameters", parameters}};
}

/// Titles are objects in manifests, which a general validator would refuse.
void strip(Value& schema) {
  if (schema.is_array())
    for (auto& item : schema) strip(item);
  if (!schema.is_object()) return;
  if (schema.contains("type") && schema["type"].is_string()) {
    for (const auto* keyword : {"title", "description", "labels", "format"}) schema.erase(keyword);
  }
  for (auto& member : schema) strip(member);
}

bool judge_accepts(Value schema, const Value& input) {
  strip(schema);
  valijson::Schema compiled;
  valijson::SchemaParser parser;
  const valijson::adapters::NlohmannJsonAdapter adapter(schema);
  parser.populateSchema(adapter, compiled);
  valijson::Validator validator;
  return validator.validate(compiled, valijson::adapters::NlohmannJsonAdapter(input), nullptr);
}

TEST(Schema, AnswersEveryCaseAndAgreesWithTheJudge) {
  std::size_t cases = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(ECLUSE_SOURCE_FOLDER "/sdk/abi/schema_cases")) {
    if (file.path().extension() != ".json") continue;
    const Value content = read(file.path());
    const auto schema = Schema::compile(content["schema"], Place::input);
    ASSERT_TRUE(schema) << file.path() << schema.error().pointer;
    for (const Value& row : content["cases"]) {
      ++cases;
      EXPECT_EQ(told(schema->validate(row["input"])), row["fault"])
          << file.path() << " " << row["input"].dump().substr(0, 200);
      const std::string code = row["fault"].is_null() ? "" : row["fault"]["code"];
      // Limits that are ours alone: formats, and the bounds where a schema states none.
      const std::string limit = code.empty() ? "" : row["fault"]["parameters"].value("limit", "");
      const bool ours = code == "wrong-format" || row["input"].contains("free") ||
                        limit.find("9007199254740991") != limit.npos;
      if (!ours) {
        EXPECT_EQ(judge_accepts(content["schema"], row["input"]), code.empty())
            << file.path() << " " << row["input"].dump();
      }
    }
  }
  EXPECT_GE(cases, 180u);
}

TEST(Schema, FillsDefaults) {
  const auto title = Value{{"fr", "x"}, {"en", "x"}};
  const Value text = {
      {"type", "object"},
      {"additionalProperties", false},
      {"properties", {{"n", {{"type", "integer"}, {"default", 50}, {"title", title}}}}}};
  const auto schema = Schema::compile(text, Place::input);
  ASSERT_TRUE(schema);
  Value input = Value::object();
  schema->fill_defaults(input);
  EXPECT_EQ(input, (Value{{"n", 50}}));
}

TEST(Schema, RefusesWhatItDoesNotKnow) {
  const std::pair<const char*, const char*> rows[] = {
      {R"({"type":"number"})", "/type"},
      {R"({})", "/type"},
      {R"({"type":"string","pattern":"a"})", "/pattern"},
      {R"({"type":"string","format":"ipv4"})", "/format"},
      {R"({"type":"string","format":"folder"})", "/format"},
      {R"({"type":"string","writeOnly":true})", "/writeOnly"},
      {R"({"type":"string","personal":"secret"})", "/personal"},
      {R"({"type":"string","title":"x"})", "/title"},
      {R"({"type":"object","properties":{}})", "/additionalProperties"},
      {R"({"type":"object","additionalProperties":false,"properties":{"a":{"type":"string"}}})",
       "/properties/a/title"},
      {R"({"type":"object","additionalProperties":false,"required":["a"]})", "/required"},
      {R"({"type":"array"})", "/items"},
      {R"({"type":"integer","default":"x"})", "/default"},
      {R"({"type":"string","examples":["x"],"format":"date"})", "/examples/0"},
      {R"({"type":"array","items":{"type":"integer","default":"x"}})", "/items/default"},
      {R"({"type":"string","examples":"x"})", "/examples"},
      {R"({"type":"string","labels":{"a":{"fr":"x","en":"x"}}})", "/labels/a"},
      {R"({"type":"string","enum":["a"],"labels":{"a":"x"}})", "/labels/a"},
      {R"({"type":"string","enum":["a"],"labels":["a"]})", "/labels"},
      {R"({"type":"string","enum":[]})", "/enum"},
      {R"({"type":"string","enum":[1]})", "/enum"},
      {R"({"type":"boolean","enum":[true]})", "/enum"},
      {R"({"type":"string","options":1})", "/options"},
      {R"({"type":"string","advanced":"yes"})", "/advanced"},
      {R"({"type":"string","minLength":2,"maxLength":1})", "/minLength"},
      {R"({"type":"string","maxLength":-1})", "/maxLength"},
      {R"({"type":"integer","minimum":2,"maximum":1})", "/minimum"},
      {R"({"type":"integer","minimum":1.5})", "/minimum"},
      {R"({"type":"array","items":{"type":"string"},"minItems":2,"maxItems":1})", "/minItems"},
      {R"({"type":"object","additionalProperties":true})", "/additionalProperties"},
      {R"({"type":"object","additionalProperties":false,"properties":[]})", "/properties"},
      {R"({"type":"object","additionalProperties":false,"$ref":"#"})", "/$ref"},
  };
  for (const auto& [text, pointer] : rows) {
    const auto schema = Schema::compile(parse(text).value(), Place::input);
    ASSERT_FALSE(schema) << text;
    EXPECT_EQ(schema.error().pointer, pointer) << text;
  }
}

TEST(Schema, ASecretIsForSettingsAndIsNeverShown) {
  const auto secret = Value{{"type", "string"}, {"writeOnly", true}};
  const auto schema = Schema::compile(secret, Place::settings);
  ASSERT_TRUE(schema);
  EXPECT_TRUE(schema->root().write_only);
  Value shown = secret;
  shown["examples"] = Value::array({"hunter2"});
  const auto refused = Schema::compile(shown, Place::settings);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().pointer, "/examples");
}

TEST(Schema, LimitsWhatStatesNoLimit) {
  const auto text = Value{{"type", "string"}};
  const auto list = Value{{"type", "array"}, {"items", {{"type", "integer"}}}};
  const Value many(10'001, 1);
  EXPECT_EQ(Schema::compile(text, Place::input)->validate(std::string(10'001, 'x')).error().slug,
            "too-long");
  EXPECT_TRUE(Schema::compile(text, Place::output)->validate(std::string(10'001, 'x')));
  EXPECT_EQ(Schema::compile(list, Place::input)->validate(many).error().slug, "too-many");
  EXPECT_TRUE(Schema::compile(list, Place::output)->validate(many));
  const auto beyond =
      Schema::compile({{"type", "integer"}}, Place::input)->validate(std::int64_t{1} << 53);
  EXPECT_EQ(beyond.error().slug, "too-large");
}

TEST(Schema, KnowsWherePersonalDataMayStand) {
  const auto content = read(ECLUSE_SOURCE_FOLDER "/sdk/abi/schema_cases/nested.json");
  const auto schema = Schema::compile(content["schema"], Place::output);
  ASSERT_TRUE(schema);
  EXPECT_TRUE(schema->root().personal_within);
  EXPECT_EQ(schema->root().find("person")->node->find("name")->node->personal, Personal::identity);
}

}  // namespace
}  // namespace ecluse::json
