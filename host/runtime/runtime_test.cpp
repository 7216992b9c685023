// SPDX-License-Identifier: EUPL-1.2
#include "runtime/runtime.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "access/key.hpp"
#include "audit/entry.hpp"
#include "runtime/test_world.hpp"

namespace ecluse::runtime {
namespace {

struct Items final : loader::Sink {
  std::vector<std::string> all;
  base::Status item(std::string_view json) override {
    all.emplace_back(json);
    return base::Status::ok;
  }
};

class RuntimeTest : public ::testing::Test, protected TestWorld {
 protected:
  void SetUp() override { start(); }
  void start() {
    open();
    ASSERT_TRUE(load("[plugins]\nfolders = [\"" ECLUSE_BUILD_FOLDER "/plugins\"]\n"
                     "[systems.s]\nisolation = \"none\"\nconnector = \"scripted\"\n"));
    for (const auto& refused : snapshot_->refused_plugins)
      ADD_FAILURE() << refused.parameters[0].second << ": " << refused.parameters[1].second;
    ASSERT_TRUE(snapshot_->find("s")->ready()) << snapshot_->find("s")->reason();
  }
  base::Result<CallOutcome> call(std::string_view action, std::string_view input,
                                 std::string_view key = {}) {
    items_.all.clear();
    CallRequest request;
    request.input = input;
    request.request_id = "r";
    request.consumer = "c";
    request.idempotency_key = key;
    const auto snapshot = registry_->current();
    const auto* system = snapshot->find("s");
    loader::CancelToken cancel;
    return runtime_->call(*system, *system->connector->find_action(action), request, items_,
                          cancel);
  }
  std::string slug(std::string_view action, std::string_view input, std::string_view key = {}) {
    const auto done = call(action, input, key);
    return done ? "" : done.error().slug;
  }

  Items items_;
};

TEST_F(RuntimeTest, AnswersWithoutFiliation) {
  ASSERT_TRUE(call("echo", R"({"text":"a","times":1})"));
  EXPECT_EQ(items_.all, std::vector<std::string>{R"({"text":"a","writes":0})"});
  EXPECT_TRUE(store_->audit_tail(5)->empty());
  ASSERT_TRUE(call("look-up", R"({"text":"a","times":1})"));
  EXPECT_EQ(items_.all, std::vector<std::string>{R"({"text":"a"})"});
}

TEST_F(RuntimeTest, RecordsAReadOfPersonalDataFirst) {
  ASSERT_TRUE(call("look-up", R"({"text":"a","times":1})"));
  const auto audit = store_->audit_tail(5);
  ASSERT_EQ(audit->size(), 1u);
  EXPECT_EQ((*audit)[0].action, "look-up");
  EXPECT_EQ((*audit)[0].consumer, "c");
  EXPECT_EQ((*audit)[0].kind, "read");
  EXPECT_TRUE(audit::is_intact((*audit)[0]));
}

TEST_F(RuntimeTest, RecordsAWriteWithItsOutcome) {
  ASSERT_TRUE(call("write-down", R"({"text":"a","times":1})", "k1"));
  EXPECT_EQ(slug("write-down", R"({"text":"taken","times":1})", "k2"), "slot-taken");
  EXPECT_EQ(slug("write-down", R"({"text":"throw","times":1})", "k3"), "unexpected");
  const auto audit = store_->audit_tail(5);
  ASSERT_EQ(audit->size(), 3u);
  std::set<std::string> outcomes;
  for (const auto& entry : *audit) {
    EXPECT_EQ(entry.kind, "write");
    EXPECT_TRUE(audit::is_intact(entry));
    outcomes.insert(entry.outcome);
  }
  EXPECT_EQ(outcomes, (std::set<std::string>{"done", "slot-taken", "unknown"}));
}

TEST_F(RuntimeTest, WhatAConnectorLogsBearsSystemConnectorAndRequest) {
  EXPECT_EQ(slug("log-in", R"({"text":"a","times":1})"), "credentials-refused");
  ASSERT_FALSE(log_.lines().empty());
  EXPECT_EQ(log_.lines().back(),
            R"({"connector":"scripted","level":"warning","message":"the account is refused",)"
            R"("request_id":"r","system":"s"})");
}

TEST(Places, ALongImportLeavesRoomForOthers) {
  registry::System system;
  auto connector = std::make_shared<manifest::Connector>();
  connector->max_concurrency = 2;
  system.connector = connector;
  const base::ManualClock clock;
  const registry::Places::Visit at_once{1, {}, "", &clock};
  const auto import = system.enter(loader::Role::background, at_once);
  const auto poll = system.enter(loader::Role::background, at_once);
  EXPECT_TRUE(import && poll);
  EXPECT_FALSE(system.enter(loader::Role::background, at_once));
  EXPECT_TRUE(system.enter(loader::Role::serving, at_once));
}

TEST_F(RuntimeTest, WritesOnceForAKeyOverARestart) {
  const auto first = call("write-down", R"({"text":"a","times":1})", "k1");
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->replayed);
  const auto answer = items_.all;
  start();
  const auto second = call("write-down", R"({"text":"a","times":1})", "k1");
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->replayed);
  EXPECT_EQ(items_.all, answer);
  EXPECT_EQ(slug("write-down", R"({"text":"b","times":1})", "k1"), "idempotency-key-reused");
}

TEST_F(RuntimeTest, MakesAKeyWhenThereIsNone) {
  const auto done = call("write-down", R"({"text":"a","times":1})");
  ASSERT_TRUE(done);
  EXPECT_EQ(done->idempotency_key.size(), 36u);
}

TEST_F(RuntimeTest, AClearFailureMayBeTriedAgain) {
  EXPECT_EQ(slug("write-down", R"({"text":"taken","times":1})", "k"), "slot-taken");
  EXPECT_EQ(slug("write-down", R"({"text":"taken","times":1})", "k"), "slot-taken");
}

TEST_F(RuntimeTest, AThrowIsUnclearAndNeverRepeated) {
  EXPECT_EQ(slug("write-down", R"({"text":"throw","times":1})", "k"), "unexpected");
  EXPECT_EQ(slug("write-down", R"({"text":"throw","times":1})", "k"), "outcome-unknown");
  for (const auto& line : log_.lines()) EXPECT_EQ(line.find("CANARY"), std::string::npos);
}

TEST_F(RuntimeTest, ResolvesWhatACrashCutOff) {
  for (const auto* text : {"lost", "absent", "mystery"}) {
    store::OperationRow row;
    row.id = row.key = text;
    row.consumer = "c";
    row.system = "s";
    row.action = "write-down";
    row.input = std::string(R"({"text":")") + text + R"(","times":1})";
    row.body_hash = access::digest(row.input);
    row.state = store::OperationState::running;
    ASSERT_TRUE(store_->submit({{store::OperationAdd{row}}}));
  }
  ASSERT_TRUE(runtime_->recover());
  const auto lost = call("write-down", R"({"text":"lost","times":1})", "lost");
  ASSERT_TRUE(lost);
  EXPECT_TRUE(lost->replayed);
  EXPECT_EQ(slug("write-down", R"({"text":"absent","times":1})", "absent"), "");
  EXPECT_EQ(slug("write-down", R"({"text":"mystery","times":1})", "mystery"), "outcome-unknown");
}

TEST_F(RuntimeTest, CancelsAndEndsAtTheDeadline) {
  const auto snapshot = registry_->current();
  const auto* system = snapshot->find("s");
  loader::CancelToken cancel;
  cancel.cancel();
  CallRequest request;
  request.input = R"({"text":"wait","times":1})";
  request.consumer = "c";
  const auto done = runtime_->call(*system, *system->connector->find_action("write-down"), request,
                                   items_, cancel);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().slug, "cancelled");
}

TEST_F(RuntimeTest, StreamsPollsChecksAndLists) {
  ASSERT_TRUE(call("count", R"({"text":"x","times":3})"));
  EXPECT_EQ(items_.all.size(), 3u);
  const auto snapshot = registry_->current();
  const auto* system = snapshot->find("s");
  loader::CancelToken cancel;
  EXPECT_EQ(*runtime_->check(*system, cancel), R"({"facts":{"mood":"calm"},"version":"1.0"})");
  EXPECT_EQ(*runtime_->options(*system, "moods", "{}", {}, cancel),
            R"({"options":[{"label":"Calme","value":"calm"}]})");
  const auto& trigger = *system->connector->find_trigger("news");
  EXPECT_EQ(*runtime_->poll(*system, trigger, "{}", std::nullopt, 10, {}, cancel),
            R"({"cursor":"2","events":[],"more":false})");
  const auto told = runtime_->poll(*system, trigger, "{}", "1", 10, {}, cancel);
  EXPECT_EQ(
      *told,
      R"({"cursor":"2","events":[{"data":{"text":"two"},"id":"e2","time":"2026-01-01T00:00:00Z"}],"more":false})");
}

}  // namespace
}  // namespace ecluse::runtime
