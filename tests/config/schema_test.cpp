// SPDX-License-Identifier: EUPL-1.2
// The published JSON Schema of ecluse.toml: generated, committed beside its table, and asked by a
// judge of its own (valijson) about files as another tool would see them.
#include <gtest/gtest.h>
#include <toml++/toml.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "config/keys.hpp"
#include "town.hpp"

namespace ecluse::config_cases {
namespace {

using Json = nlohmann::json;

Json as_json(const std::string& toml_text) {
  const toml::table table = toml::parse(toml_text);
  std::ostringstream text;
  text << toml::json_formatter(table);
  return Json::parse(text.str());
}

class Judge {
 public:
  Judge() {
    const Json text = Json::parse(config::json_schema(base::Language::english));
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema_);
  }
  bool accepts(const std::string& toml_text) const {
    const Json value = as_json(toml_text);
    valijson::Validator validator;
    return validator.validate(schema_, valijson::adapters::NlohmannJsonAdapter(value), nullptr);
  }

 private:
  valijson::Schema schema_;
};

TEST(ConfigSchema, IsTheCommittedOne) {
  for (const auto language : {base::Language::french, base::Language::english}) {
    const std::filesystem::path file =
        std::filesystem::path(ECLUSE_SOURCE_FOLDER "/host/config") /
        ("ecluse.schema." + std::string(base::tag(language)) + ".json");
    const std::string made = config::json_schema(language);
    if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(file, std::ios::binary) << made;
    EXPECT_EQ(made, content_of(file)) << file;
  }
}

TEST(ConfigSchema, AcceptsEveryGoodFile) {
  const Judge judge;
  for (const auto& of : cases_of("good"))
    EXPECT_TRUE(judge.accepts(content_of(of / "ecluse.toml"))) << of;
  EXPECT_TRUE(judge.accepts(content_of(ECLUSE_SOURCE_FOLDER "/examples/town/ecluse.toml")));
}

/// The faults that need no manifest, no machine and no second look: a schema can find them.
TEST(ConfigSchema, RefusesFaultsOfStructure) {
  const Judge judge;
  std::size_t refused = 0;
  for (const auto* name : {"21-unknown-keys-everywhere",
                           "22-wrong-types",
                           "23-sections-that-are-values",
                           "24-listen",
                           "26-listen-by-name",
                           "27-public-url",
                           "28-public-url-slash",
                           "29-public-url-with-account",
                           "31-language",
                           "32-names",
                           "33-root-serves",
                           "35-log-level-and-threads",
                           "36-threads-too-many",
                           "39-isolation",
                           "47-sha256-malformed",
                           "51-connector-missing",
                           "61-secret-references",
                           "66-purpose-missing",
                           "68-scopes-malformed",
                           "70-callbacks",
                           "73-tls-not-whole",
                           "74-tls-of-a-wrong-type"}) {
    EXPECT_FALSE(judge.accepts(content_of(home / "faults" / name / "ecluse.toml"))) << name;
    ++refused;
  }
  EXPECT_EQ(refused, 22u);
}

/// One fault at a time, so that no other hides it.
TEST(ConfigSchema, RefusesEachFaultAlone) {
  const Judge judge;
  const std::string good = "[systems.a]\nconnector = \"x\"\n[consumers.b]\npurpose = \"y\"\n";
  ASSERT_TRUE(judge.accepts(good));
  for (const auto* wrong :
       {"[server]\nlisten = \"8080\"\n",
        "[server]\nlisten = 8080\n",
        "[server]\npublic_url = \"https://e.example/\"\n",
        "[server]\nlanguage = \"es\"\n",
        "[server]\nlog_level = \"loud\"\n",
        "[server]\nthreads = 0\n",
        "[server]\nthreads = 257\n",
        "[server]\nuser = \"root\"\n",
        "[server]\nuser = \"\"\n",
        "[server]\ndeployment = \"A B\"\n",
        "[server]\nx = 1\n",
        "[plugins]\nfolders = \"x\"\n",
        "[plugins]\nfolders = [1]\n",
        "[plugins.pin.x]\nsha256 = \"0\"\n",
        "[plugins.pin.x]\npublisher = \"\"\n",
        "[plugins.pin.x]\nname = \"y\"\n",
        "[systems.A]\nconnector = \"x\"\n",
        "[systems.c]\nisolation = \"none\"\n",
        "[systems.c]\nconnector = \"x\"\nisolation = \"vm\"\n",
        "[systems.c]\nconnector = \"x\"\nsettings.password = { file = \"/etc/x\" }\n",
        "[systems.c]\nconnector = \"x\"\nsettings.rate = 1.5\n",
        "[consumers.d]\nscopes = [\"a:*read\"]\n",
        "[consumers.d]\npurpose = \" \"\n",
        "[consumers.d]\npurpose = \"y\"\nscopes = [\"a\"]\n",
        "[consumers.d]\npurpose = \"y\"\nlanguage = \"de\"\n",
        "[consumers.d]\npurpose = \"y\"\nallow_callbacks = [\"x\"]\n"})
    EXPECT_FALSE(judge.accepts(good + wrong)) << wrong;
  for (const auto* right : {"[server]\nlisten = \"[::1]:80\"\npublic_url = "
                            "\"https://e.example/ecluse\"\nthreads = 256\nuser = \"ecluse\"\n",
                            "[systems.c]\nconnector = \"x\"\nsettings.any = { thing = [1, \"two\", "
                            "{ three = true }] }\n",
                            "[systems.c]\nconnector = \"x\"\nsettings.password = { "
                            "systemd_credential = \"mrbs.password\" }\n"})
    EXPECT_TRUE(judge.accepts(good + right)) << right;
}

/// Every key has a description in both languages and an example that the schema accepts.
TEST(ConfigSchema, EveryKeyIsDescribed) {
  const Judge judge;
  for (const auto& key : config::keys()) {
    EXPECT_FALSE(key.description.french.empty()) << key.name;
    EXPECT_FALSE(key.description.english.empty()) << key.name;
    EXPECT_FALSE(key.example.empty()) << key.name;
  }
}

}  // namespace
}  // namespace ecluse::config_cases
