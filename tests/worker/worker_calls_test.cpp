// SPDX-License-Identifier: EUPL-1.2
// Real workers at work: streams, cancel, deaths, writes that were cut off.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "runtime/test_world.hpp"

namespace {

using namespace ecluse;
using std::chrono::milliseconds;
using std::chrono::seconds;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

std::uint64_t resident_bytes(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/statm");
  std::uint64_t all = 0, resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

struct Counted final : loader::Sink {
  std::atomic<int> items{0};
  std::string last;
  std::function<void(int)> on_item;
  base::Status item(std::string_view json) override {
    last = json;
    const int count = ++items;
    if (on_item) on_item(count);
    return base::Status::ok;
  }
};

class WorkerCalls : public ::testing::Test, protected runtime::TestWorld {
 protected:
  WorkerCalls() : TestWorld(Time::real, WORKER_PROGRAM) {}
  void SetUp() override {
    ASSERT_TRUE(load("[plugins]\nfolders = [\"" ECLUSE_BUILD_FOLDER
                     "/plugins\"]\n[systems.s]\nconnector = \"scripted\"\n"
                     "[systems.other]\nconnector = \"scripted\"\n"));
    ASSERT_TRUE(system().ready()) << system().reason();
  }
  const registry::System& system(const char* id = "s") const { return *snapshot_->find(id); }
  int pid() const { return system().supervisor->state().pid; }

  /// "ok" or the slug.
  std::string call(const char* id, const char* action, const std::string& input, loader::Sink& sink,
                   loader::CancelToken& cancel, const std::string& key = "") {
    runtime::CallRequest request;
    request.input = input;
    request.request_id = "r";
    request.consumer = "c";
    request.idempotency_key = key;
    const auto done = runtime_->call(system(id), *system(id).connector->find_action(action),
                                     request, sink, cancel);
    return done ? "ok" : done.error().slug;
  }
  std::string echo(const char* id, const std::string& text) {
    Counted sink;
    loader::CancelToken cancel;
    return call(id, "echo", "{\"text\":\"" + text + "\",\"times\":1}", sink, cancel);
  }
  std::string write_down(const std::string& text, Counted& sink) {
    loader::CancelToken cancel;
    return call("s", "write-down", "{\"text\":\"" + text + "\",\"times\":1}", sink, cancel, text);
  }
};

TEST_F(WorkerCalls, AMillionItemsToASlowReaderHoldLittleMemory) {
  constexpr int times = sanitized ? 50'000 : 1'000'000;
  Counted sink;
  const auto before = resident_bytes(::getpid());
  std::uint64_t most = 0;
  sink.on_item = [&](int count) {
    if (count % 20'000 != 0) return;
    std::this_thread::sleep_for(milliseconds(20));  // a reader that is slower than the plugin
    const auto host = resident_bytes(::getpid());
    most = std::max(most, (host > before ? host - before : 0) + resident_bytes(pid()));
  };
  loader::CancelToken cancel;
  const std::string input =
      "{\"text\":\"" + std::string(100, 'x') + "\",\"times\":" + std::to_string(times) + "}";
  loader::CallFacts facts;
  facts.action = "count";
  facts.input = input;
  facts.deadline = base::system_clock().monotonic() + seconds(100);
  loader::CallContext context(facts, sink, cancel, base::system_clock());
  EXPECT_TRUE(system().instance(loader::Role::serving).run(loader::Function::invoke, context));
  EXPECT_EQ(sink.items, times);
  EXPECT_THAT(sink.last, ::testing::HasSubstr("\"writes\":" + std::to_string(times)));
  if (!sanitized) {
    EXPECT_LT(most, std::uint64_t{64} << 20);
  }
  RecordProperty("most_bytes", std::to_string(most));
}

TEST_F(WorkerCalls, CancelEndsACallWithinASecond) {
  loader::CancelToken cancel;
  Counted sink;
  auto done = std::async(std::launch::async, [&] {
    return call("s", "echo", R"({"text":"stuck","times":1})", sink, cancel);
  });
  EXPECT_EQ(done.wait_for(milliseconds(100)), std::future_status::timeout);
  const auto began = std::chrono::steady_clock::now();
  cancel.cancel();
  EXPECT_EQ(done.get(), "cancelled");
  EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(1));
}

TEST_F(WorkerCalls, CancelUnblocksAStreamThatWaitsForCredit) {
  loader::CancelToken cancel;
  Counted sink;
  sink.on_item = [&](int count) {
    if (count == 1) cancel.cancel();
  };
  EXPECT_EQ(call("s", "count", R"({"text":"x","times":1000000})", sink, cancel), "cancelled");
  EXPECT_LT(sink.items, 1'000'000);
  EXPECT_EQ(echo("s", "again"), "ok");
}

TEST_F(WorkerCalls, AKilledWorkerCostsItsOwnCallsAndNoOther) {
  loader::CancelToken cancel;
  Counted sink;
  auto done = std::async(std::launch::async, [&] {
    return call("s", "count", R"({"text":"x","times":1000000})", sink, cancel);
  });
  while (sink.items == 0) std::this_thread::yield();
  std::string others;
  ::kill(pid(), SIGKILL);
  for (int count = 0; count < 20; ++count) others = echo("other", "x") == "ok" ? "ok" : "failed";
  EXPECT_EQ(done.get(), "plugin-crashed");
  EXPECT_EQ(others, "ok");
  EXPECT_EQ(echo("s", "again"), "ok") << "the next call waits for the new worker";
  EXPECT_EQ(system().supervisor->state().restarts, 1);
}

TEST_F(WorkerCalls, AWriteWhoseWorkerDiedIsAskedOfTheNextOne) {
  Counted sink;
  EXPECT_EQ(write_down("die lost", sink), "ok") << "the connector tells that it was done";
  EXPECT_THAT(sink.last, ::testing::HasSubstr("lost"));
  EXPECT_EQ(write_down("die absent", sink), "plugin-crashed");
  auto row = store_->find_operation("c", "s", "write-down", "die absent");
  ASSERT_TRUE(row && *row);
  EXPECT_EQ((*row)->state, store::OperationState::failed) << "nothing happened: said by it";
}

TEST_F(WorkerCalls, AWriteThatNobodyCanTellOfIsUnknown) {
  Counted sink;
  EXPECT_EQ(write_down("die", sink), "plugin-crashed");
  const auto row = store_->find_operation("c", "s", "write-down", "die");
  ASSERT_TRUE(row && *row);
  EXPECT_EQ((*row)->state, store::OperationState::unknown);
  EXPECT_EQ(write_down("die", sink), "outcome-unknown");
}

TEST_F(WorkerCalls, TheHostGoneTheWorkerEnds) {
  const int worker = pid();
  runtime_.reset();
  snapshot_.reset();
  const auto began = std::chrono::steady_clock::now();
  registry_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(2));
  EXPECT_NE(::kill(worker, 0), 0);
}

}  // namespace
