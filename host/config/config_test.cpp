// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/keys.hpp"
#include "config/load.hpp"
#include "json/canonical.hpp"
#include "manifest/parse.hpp"

namespace ecluse::config {
namespace {

json::Value words(const char* text) { return {{"fr", text}, {"en", text}}; }

manifest::Manifest demo_manifest() {
  const json::Value settings = {
      {"type", "object"},
      {"additionalProperties", false},
      {"properties",
       {{"folder", {{"type", "string"}, {"format", "folder"}, {"title", words("Dossier")}}},
        {"password", {{"type", "string"}, {"writeOnly", true}, {"title", words("Mot de passe")}}},
        {"settle", {{"type", "string"}, {"format", "duration"}, {"default", "10s"}, {"title", words("Repos")}}}}},
      {"required", {"folder"}}};
  const json::Value connector = {
      {"id", "demo"}, {"title", words("x")}, {"description", words("x")}, {"product", "x"}, {"versions", json::Value::array()},
      {"personal", false}, {"max_concurrency", 1}, {"extensions", json::Value::array()}, {"settings", settings},
      {"actions", json::Value::array()}, {"triggers", json::Value::array()}, {"options", json::Value::array()},
      {"commands", json::Value::array()}, {"errors", json::Value::object()}};
  const json::Value all = {{"ecluse", 1}, {"requires", json::Value::array()}, {"uses", json::Value::array()},
                           {"plugin", {{"id", "demo"}, {"version", "1.0.0"}, {"license", "MIT"}, {"publisher", "x"}, {"contact", "x"}}},
                           {"connectors", {connector}}};
  return manifest::parse(json::canonical(all)).value();
}

std::string told(std::string_view text) {
  Loaded loaded = parse(text, "/srv/ecluse.toml");
  const auto manifest = demo_manifest();
  check(loaded.config, {&manifest}, [](const SecretReference& reference) {
    return SecretValue{reference.name == "there" ? SecretFault::none : SecretFault::missing, "s3cret"};
  }, loaded.findings);
  std::string all;
  for (const Finding& finding : loaded.findings)
    all += std::to_string(finding.place.line) + ":" + std::to_string(finding.place.column) + " " + finding.slug + "\n";
  return all;
}

TEST(Config, ReadsAWholeFile) {
  const Loaded loaded = parse(R"([server]
listen = "127.0.0.1:9000"
language = "en"
[plugins]
folders = ["plugins"]
[systems.a]
connector = "demo"
settings.folder = "in"
[consumers.c]
scopes = ["a:*read"]
purpose = "x"
)", "/srv/ecluse.toml");
  EXPECT_TRUE(loaded.findings.empty());
  EXPECT_EQ(loaded.config.server.port, 9000);
  EXPECT_EQ(loaded.config.server.public_url, "http://127.0.0.1:9000");
  EXPECT_EQ(loaded.config.plugins.folders[0], "/srv/plugins");
  const auto manifest = demo_manifest();
  const auto resolved = resolve(loaded.config, loaded.config.systems.at("a"), manifest.connectors[0], secrets_in("/none"));
  ASSERT_TRUE(resolved);
  EXPECT_EQ(resolved->text, R"({"folder":"/srv/in","settle":"10s"})");
  EXPECT_EQ(resolved->roots, std::vector<std::string>{"/srv/in"});
}

TEST(Config, FindsEveryFaultWithItsPlace) {
  EXPECT_EQ(told("[server]\nlisten = 8080\npublic_url = \"mairie\"\nlangage = \"fr\"\n"),
            "1:1 systems-missing\n2:10 wrong-type\n3:14 public-url-wrong\n4:1 unknown-key\n");
  EXPECT_EQ(told("[systems.a]\nconnector = \"dmo\"\n[systems.b]\nconnector = \"demo\"\nsettings.folder = 7\n"
                 "settings.password = \"x\"\n[systems.c]\nconnector = \"demo\"\nsettings.folder = \"/proc\"\n"
                 "settings.password = { file = \"lost\" }\n[consumers.u]\npurpose = \"x\"\n"
                 "scopes = [\"c:nothing\", \"z:*read\", \"c\"]\n"),
            "2:13 unknown-connector\n5:19 setting-wrong\n6:21 secret-in-clear\n10:21 secret-missing\n"
            "13:11 scope-action\n13:24 scope-system\n13:35 scope-wrong\n");
  EXPECT_EQ(told("[server\n"), "1:8 syntax\n");
}

TEST(Config, SchemaIsGeneratedFromTheTable) {
  const auto schema = json::Value::parse(json_schema(base::Language::english));
  EXPECT_EQ(schema["properties"]["systems"]["additionalProperties"]["properties"]["connector"]["type"], "string");
}

}  // namespace
}  // namespace ecluse::config
