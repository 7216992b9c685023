// SPDX-License-Identifier: EUPL-1.2
#include "manifest/parse.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "json/canonical.hpp"
#include "manifest/sample.hpp"

namespace ecluse::manifest {
namespace {

using json::Value;

/// The pointer and the reason of the refusal of the sample with one change; "" when it is accepted.
std::string refusal_of(const char* pointer, const Value& change) {
  Value manifest = sample();
  manifest[Value::json_pointer(pointer)] = change;
  const auto read = parse(json::canonical(manifest));
  if (read) return "";
  EXPECT_EQ(read.error().slug, "manifest-invalid");
  return read.error().pointer;
}

TEST(Manifest, ReadsEveryMember) {
  const auto read = parse(json::canonical(sample()));
  ASSERT_TRUE(read) << read.error().pointer << " " << read.error().parameters[0].second;
  EXPECT_EQ(read->id, "civil-status");
  EXPECT_EQ(read->requires_services, std::vector<std::string>{"ecluse.files/1"});
  const Connector* connector = read->find_connector("demandes");
  ASSERT_NE(connector, nullptr);
  EXPECT_EQ(read->find_connector("autre"), nullptr);
  EXPECT_EQ(connector->refresh, std::chrono::seconds(30));
  EXPECT_TRUE(connector->has_options("communes"));
  EXPECT_TRUE(connector->has_extension("ecluse.trigger/1"));
  const Action* search = connector->find_action("search-requests");
  ASSERT_NE(search, nullptr);
  EXPECT_EQ(search->effect, Effect::reads);
  EXPECT_TRUE(search->personal);
  EXPECT_EQ(search->timeout, std::chrono::seconds(20));
  EXPECT_EQ(search->errors, std::vector<std::string>{"folder-unreachable"});
  const Action* build = connector->find_action("build-request");
  ASSERT_NE(build, nullptr);
  EXPECT_EQ(build->effect, Effect::writes);
  EXPECT_EQ(build->idempotency, Idempotency::required);
  EXPECT_EQ(build->max_body, 4096u);
  EXPECT_TRUE(build->input.compiled->validate(*build->examples.at(0).input));
  ASSERT_NE(connector->find_trigger("new-request"), nullptr);
  ASSERT_NE(connector->find_command("import"), nullptr);
  EXPECT_EQ(connector->errors.at("folder-unreachable").status, base::Status::unavailable);
}

struct Wrong {
  const char* pointer;
  Value value;
  const char* at;
};

TEST(Manifest, RefusesEachFaultWhereItStands) {
  const std::string first = "/connectors/0";
  const Wrong rows[] = {
      {"/ecluse", 2, "/ecluse"},
      {"/plugin/id", "Civil", "/plugin/id"},
      {"/plugin/version", "1.0", "/plugin/version"},
      {"/plugin/version", "01.0.0", "/plugin/version"},
      {"/plugin/more", 1, "/plugin/more"},
      {"/more", 1, "/more"},
      {"/requires", {"files"}, "/requires"},
      {"/requires", {"ecluse.files/"}, "/requires"},
      {"/requires", {"ecluse.files/one"}, "/requires"},
      {"/connectors", Value::array(), "/connectors"},
      {"/connectors/1", sample()["connectors"][0], "/connectors/1/id"},
      {"/connectors/0/max_concurrency", 65, "/connectors/0/max_concurrency"},
      {"/connectors/0/title", "Demandes", "/connectors/0/title"},
      {"/connectors/0/title", {{"fr", "x"}}, "/connectors/0/title/en"},
      {"/connectors/0/title", {{"fr", "x"}, {"en", ""}}, "/connectors/0/title"},
      {"/connectors/0/settings/pattern", "x", "/connectors/0/settings/pattern"},
      {"/connectors/0/actions/0/name", "search_requests", "/connectors/0/actions/0/name"},
      {"/connectors/0/actions/0/name", "build-request", "/connectors/0/actions"},
      {"/connectors/0/actions/0/timeout", 901, "/connectors/0/actions/0/timeout"},
      {"/connectors/0/actions/0/max_body", 16777217, "/connectors/0/actions/0/max_body"},
      {"/connectors/0/actions/0/idempotency", "required", "/connectors/0/actions/0/idempotency"},
      {"/connectors/0/actions/0/idempotency", "maybe", "/connectors/0/actions/0/idempotency"},
      {"/connectors/0/actions/1/idempotency", "none", "/connectors/0/actions/1/idempotency"},
      {"/connectors/0/actions/0/errors", {"no-such"}, "/connectors/0/actions/0/errors"},
      {"/connectors/0/actions/0/input", {{"type", "string"}}, "/connectors/0/actions/0/input"},
      {"/connectors/0/actions/0/input/properties/case", sample_field(),
       "/connectors/0/actions/0/input"},
      {"/connectors/0/actions/0/input/properties/commune/options", "streets",
       "/connectors/0/actions/0/options"},
      {"/connectors/0/actions/1/examples/0/input", Value::object(),
       "/connectors/0/actions/1/examples/0/input"},
      {"/connectors/0/actions/1/examples/0/output",
       {{"fil", "a"}},
       "/connectors/0/actions/1/examples/0/output"},
      {"/connectors/0/actions/1/personal", false, "/connectors/0/actions/1/personal"},
      {"/connectors/0/personal", false, "/connectors/0/actions/0/personal"},
      {"/connectors/0/triggers/0/params/properties/after", sample_field(),
       "/connectors/0/triggers/0/params"},
      {"/connectors/0/triggers/0/params/properties/commune/options", "streets",
       "/connectors/0/triggers/0/options"},
      {"/connectors/0/settings/properties/token/options", "streets", "/connectors/0/options"},
      {"/connectors/0/triggers/0/kind", "push", "/connectors/0/triggers/0/kind"},
      {"/connectors/0/triggers/0/errors", {"no-such"}, "/connectors/0/triggers/0/errors"},
      {"/connectors/0/errors/folder-unreachable/status", "ok",
       "/connectors/0/errors/folder-unreachable/status"},
      {"/connectors/0/errors/Folder", Value::object(), "/connectors/0/errors/Folder"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(refusal_of(row.pointer, row.value), row.at) << row.value.dump();
}

/// The committed manifests of the tree, which stand there pretty for readers of diffs.
TEST(Manifest, AcceptsEveryManifestOfTheTree) {
  std::size_t read_count = 0;
  for (const auto* top : {"connectors", "plugins", "tests"}) {
    const auto folder = std::filesystem::path(ECLUSE_SOURCE_FOLDER) / top;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      std::ifstream file(entry.path() / "manifest.json");
      if (!file) continue;
      std::stringstream text;
      text << file.rdbuf();
      const auto read = parse(json::canonical(json::parse(text.str()).value()));
      ++read_count;
      EXPECT_TRUE(read) << entry.path() << " " << read.error().pointer << " "
                        << read.error().parameters[0].second;
    }
  }
  EXPECT_GE(read_count, 1u);
}

TEST(Manifest, RefusesTextThatIsNotCanonical) {
  const auto read = parse(sample().dump(1));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().slug, "manifest-invalid");
  EXPECT_EQ(parse("{").error().slug, "invalid-json");
  EXPECT_EQ(parse("[]").error().slug, "manifest-invalid");
}

TEST(Manifest, ARuntimeHasNoConnectors) {
  Value manifest = sample();
  manifest["connectors"] = Value::array();
  manifest["runtime"] = {{"extension", ".py"}, {"title", {{"fr", "Python"}, {"en", "Python"}}}};
  const auto read = parse(json::canonical(manifest));
  ASSERT_TRUE(read);
  ASSERT_TRUE(read->runtime);
  EXPECT_EQ(read->runtime->extension, ".py");
}

TEST(Manifest, ReadsOneConnectorOfARuntime) {
  const auto read = parse_connector(sample()["connectors"][0].dump());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, "demandes");
  EXPECT_FALSE(parse_connector("{}"));
}

}  // namespace
}  // namespace ecluse::manifest
