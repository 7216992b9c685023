// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "config/keys.hpp"
#include "config/load.hpp"
#include "config/settings.hpp"
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
        {"settle",
         {{"type", "string"},
          {"format", "duration"},
          {"default", "10s"},
          {"title", words("Repos")}}}}},
      {"required", {"folder"}}};
  const json::Value connector = {{"id", "demo"},
                                 {"title", words("x")},
                                 {"description", words("x")},
                                 {"product", "x"},
                                 {"versions", json::Value::array()},
                                 {"personal", false},
                                 {"max_concurrency", 1},
                                 {"extensions", json::Value::array()},
                                 {"settings", settings},
                                 {"actions", json::Value::array()},
                                 {"triggers", json::Value::array()},
                                 {"options", json::Value::array()},
                                 {"commands", json::Value::array()},
                                 {"errors", json::Value::object()}};
  const json::Value all = {{"ecluse", 1},
                           {"requires", json::Value::array()},
                           {"uses", json::Value::array()},
                           {"plugin",
                            {{"id", "demo"},
                             {"version", "1.0.0"},
                             {"license", "MIT"},
                             {"publisher", "x"},
                             {"contact", "x"}}},
                           {"connectors", {connector}}};
  return manifest::parse(json::canonical(all)).value();
}

std::string told(std::string_view text) {
  Loaded loaded = parse(text, "/srv/ecluse.toml");
  const auto manifest = demo_manifest();
  check(
      loaded.config, {&manifest},
      [](const SecretReference& reference) {
        return SecretValue{reference.name == "there" ? SecretFault::none : SecretFault::missing,
                           "s3cret"};
      },
      loaded.findings);
  std::string all;
  for (const Finding& finding : loaded.findings)
    all += std::to_string(finding.place.line) + ":" + std::to_string(finding.place.column) + " " +
           finding.slug + "\n";
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
)",
                              "/srv/ecluse.toml");
  EXPECT_TRUE(loaded.findings.empty());
  EXPECT_EQ(loaded.config.server.port, 9000);
  EXPECT_EQ(loaded.config.server.public_url, "http://127.0.0.1:9000");
  EXPECT_EQ(loaded.config.plugins.folders[0], "/srv/plugins");
  const auto manifest = demo_manifest();
  const auto resolved = resolve(loaded.config, loaded.config.systems.at("a"),
                                manifest.connectors[0], secrets_in("/none"));
  ASSERT_TRUE(resolved);
  EXPECT_EQ(resolved->text, R"({"folder":"/srv/in","settle":"10s"})");
  EXPECT_EQ(resolved->roots, std::vector<std::string>{"/srv/in"});
}

TEST(Config, FindsEveryFaultWithItsPlace) {
  EXPECT_EQ(told("[server]\nlisten = 8080\npublic_url = \"mairie\"\nlangage = \"fr\"\n"),
            "1:1 systems-missing\n2:10 wrong-type\n3:14 public-url-wrong\n4:1 unknown-key\n");
  EXPECT_EQ(told("[systems.a]\nconnector = \"dmo\"\n[systems.b]\nconnector = "
                 "\"demo\"\nsettings.folder = 7\n"
                 "settings.password = \"x\"\n[systems.c]\nconnector = \"demo\"\nsettings.folder = "
                 "\"/proc\"\n"
                 "settings.password = { file = \"lost\" }\n[consumers.u]\npurpose = \"x\"\n"
                 "scopes = [\"c:nothing\", \"z:*read\", \"c\"]\n"),
            "2:13 unknown-connector\n5:19 setting-wrong\n6:21 "
            "secret-in-clear\n10:21 secret-missing\n"
            "13:11 scope-action\n13:24 scope-system\n13:35 scope-wrong\n");
  EXPECT_EQ(told("[server\n"), "1:8 syntax\n");
}

TEST(Config, SchemaIsGeneratedFromTheTable) {
  const auto schema = json::Value::parse(json_schema(base::Language::english));
  EXPECT_EQ(
      schema["properties"]["systems"]["additionalProperties"]["properties"]["connector"]["type"],
      "string");
}

std::string errors_in(std::string_view text) {
  const Loaded loaded = parse(text, "/etc/ecluse/ecluse.toml");
  std::string all;
  for (const Finding& finding : loaded.findings)
    if (finding.severity == Severity::error)
      all += to_text(finding, base::Language::english) + "\n";
  return all;
}

TEST(Config, TheFileToBeginWithIsRightAndSoIsEachOfItsExamples) {
  const std::string text = starting_file();
  EXPECT_EQ(errors_in(text), "");
  const Loaded loaded = parse(text, "/etc/ecluse/ecluse.toml");
  EXPECT_EQ(loaded.config.server.user, "ecluse");
  EXPECT_EQ(loaded.config.server.control_socket, "/run/ecluse/control.sock");
  std::string uncommented;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    uncommented +=
        (line.size() > 1 && line[0] == '#' && line[1] != ' ' ? line.substr(1) : line) + "\n";
  EXPECT_EQ(errors_in(uncommented), "");
  for (const Key& key : keys()) {
    const std::string section = "[" + std::string(key.section) + "." + std::string(key.name);
    if (uncommented.find("\n" + section) != uncommented.npos) continue;
    EXPECT_NE(uncommented.find("\n" + std::string(key.name) + " = "), uncommented.npos) << key.name;
  }
}

TEST(Config, NestingThatNoParserSurvivesIsRefusedFirst) {
  // The parser frees tables by recursion: each of these ended the process.
  std::string dotted;
  for (int count = 0; count < 200000; ++count) dotted += "a.";
  EXPECT_EQ(told(dotted + "a = 1\n"), "1:130 too-deep\n");
  EXPECT_EQ(told("[" + dotted + "a]\n"), "1:129 too-deep\n");
  EXPECT_EQ(told("x = " + std::string(100, '[') + std::string(100, ']') + "\n"), "1:69 too-deep\n");
  // Dots, brackets and quotes inside texts and comments are none.
  const std::string dots(300, '.');
  EXPECT_EQ(told("# " + dots + " [[[[\n[server]\nuser = \"\\\"" + dots + "\"\ndeployment = '''\n" +
                 dots + "\n[" + dots + "'''\n"),
            "1:1 systems-missing\n3:8 unknown-account\n4:14 name-wrong\n");
}

TEST(Config, PathsAreAbsoluteAndPlain) {
  Config config;
  config.folder = "/etc/ecluse";
  EXPECT_EQ(absolute_path(config, "../in/"), "/etc/in");
  EXPECT_EQ(absolute_path(config, "./a//b/./c"), "/etc/ecluse/a/b/c");
  EXPECT_EQ(absolute_path(config, "/srv/x/.."), "/srv");
  EXPECT_EQ(absolute_path(config, "/"), "/");
  EXPECT_EQ(absolute_path(config, ""), "");
}

TEST(Config, AddressesOfBothKinds) {
  const auto url = [](const char* listen) {
    const Loaded loaded = parse("[server]\nlisten = \"" + std::string(listen) + "\"\n[systems.a]\n",
                                "/srv/ecluse.toml");
    std::string slugs;
    for (const auto& finding : loaded.findings) slugs += " " + finding.slug;
    return loaded.config.server.public_url + slugs;
  };
  EXPECT_EQ(url("[::1]:80"), "http://[::1]:80");
  EXPECT_EQ(url("localhost:80"), "http://localhost:80");
  EXPECT_EQ(url("0.0.0.0:80"), "http://0.0.0.0:80 public-url-missing");
  for (const auto* wrong : {"::1:80", "256.0.0.1:80", "127.0.0.1", ":80", "127.0.0.1:",
                            "127.0.0.1:0", "127.0.0.1:80x", "mairie:80", "[x]:80", ""})
    EXPECT_EQ(url(wrong), "http://127.0.0.1:8080 listen-wrong") << wrong;
}

TEST(Secrets, AreReadAsTheyWereMeantOrRefused) {
  std::string folder = ::testing::TempDir() + "ecluse-secrets-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const auto read = [&, reader = secrets_in(folder)](const char* name) {
    const SecretValue value = reader({SecretReference::Kind::file, name});
    constexpr const char* faults[] = {"", "missing", "exposed", "unreadable", "empty"};
    return faults[static_cast<std::size_t>(value.fault)] + (" " + value.text);
  };
  ASSERT_TRUE(write_secret(folder, "plain", "mot de passe\n"));
  ASSERT_TRUE(write_secret(folder, "windows", "secret\r\n"));
  ASSERT_TRUE(write_secret(folder, "empty", "\n"));
  ASSERT_TRUE(write_secret(folder, "huge", std::string(70000, 'x')));
  ASSERT_TRUE(write_secret(folder, "open", "x"));
  ASSERT_EQ(::chmod((folder + "/open").c_str(), 0640), 0);
  ASSERT_EQ(::mkdir((folder + "/folder").c_str(), 0700), 0);
  ASSERT_EQ(::symlink("/etc/passwd", (folder + "/link").c_str()), 0);
  ASSERT_EQ(::mkfifo((folder + "/pipe").c_str(), 0600), 0);
  EXPECT_EQ(read("plain"), " mot de passe");
  EXPECT_EQ(read("windows"), " secret");
  EXPECT_EQ(read("empty"), "empty ");
  EXPECT_EQ(read("huge"), "unreadable ");
  EXPECT_EQ(read("open"), "exposed x");
  EXPECT_EQ(read("gone"), "missing ");
  for (const auto* name : {"folder", "link", "pipe"}) EXPECT_EQ(read(name), "unreadable ") << name;
  EXPECT_FALSE(write_secret(folder, "../out", "x"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace ecluse::config
