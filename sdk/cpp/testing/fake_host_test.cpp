// SPDX-License-Identifier: MIT
// The fake host keeps the promises of the real one: paths, storage, cancelling, one answer kept.
#include "ecluse/testing/fake_host.hpp"

#include <gtest/gtest.h>

#include <ecluse/ext/check.h>
#include <ecluse/ext/trigger.h>
#include <ecluse/connector.hpp>

#include <filesystem>
#include <fstream>

namespace {

namespace fs = std::filesystem;
using ecluse::testing::FakeHost;

struct Settings {
  std::string folder;
};
struct Named {
  std::string name;
};
struct Told {
  std::string text;
};

class Probe {
 public:
  Probe(Settings settings, ecluse::Host host) : settings_(std::move(settings)), host_(host) {}

  ecluse::Result<Told> read(const Named& input, ecluse::Call&) const {
    std::string text(100, '\0');
    auto got = host_.files().read(settings_.folder, input.name, 0, text.data(), text.size());
    if (!got) return Told{"status " + std::to_string(static_cast<int>(got.error().status))};
    return Told{text.substr(0, *got)};
  }
  ecluse::Result<Told> remember(const Named& input, ecluse::Call& call) {
    host_.info("remembered");
    const auto before = host_.storage().get("key");
    if (!before) return ecluse::fail(ecluse::Status::unavailable, "no-storage");
    if (auto put = host_.storage().put("key", *before, input.name); !put)
      return ecluse::fail(std::move(put));
    return Told{before->value_or("nothing") + " " + std::string(call.consumer())};
  }
  ecluse::Result<void> count(const Named&, ecluse::Call& call, ecluse::Stream<Told>& out) {
    for (int number = 0; !call.cancelled() && number < 1000; ++number)
      if (!out.put({std::to_string(number)})) return ecluse::fail(ecluse::Status::cancelled, "");
    return {};
  }
  ecluse::Result<Told> refuse(const Named& input, ecluse::Call&) {
    if (input.name == "throw") throw std::runtime_error("a name of a person");
    return ecluse::fail(ecluse::Status::not_found, "nobody")
        .with("name", "x")
        .at("/name")
        .retry_after_seconds(3);
  }
  ecluse::Result<ecluse::Checked> check(ecluse::Call&) {
    return ecluse::Checked{"1", {{"clock", std::to_string(host_.wall_ns() / 1'000'000'000)}}};
  }
  ecluse::Result<ecluse::Polled<Told>> news(const Named& params, const ecluse::PollQuery& query,
                                            ecluse::Call&) {
    if (!query.cursor) return ecluse::Polled<Told>{{}, "0", false};
    return ecluse::Polled<Told>{{{"e1", "2026-01-01T00:00:00Z", {params.name}}}, "1", true};
  }

 private:
  Settings settings_;
  ecluse::Host host_;
};

}  // namespace

template <>
constexpr auto ecluse::describe<Settings> = fields(field<&Settings::folder>("Dossier", "Folder"));
template <>
constexpr auto ecluse::describe<Named> = fields(field<&Named::name>("Nom", "Name"));
template <>
constexpr auto ecluse::describe<Told> = fields(field<&Told::text>("Texte", "Text"));

ECLUSE_PLUGIN(
    ecluse::plugin({.id = "probe", .version = "1.0.0", .license = "MIT"},
                   ecluse::connector<Probe, Settings>(
                       {.id = "probe", .title = {"Sonde", "Probe"}}, ecluse::check<&Probe::check>(),
                       ecluse::action<&Probe::read>({"Lire", "Read"}, {.safe = true}),
                       ecluse::action<&Probe::remember>({"Retenir", "Remember"}),
                       ecluse::action<&Probe::count>({"Compter", "Count"}, {.safe = true}),
                       ecluse::action<&Probe::refuse>({"Refuser", "Refuse"}, {.safe = true}),
                       ecluse::trigger<&Probe::news>({"Nouvelles", "News"}))));

namespace {

class FakeHostTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "ecluse-fake-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    std::ofstream(folder_ / "note.txt") << "bonjour";
    fs::create_symlink("note.txt", folder_ / "link.txt");
    ASSERT_TRUE(host_.open(ecluse_plugin_v1(), "probe", R"({"folder":")" + name + "\"}", name));
  }
  void TearDown() override {
    host_.close();
    fs::remove_all(folder_);
  }
  std::string read(const std::string& name) {
    const auto answer = host_.invoke({.action = "read", .input = "{\"name\":\"" + name + "\"}"});
    return answer.items.empty() ? answer.slug : answer.items[0];
  }

  fs::path folder_;
  FakeHost host_;
};

TEST_F(FakeHostTest, OpensNothingOutsideTheRoot) {
  EXPECT_EQ(read("note.txt"), R"({"text":"bonjour"})");
  EXPECT_EQ(read("gone.txt"), R"({"text":"status 5"})");
  for (const auto* path :
       {"../note.txt", "./note.txt", "/etc/hostname", "link.txt", "a//b", "note.txt/"})
    EXPECT_EQ(read(path), R"({"text":"status 3"})") << path;
  host_.break_files(ECLUSE_UNAVAILABLE);
  EXPECT_EQ(read("note.txt"), R"({"text":"status 14"})");
}

TEST_F(FakeHostTest, StorageComparesAndLogsAreKept) {
  EXPECT_EQ(host_.invoke({.action = "remember", .input = R"({"name":"a"})", .consumer = "me"})
                .items.at(0),
            R"({"text":"nothing me"})");
  EXPECT_EQ(host_.invoke({.action = "remember", .input = R"({"name":"b"})"}).items.at(0),
            R"({"text":"a test"})");
  EXPECT_EQ(host_.storage().at("key"), "b");
  EXPECT_EQ(host_.log_lines().size(), 2u);
  EXPECT_EQ(host_
                .invoke({.action = "remember",
                         .input = "{\"name\":\"" + std::string(65'537, 'x') + "\"}"})
                .slug,
            "too-long");
}

TEST_F(FakeHostTest, CancelsAfterSoManyQuestions) {
  host_.cancel_after(5);
  const auto answer = host_.invoke({.action = "count", .input = R"({"name":"x"})"});
  EXPECT_EQ(answer.items.size(), 2u);  // each item handed over asks too
  EXPECT_EQ(answer.items.at(0), R"({"text":"0"})");
}

TEST_F(FakeHostTest, FailuresComeWithSlugPointerAndParameters) {
  const auto answer = host_.invoke({.action = "refuse", .input = R"({"name":"x"})"});
  EXPECT_EQ(answer.status, ECLUSE_NOT_FOUND);
  EXPECT_EQ(answer.slug, "nobody");
  EXPECT_EQ(answer.pointer, "/name");
  EXPECT_EQ(answer.parameters, R"({"name":"x"})");
}

TEST_F(FakeHostTest, WhatIsThrownIsNotTold) {
  const auto answer = host_.invoke({.action = "refuse", .input = R"({"name":"throw"})"});
  EXPECT_EQ(answer.status, ECLUSE_INTERNAL);
  EXPECT_EQ(answer.slug, "unexpected");
  EXPECT_EQ(answer.parameters + answer.pointer, "");
}

TEST_F(FakeHostTest, ExtensionsAreAskedById) {
  EXPECT_EQ(host_.extension(ECLUSE_EXT_CHECK, 0, {}).items.at(0),
            R"({"facts":{"clock":"1767225600"},"version":"1"})");
  host_.advance_seconds(5);
  EXPECT_EQ(host_.extension(ECLUSE_EXT_CHECK, 0, {}).items.at(0),
            R"({"facts":{"clock":"1767225605"},"version":"1"})");
  EXPECT_EQ(host_.extension("ecluse.unheard-of/1", 0, {}).status, ECLUSE_UNIMPLEMENTED);
  EXPECT_EQ(host_
                .extension(ECLUSE_EXT_TRIGGER, 0,
                           {.action = "news", .input = R"({"params":{"name":"x"}})"})
                .items.at(0),
            R"({"cursor":"0","events":[],"more":false})");
  EXPECT_EQ(host_
                .extension(ECLUSE_EXT_TRIGGER, 0,
                           {.action = "news", .input = R"({"params":{"name":"x"},"cursor":"0"})"})
                .items.at(0),
            R"({"cursor":"1","events":[{"data":{"text":"x"},"id":"e1",)"
            R"("time":"2026-01-01T00:00:00Z"}],"more":true})");
}

TEST_F(FakeHostTest, UnknownNamesAndSettingsAreRefused) {
  EXPECT_EQ(host_.invoke({.action = "nothing"}).slug, "unknown-action");
  EXPECT_FALSE(host_.open(ecluse_plugin_v1(), "probe", R"({"folder":7})", "/tmp"));
  EXPECT_EQ(host_.failure().slug, "wrong-type");
  EXPECT_EQ(host_.failure().pointer, "/folder");
  EXPECT_FALSE(host_.open(ecluse_plugin_v1(), "other", "{}", "/tmp"));
  EXPECT_EQ(host_.failure().slug, "unknown-connector");
}

}  // namespace
