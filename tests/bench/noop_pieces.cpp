// SPDX-License-Identifier: EUPL-1.2
// What a call costs inside the host, without a socket: the whole way from request to answer,
// runtime.call alone, and its pieces, each in microseconds. One thread; medians of batches.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include "access/key.hpp"
#include "base/identifier.hpp"
#include "http/api.hpp"
#include "json/canonical.hpp"
#include "json/parse.hpp"

namespace {

using namespace ecluse;

constexpr const char* input = R"({})";

struct LastItem final : loader::Sink {
  std::string text;
  base::Status item(std::string_view json) override {
    text.assign(json);
    return base::Status::ok;
  }
};

/// The host without its transport, in a folder of its own.
struct Bench {
  std::string folder = std::filesystem::temp_directory_path().string() + "/ecluse-pieces-XXXXXX";
  services::MemoryLog log;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<registry::Registry> registry;
  std::unique_ptr<runtime::Runtime> runtime;
  std::unique_ptr<http::Api> api;
  std::string authorization;

  Bench() {
    if (::mkdtemp(folder.data()) == nullptr) std::abort();
    const base::Clock& clock = base::system_clock();
    store = std::move(*store::open_sqlite_store(folder + "/store.db"));
    const auto key = access::make_key("c", std::chrono::hours(1), clock, base::system_random());
    if (!store->submit({{store::KeyAdd{key.row}}})) std::abort();
    authorization = "Bearer " + key.text;
    registry =
        std::make_unique<registry::Registry>(registry::Surroundings{&clock, &log, store.get()});
    const auto loaded =
        config::parse("[plugins]\nfolders = [\"" ECLUSE_BUILD_FOLDER
                      "/plugins\"]\n"
                      "[systems.ping]\nconnector = \"smallest-c\"\nisolation = \"none\"\n"
                      "[consumers.c]\npurpose = \"x\"\nscopes = [\"ping:*read\"]\n",
                      folder + "/ecluse.toml");
    if (!registry->reload(loaded.config) || !registry->current()->find("ping")->ready())
      std::abort();
    runtime = std::make_unique<runtime::Runtime>(
        *registry, runtime::Surroundings{&clock, &base::system_random(), &log, store.get()});
    api = std::make_unique<http::Api>(
        http::Surroundings{registry.get(), runtime.get(), &clock, &base::system_random(), &log});
  }
  ~Bench() { std::filesystem::remove_all(folder); }
};

std::vector<std::pair<const char*, double>> rows;

int most_batches = 31;

/// Processor time of this thread: what others do on the machine is not in it.
double processor_microseconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

/// Median of 31 batches of 1,000.
template <typename Body>
void measure(const char* name, Body body) {
  std::vector<double> batches;
  for (int batch = 0; batch < most_batches; ++batch) {
    const double began = processor_microseconds();
    for (int turn = 0; turn < 1000; ++turn) body();
    batches.push_back((processor_microseconds() - began) / 1000);
  }
  std::sort(batches.begin(), batches.end());
  rows.emplace_back(name, batches[batches.size() / 2]);
}

void need(bool right) {
  if (!right) std::abort();
}

void measure_whole(Bench& bench) {
  http::Request request;
  request.method = "POST";
  request.path = "/hooks/ping/ping";
  request.body = input;
  const http::Field fields[] = {{"Authorization", bench.authorization},
                                {"Content-Type", "application/json"}};
  request.fields = fields;
  measure("request to answer, without socket and HTTP parsing (`http::handle`)",
          [&] { need(http::handle(*bench.api, request).status == 200); });
}

void measure_call(Bench& bench) {
  const auto snapshot = bench.registry->current();
  const auto& system = *snapshot->find("ping");
  const auto& action = *system.connector->find_action("ping");
  runtime::CallRequest request;
  request.input = input;
  request.request_id = "r";
  request.consumer = "c";
  LastItem sink;
  measure(
      "a call in the process: place, deadline, plugin, output checked, metrics (`Runtime::call`)",
      [&] {
        loader::CancelToken cancel;
        need(bench.runtime->call(system, action, request, sink, cancel).has_value());
      });
  measure("the plugin behind the C ABI alone (`Instance::run`)", [&] {
    loader::CallFacts facts;
    facts.action = action.name;
    facts.input = input;
    facts.deadline = base::system_clock().monotonic() + action.timeout;
    loader::CancelToken cancel;
    loader::CallContext context(facts, sink, cancel, base::system_clock());
    need(system.serving->run(loader::Function::invoke, context).has_value());
  });
}

void measure_pieces(Bench& bench) {
  const auto snapshot = bench.registry->current();
  const auto& schema = *snapshot->find("ping")->connector->find_action("ping")->input.compiled;
  measure("key: split, SHA-256, compare, expiry", [&] {
    need(snapshot->access.authenticate(bench.authorization, base::system_clock().wall())
             .has_value());
  });
  measure("request id",
          [] { need(!base::new_identifier(base::system_clock(), base::system_random()).empty()); });
  measure("input: parse, defaults, schema, write", [&] {
    auto value = json::parse(input);
    schema.fill_defaults(*value);
    need(schema.validate(*value).has_value() && json::to_text(*value) == input);
  });
}

}  // namespace

/// bench_pieces [BATCHES]: one batch is enough under a profiler.
int main(int count, char** arguments) {
  if (count > 1) most_batches = std::atoi(arguments[1]);
  Bench bench;
  measure_whole(bench);
  measure_call(bench);
  measure_pieces(bench);
  std::printf("| a no-op call inside the host | µs |\n|---|---|\n");
  for (const auto& [name, microseconds] : rows) std::printf("| %s | %.2f |\n", name, microseconds);
  return 0;
}
