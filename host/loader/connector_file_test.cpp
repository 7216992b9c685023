// SPDX-License-Identifier: EUPL-1.2
// Connector files on the disk: which are found, which are set aside and why, and what a runtime may
// say of one.
#include "loader/connector_file.hpp"

#include <ecluse/ext/runtime.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "loader/discovery.hpp"
#include "loader/file_digest.hpp"

namespace ecluse::loader {
namespace {

namespace fs = std::filesystem;

const char* const example = ECLUSE_SOURCE_FOLDER "/plugins/greeting/example/";

std::string text_of(const fs::path& path) {
  std::stringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

class ConnectorFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "ecluse-connector-file-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    for (const auto* file : {"greeting.so", "greeting.manifest.json"})
      fs::copy(fs::path(ECLUSE_BUILD_FOLDER "/plugins") / file, folder_);
    for (const auto* file : {"welcome.greeting", "welcome.manifest.json"})
      fs::copy(fs::path(example) / file, folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  /// The example's connector under another id, as a file and its manifest.
  void write_as(const std::string& name, const std::string& id) const {
    std::string manifest = text_of(folder_ / "welcome.manifest.json");
    manifest.replace(manifest.find("\"id\":\"welcome\""), 14, "\"id\":\"" + id + "\"");
    write(name + ".manifest.json", manifest);
    write(name + ".greeting", "x");
  }
  Discovery search(const Pins& pins = {}) const { return discover({folder_.string()}, pins); }
  /// "file: why" of the only refusal.
  std::string refused(const Pins& pins = {}) const {
    const auto all = search(pins);
    if (all.refused.size() != 1) return std::to_string(all.refused.size()) + " refused";
    return told(all.refused[0]);
  }
  static std::string told(const base::Error& error) {
    EXPECT_EQ(error.slug, "plugin-refused");
    return fs::path(error.parameters[0].second).filename().string() + ": " +
           error.parameters[1].second;
  }
  fs::path folder_;
  base::ManualClock clock_;
};

TEST_F(ConnectorFileTest, IsFoundWithoutRunningCode) {
  const auto all = search();
  ASSERT_EQ(all.refused.size(), 0u) << told(all.refused[0]);
  ASSERT_EQ(all.found.size(), 2u);
  EXPECT_EQ(all.found[1].source, (folder_ / "welcome.greeting").string());
  EXPECT_EQ(all.found[1].library, (folder_ / "greeting.so").string());
  EXPECT_EQ(all.found[1].manifest.connectors[0].id, "welcome");
  EXPECT_EQ(all.found[1].runtime->id, "greeting");
  EXPECT_EQ(all.found[1].digest, file_digest(all.found[1].source));
}

TEST_F(ConnectorFileTest, HasItsRuntimeInAnyFolder) {
  const fs::path other = folder_ / "other";
  fs::create_directory(other);
  for (const auto* file : {"welcome.greeting", "welcome.manifest.json"})
    fs::rename(folder_ / file, other / file);
  const auto all = discover({other.string(), folder_.string()}, {});
  EXPECT_EQ(all.refused.size(), 0u);
  ASSERT_EQ(all.found.size(), 2u);
  EXPECT_EQ(all.found[1].source, (other / "welcome.greeting").string());
}

TEST_F(ConnectorFileTest, WithoutAManifestIsNoConnector) {
  write("helper.greeting", "not a connector");
  EXPECT_EQ(search().found.size(), 2u);
  EXPECT_EQ(search().refused.size(), 0u);
}

TEST_F(ConnectorFileTest, WithoutARuntimeIsReported) {
  fs::remove(folder_ / "greeting.so");
  fs::remove(folder_ / "greeting.manifest.json");
  EXPECT_EQ(refused(), "welcome.greeting: no plugin here is a runtime for files of its extension");
}

TEST_F(ConnectorFileTest, ThatVanishedIsReported) {
  fs::remove(folder_ / "welcome.greeting");
  EXPECT_EQ(refused(), "welcome.manifest.json: the file that it describes is not there");
}

TEST_F(ConnectorFileTest, OfAnIdThatIsTakenIsRefused) {
  write_as("zwelcome", "welcome");
  EXPECT_EQ(refused(), "zwelcome.greeting: the connector welcome is already that of " +
                           (folder_ / "welcome.greeting").string());
}

TEST_F(ConnectorFileTest, CannotShareItsManifest) {
  fs::copy(folder_ / "greeting.so", folder_ / "welcome.so");
  // The library does not hold what stands beside it, but nothing runs here: it is the file that
  // loses.
  EXPECT_EQ(refused(),
            "welcome.greeting: welcome.manifest.json is that of welcome.so: give it another name");
}

TEST_F(ConnectorFileTest, AnExtensionHasOneRuntime) {
  fs::copy(folder_ / "greeting.so", folder_ / "later.so");
  fs::copy(folder_ / "greeting.manifest.json", folder_ / "later.manifest.json");
  EXPECT_EQ(refused(), "later.so: the extension .greeting is already that of " +
                           (folder_ / "greeting.so").string());
}

TEST_F(ConnectorFileTest, NamesOneConnectorInItsManifest) {
  write("welcome.manifest.json", text_of(folder_ / "greeting.manifest.json"));
  EXPECT_EQ(refused(), "welcome.greeting: its manifest must name one connector, and no runtime");
}

TEST_F(ConnectorFileTest, IsARegularFileOfAMebibyteAtMost) {
  fs::resize_file(folder_ / "welcome.greeting", 1u << 20);
  EXPECT_EQ(search().found.size(), 2u);
  fs::resize_file(folder_ / "welcome.greeting", (1u << 20) + 1);
  EXPECT_EQ(refused(), "welcome.greeting: it has more than 1048576 bytes");
  fs::remove(folder_ / "welcome.greeting");
  fs::create_directory(folder_ / "welcome.greeting");
  EXPECT_EQ(refused(), "welcome.greeting: it is not a regular file");
}

TEST_F(ConnectorFileTest, HasAPathThatJsonCanSay) {
  fs::rename(folder_ / "welcome.greeting", folder_ / "w\xff.greeting");
  fs::rename(folder_ / "welcome.manifest.json", folder_ / "w\xff.manifest.json");
  EXPECT_EQ(refused(), "w\xff.greeting: its path is not UTF-8");
}

TEST_F(ConnectorFileTest, WithAManifestThatIsNotOneIsRefused) {
  write("welcome.manifest.json", "\xff");
  EXPECT_EQ(refused(), "welcome.greeting: its manifest: invalid-utf8, 0");
  write("welcome.manifest.json", "");
  EXPECT_EQ(refused().substr(0, 44), "welcome.greeting: its manifest: invalid-json");
}

TEST_F(ConnectorFileTest, KeepsItsPins) {
  const std::string digest = file_digest((folder_ / "welcome.greeting").string());
  EXPECT_EQ(search({{"welcome", {digest, "Écluse"}}}).found.size(), 2u);
  EXPECT_EQ(refused({{"welcome", {std::string(64, '0'), ""}}}),
            "welcome.greeting: its SHA-256 is not the one of [plugins]");
  EXPECT_EQ(refused({{"welcome", {digest, "Mairie"}}}),
            "welcome.greeting: its publisher is \"Écluse\", and [plugins] expects \"Mairie\"");
}

TEST_F(ConnectorFileTest, ARefusedRuntimeHasNoConnectors) {
  const auto all = search({{"greeting", {"", "Mairie"}}});
  EXPECT_EQ(all.found.size(), 0u);
  ASSERT_EQ(all.refused.size(), 2u);
  EXPECT_EQ(told(all.refused[0]),
            "greeting.so: its publisher is \"Écluse\", and [plugins] expects \"Mairie\"");
  EXPECT_EQ(told(all.refused[1]),
            "welcome.greeting: no plugin here is a runtime for files of its extension");
}

TEST_F(ConnectorFileTest, NoticesAChangeWhileItIsOpened) {
  const auto all = search();
  EXPECT_TRUE(check_unchanged(all.found.at(1)));
  write("welcome.greeting", "changed");
  const auto changed = check_unchanged(all.found.at(1));
  ASSERT_FALSE(changed);
  EXPECT_EQ(told(changed.error()),
            "welcome.greeting: it changed while it was being opened: reload once more");
}

/// Runtimes that do what none may: a table each, and what the host says of it.
ecluse_status emit(const ecluse_call* call, std::string_view json) {
  return call->emit(call, {json.data(), json.size()});
}
ecluse_status says_nothing(ecluse_instance*, const ecluse_call*) { return ECLUSE_OK; }
ecluse_status says_two(ecluse_instance*, const ecluse_call* call) {
  emit(call, "{}");
  return emit(call, "{}") == ECLUSE_OK ? ECLUSE_OK : ECLUSE_CANCELLED;
}
ecluse_status throws(ecluse_instance*, const ecluse_call*) { throw 1; }
ecluse_status fails(ecluse_instance*, const ecluse_call* call) {
  constexpr std::string_view slug = "not-a-script";
  ecluse_error error{};
  error.size = sizeof error;
  error.status = ECLUSE_DATA_LOSS;
  error.slug = {slug.data(), slug.size()};
  call->fail(call, &error);
  return error.status;
}
ecluse_status says_bytes(ecluse_instance*, const ecluse_call* call) {
  return emit(call, "\"\xff\"");
}

template <ecluse_function Describe>
const void* extension(ecluse_text) {
  static constexpr ecluse_runtime table{sizeof(ecluse_runtime), Describe};
  return &table;
}
const void* short_table(ecluse_text) {
  static constexpr ecluse_runtime table{sizeof(std::uint32_t), says_nothing};
  return &table;
}
const void* no_extension(ecluse_text) { return nullptr; }

TEST_F(ConnectorFileTest, IsRefusedWhenItsRuntimeMisbehaves) {
  const auto file = search().found.at(1);
  const auto why = [&](const void* (*of)(ecluse_text)) {
    ecluse_plugin raw{};
    raw.size = sizeof raw;
    raw.manifest = {file.runtime->text.data(), file.runtime->text.size()};
    raw.open = [](const ecluse_host*, const ecluse_open*, ecluse_instance**) {
      return ecluse_status{};
    };
    raw.close = [](ecluse_instance*) {};
    raw.invoke = says_nothing;
    raw.extension = of;
    const auto plugin = Plugin::from_table(&raw, "table");
    const auto checked = check_connector_file(**plugin, file, clock_);
    return checked ? "accepted" : checked.error().parameters[1].second;
  };
  EXPECT_EQ(why(no_extension), "its runtime has no ecluse.runtime/1");
  EXPECT_EQ(why(short_table), "its runtime has no ecluse.runtime/1");
  EXPECT_EQ(why(extension<says_nothing>), "its runtime says nothing of it");
  EXPECT_EQ(why(extension<says_two>), "its runtime says plugin-failed");
  EXPECT_EQ(why(extension<throws>), "its runtime says plugin-failed");
  EXPECT_EQ(why(extension<fails>), "its runtime says not-a-script");
  EXPECT_EQ(why(extension<says_bytes>), "what its runtime says of it is not JSON: invalid-utf8");
}

}  // namespace
}  // namespace ecluse::loader
