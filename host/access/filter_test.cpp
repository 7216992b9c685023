// SPDX-License-Identifier: EUPL-1.2
#include "access/filter.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace ecluse::access {
namespace {

json::Value field(json::Value schema) {
  schema["title"] = {{"fr", "x"}, {"en", "x"}};
  return schema;
}
json::Value object(json::Value properties) {
  return {
      {"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
}

TEST(Filter, DropsFiliationWhereverItStands) {
  const auto person = object({{"name", field({{"type", "string"}, {"personal", "identity"}})},
                              {"father", field({{"type", "string"}, {"personal", "filiation"}})}});
  const auto schema = json::Schema::compile(
      object({{"requests", field({{"type", "array"}, {"items", person}})}}), json::Place::output);
  ASSERT_TRUE(schema) << schema.error().pointer;
  const json::Value answer = {
      {"requests", {{{"name", "ZOÉ"}, {"father", "CANARY"}}, {{"name", "LÉO"}}}}};

  const FieldPolicy nothing;
  EXPECT_TRUE(may_filter(schema->root(), nothing));
  json::Value filtered = answer;
  filter(filtered, schema->root(), nothing);
  EXPECT_EQ(filtered, (json::Value{{"requests", {{{"name", "ZOÉ"}}, {{"name", "LÉO"}}}}}));

  const auto granted = policy_for({{"demandes", "reveal-filiation"}}, "demandes");
  EXPECT_FALSE(may_filter(schema->root(), granted));
  filtered = answer;
  filter(filtered, schema->root(), granted);
  EXPECT_EQ(filtered, answer);
  EXPECT_EQ(policy_for({{"demandes", "*read"}}, "demandes").filiation, Reveal::no);
}

}  // namespace
}  // namespace ecluse::access
