// SPDX-License-Identifier: EUPL-1.2
// What a worker process adds to a call: Runtime::call at 8 callers, who keep both cores busy, in
// the process of the host and in a worker's, and the bare round trip of as many bytes over a socket
// pair as the floor. In turns; latencies of single calls.
//   bench_isolation [ROUNDS [CALLS A CALLER]]
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "http/api.hpp"

namespace {

using namespace ecluse;

constexpr int callers = 8;
constexpr double most_added = 60;        // µs
constexpr std::size_t bytes_each = 256;  // a frame with its facts, about

struct LastItem final : loader::Sink {
  std::string text;
  base::Status item(std::string_view json) override {
    text.assign(json);
    return base::Status::ok;
  }
};

/// The host without its transport: one connector in the process, the same in a worker's.
struct Host {
  std::string folder = std::filesystem::temp_directory_path().string() + "/ecluse-bench-XXXXXX";
  services::MemoryLog log;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<registry::Registry> registry;
  std::unique_ptr<runtime::Runtime> runtime;

  Host() {
    if (::mkdtemp(folder.data()) == nullptr) std::abort();
    const base::Clock& clock = base::system_clock();
    store = std::move(*store::open_sqlite_store(folder + "/store.db"));
    registry = std::make_unique<registry::Registry>(
        registry::Surroundings{&clock, &log, store.get(), &base::system_random(), ECLUSE_WORKER});
    const auto loaded =
        config::parse("[plugins]\nfolders = [\"" ECLUSE_BUILD_FOLDER
                      "/plugins\"]\n"
                      "[systems.inside]\nconnector = \"smallest-c\"\nisolation = \"none\"\n"
                      "[systems.apart]\nconnector = \"smallest-c\"\nisolation = \"process\"\n",
                      folder + "/ecluse.toml");
    if (!registry->reload(loaded.config)) std::abort();
    runtime = std::make_unique<runtime::Runtime>(
        *registry, runtime::Surroundings{&clock, &base::system_random(), &log, store.get()});
  }
  ~Host() {
    registry->close();  // the supervisors of workers call the runtime
    runtime.reset();
    registry.reset();
    store.reset();
    std::filesystem::remove_all(folder);
  }

  void call(const char* name) const {
    const auto snapshot = registry->current();
    const auto* system = snapshot->find(name);
    if (system == nullptr || !system->ready()) std::abort();
    runtime::CallRequest request;
    request.input = "{}";
    request.request_id = "r";
    request.consumer = "c";
    LastItem sink;
    loader::CancelToken cancel;
    const auto& action = *system->connector->find_action("ping");
    if (!runtime->call(*system, action, request, sink, cancel) || sink.text != R"({"pong":true})")
      std::abort();
  }
};

/// A child that sends back what it reads, a pair and a thread for each caller.
class Echo {
 public:
  Echo() {
    for (auto& pair : pairs_)
      if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) std::abort();
    pid_ = ::fork();
    if (pid_ == 0) serve();
  }
  ~Echo() {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
    for (auto& pair : pairs_) ::close(pair[0]), ::close(pair[1]);
  }
  Echo(const Echo&) = delete;
  Echo& operator=(const Echo&) = delete;

  void round_trip(int caller) const {
    std::array<char, bytes_each> bytes{};
    const int socket = pairs_[static_cast<std::size_t>(caller)][0];
    if (::send(socket, bytes.data(), bytes.size(), 0) < 0 ||
        ::recv(socket, bytes.data(), bytes.size(), MSG_WAITALL) <= 0)
      std::abort();
  }

 private:
  [[noreturn]] void serve() const {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    std::vector<std::thread> threads;
    for (const auto& pair : pairs_)
      threads.emplace_back([socket = pair[1]] {
        std::array<char, bytes_each> bytes{};
        while (::recv(socket, bytes.data(), bytes.size(), MSG_WAITALL) > 0)
          ::send(socket, bytes.data(), bytes.size(), 0);
      });
    while (true) ::pause();
  }
  std::array<std::array<int, 2>, callers> pairs_{};
  pid_t pid_ = 0;
};

/// Latencies in µs of all calls of one round.
std::vector<double> measure(int calls, const std::function<void(int caller)>& call) {
  std::array<std::vector<double>, callers> each;
  std::vector<std::thread> threads;
  for (int caller = 0; caller < callers; ++caller)
    threads.emplace_back([&, caller] {
      auto& took = each[static_cast<std::size_t>(caller)];
      for (int turn = 0; turn < calls; ++turn) {
        const auto began = std::chrono::steady_clock::now();
        call(caller);
        took.push_back(
            std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - began)
                .count());
      }
    });
  for (auto& thread : threads) thread.join();
  std::vector<double> all;
  for (const auto& took : each) all.insert(all.end(), took.begin(), took.end());
  return all;
}

double at_share(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1,
                         static_cast<std::size_t>(static_cast<double>(values.size()) * share))];
}

struct Way {
  const char* name;
  std::function<void(int)> call;
  std::vector<double> p50{}, p99{};
};

bool has_children() {
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream file(thread.path() / "children");
    if (pid_t child = 0; file >> child) return true;
  }
  return false;
}

}  // namespace

int main(int count, char** arguments) {
  const int rounds = count > 1 ? std::atoi(arguments[1]) : 21;
  const int calls = count > 2 ? std::atoi(arguments[2]) : 2000;
  const Host host;
  const bool has_worker = has_children();
  const Echo echo;
  std::vector<Way> ways{{"socket pair alone", [&](int caller) { echo.round_trip(caller); }},
                        {"in the host's process", [&](int) { host.call("inside"); }},
                        {"in a worker process", [&](int) { host.call("apart"); }}};
  if (!has_worker) ways.pop_back();
  for (int round = 0; round <= rounds; ++round)
    for (std::size_t turn = 0; turn < ways.size(); ++turn) {
      Way& way = ways[(turn + static_cast<std::size_t>(round)) % ways.size()];
      const auto took = measure(calls, way.call);
      if (round == 0) continue;  // warms up
      way.p50.push_back(at_share(took, 0.5));
      way.p99.push_back(at_share(took, 0.99));
    }
  std::printf("| a call, %d callers | p50 µs | p99 µs |\n|---|---|---|\n", callers);
  for (const Way& way : ways)
    std::printf("| %s | %.1f | %.1f |\n", way.name, at_share(way.p50, 0.5), at_share(way.p99, 0.5));
  if (!has_worker) {
    std::fprintf(stderr, "isolation = \"process\" starts no process\n");
    return 1;
  }
  const double added = at_share(ways[2].p50, 0.5) - at_share(ways[1].p50, 0.5);
  std::printf("\n%d rounds in turns; the worker adds **%.1f µs** at the median (target ≤ %.0f)\n",
              rounds, added, most_added);
  return added <= most_added ? 0 : 1;
}
