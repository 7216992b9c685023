// SPDX-License-Identifier: EUPL-1.2
// Both ends of the protocol in one process: the host's supervisor and instances, and the threads of
// a worker around a plugin that is an object of this test.
#include "worker/crew.hpp"

#include <gtest/gtest.h>

#include <future>

#include "base/problems.hpp"
#include "worker/fake_worker.hpp"
#include "worker/frame_services.hpp"
#include "worker/worker_instance.hpp"

namespace ecluse::worker {
namespace {

using std::chrono::seconds;

/// Runs what the action says.
class ScriptedInstance final : public loader::Instance {
 public:
  explicit ScriptedInstance(FrameStorage& storage) : storage_(storage) {}
  base::Result<void> run(loader::Function, loader::CallContext& call) const override {
    const ecluse_call& raw = call.raw();
    const std::string_view action(raw.action.data, raw.action.size);
    if (action == "echo") return call.result(raw.emit(&raw, raw.input));
    if (action == "wait") return call.result(raw.wait(&raw, 60'000'000'000));
    if (action == "values") {
      const auto value = storage_.get("k");
      return call.result(value && *value ? raw.emit(&raw, {(*value)->data(), (*value)->size()})
                                         : ECLUSE_INTERNAL);
    }
    ecluse_status status = ECLUSE_OK;
    for (int item = 0; item < 20'000 && status == ECLUSE_OK; ++item)
      status = raw.emit(&raw, raw.input);
    return call.result(status);
  }

 private:
  FrameStorage& storage_;
};

struct MapStorage final : services::Storage {
  base::Result<std::optional<std::string>> get(std::string_view) override { return "\"v\""; }
  base::Result<void> put(std::string_view, const std::optional<std::string>&,
                         const std::optional<std::string>&) override {
    return {};
  }
  base::Result<Rows> list(std::string_view) override { return Rows{}; }
};

struct ItemCount final : loader::Sink {
  std::atomic<int> count{0};
  std::string last;
  base::Status item(std::string_view json) override {
    last = json;
    ++count;
    return base::Status::ok;
  }
};

class CrewTest : public ::testing::Test {
 protected:
  CrewTest() : connector_(std::make_shared<manifest::Connector>()) {
    for (const char* name : {"echo", "wait", "values"}) {
      manifest::Action action;
      action.name = name;
      connector_->actions.push_back(std::move(action));
    }
    StartOrder order;
    order.found.manifest.id = "demo";
    order.system = "s";
    order.connector = "demo";
    connector_->id = "demo";
    connector_->max_concurrency = 8;
    order.found.manifest.connectors.push_back(*connector_);
    Surroundings around;
    around.clock = &base::system_clock();
    around.random = &random_;
    around.log = &log_;
    around.storage = &values_;
    around.settings = [] { return std::string("{}"); };
    around.spawn = [this]() -> base::Result<Spawned> {
      const auto pair = make_socket_pair();
      auto worker = std::make_shared<FakeWorker>(pair.worker, 7);
      work_ = std::thread([this, worker] { be_a_worker(*worker); });
      return Spawned{std::make_unique<FakeProcess>(worker->facts), pair.host};
    };
    supervisor_ = std::make_shared<Supervisor>(std::move(order), std::move(around));
    supervisor_->start();
    EXPECT_TRUE(supervisor_->wait_ready(seconds(10)));
  }
  ~CrewTest() override {
    supervisor_.reset();
    work_.join();
  }
  void be_a_worker(FakeWorker& worker) {
    if (!worker.hear()) return;
    FrameStorage storage;
    Crew crew(
        worker.line(),
        [&](loader::Role, const std::string&) -> base::Result<std::unique_ptr<loader::Instance>> {
          // An open may ask for what is stored: somebody else must read the answer.
          if (const auto value = storage.get("k"); !value || !*value)
            return base::fail(base::problem("plugin-failed"));
          return std::make_unique<ScriptedInstance>(storage);
        });
    storage.aim(&crew);
    worker.say_started("demo");
    crew.serve();
    crew.close_instances();
  }
  base::Result<void> call(const char* action, const std::string& input, ItemCount& sink,
                          loader::CancelToken& cancel, seconds patience = seconds(30)) {
    loader::CallFacts facts;
    facts.action = action;
    facts.input = input;
    facts.deadline = base::system_clock().monotonic() + patience;
    loader::CallContext context(facts, sink, cancel, base::system_clock());
    return WorkerInstance(supervisor_, connector_, loader::Role::serving)
        .run(loader::Function::invoke, context);
  }

  base::SeededRandom random_{3};
  services::MemoryLog log_;
  MapStorage values_;
  std::shared_ptr<manifest::Connector> connector_;
  std::thread work_;
  std::shared_ptr<Supervisor> supervisor_;
};

TEST_F(CrewTest, ManyCallersGetTheirOwnAnswers) {
  std::vector<std::future<int>> all;
  for (int caller = 0; caller < 8; ++caller)
    all.push_back(std::async(std::launch::async, [this, caller] {
      int right = 0;
      for (int number = 0; number < 300; ++number) {
        ItemCount sink;
        loader::CancelToken cancel;
        const auto input = std::to_string(caller * 1000 + number);
        right += call("echo", input, sink, cancel) && sink.last == input ? 1 : 0;
      }
      return right;
    }));
  for (auto& each : all) EXPECT_EQ(each.get(), 300);
}

TEST_F(CrewTest, ACallThatAsksIsAnswered) {
  ItemCount sink;
  loader::CancelToken cancel;
  const auto done = call("values", "{}", sink, cancel);
  EXPECT_TRUE(done) << done.error().slug;
  EXPECT_EQ(sink.last, "\"v\"");
}

TEST_F(CrewTest, ACallThatWaitsStopsNoOtherAndHearsItsCancel) {
  loader::CancelToken cancel;
  ItemCount sink;
  auto waits = std::async(std::launch::async, [&] { return call("wait", "{}", sink, cancel); });
  for (int number = 0; number < 50; ++number) {
    ItemCount other;
    loader::CancelToken never;
    EXPECT_TRUE(call("echo", "1", other, never));
  }
  EXPECT_EQ(waits.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  cancel.cancel();
  EXPECT_EQ(waits.get().error().slug, "cancelled");
}

TEST_F(CrewTest, StreamsRunBesideEachOther) {
  std::vector<std::future<bool>> all;
  std::vector<ItemCount> sinks(4);
  for (auto& sink : sinks)
    all.push_back(std::async(std::launch::async, [this, &sink] {
      loader::CancelToken cancel;
      return call("stream", "{\"some\":\"item\"}", sink, cancel).has_value();
    }));
  for (auto& each : all) EXPECT_TRUE(each.get());
  for (const auto& sink : sinks) EXPECT_EQ(sink.count, 20'000);
}

}  // namespace
}  // namespace ecluse::worker
