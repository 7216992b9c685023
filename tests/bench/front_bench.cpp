// SPDX-License-Identifier: EUPL-1.2
// What the issue promises of the front, at 64 connections: a call that does nothing, with key,
// scope and validation, in the host's process and in a worker's, against nginx with the same bytes
// as a file, and against others. All take turns in one run; the ratios are those of the medians.
//   bench_front [ROUNDS [SECONDS]]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "sides.hpp"

namespace {

using namespace ecluse::bench;

constexpr int connections = 64;
// Served by a thread a connection: fewer threads would leave some connections without any answer.
constexpr int bare_threads = connections;
constexpr const char* answer = R"({"pong":true})";

// bench-noop is examples/smallest_c with the max_concurrency of the connectors that are shipped: 4.
constexpr const char* systems =
    "[systems.inside]\nconnector = \"bench-noop\"\nisolation = \"none\"\n"
    "[systems.apart]\nconnector = \"bench-noop\"\nisolation = \"process\"\n"
    "[systems.wide]\nconnector = \"smallest-c\"\nisolation = \"none\"\n";
constexpr const char* consumers =
    "[consumers.bench]\npurpose = \"bench\"\n"
    "scopes = [\"inside:*read\", \"apart:*read\", \"wide:*read\"]\n";

struct Target {
  const char* what;
  const char* side;
  const char* of;
  double least;
};
constexpr Target targets[] = {
    {"in the host's process, of nginx", "ecluse, in its process", "nginx, a static file", 1.0},
    {"in the host's process, of bare cpp-httplib", "ecluse, in its process",
     "cpp-httplib, bare handler", 1.3},
    {"in a worker process, of nginx", "ecluse, worker process", "nginx, a static file", 0.6},
};

std::string post(const std::string& path, const std::string& key) {
  return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + key +
         "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
}

class Bench {
 public:
  explicit Bench(double seconds)
      : seconds_(seconds), place_(systems, consumers), host_(place_.serve()) {}

  bool start() {
    if (!place_.wait_ready()) return false;
    if (host_.children() == 0) std::printf("isolation = \"process\" starts no process: left out\n");
    const std::string key = place_.create_key("bench");
    const Page page{"/hooks/ping/ping", answer};
    const std::string request = post(page.path, key), folder = place_.folder();
    const int ports[] = {free_port(), free_port(), free_port(), free_port(), free_port()};
    add("raw epoll, 1 thread (the floor)", ports[0], request, start_floor(ports[0], page));
    // The shortest request that nginx answers with the file; it gives no file to a POST.
    add("nginx, a static file", ports[1],
        "GET " + page.path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        start_nginx(folder, ports[1], page));
    add("cpp-httplib, bare handler", ports[2], request,
        start_bare_httplib(ports[2], page, bare_threads));
    add_host("ecluse, in its process", "inside", key);
    if (host_.children() > 0) add_host("ecluse, worker process", "apart", key);
    add_host("ecluse, in its process, max_concurrency 64", "wide", key);
    add("Node.js http", ports[3], request, start_node(folder, ports[3], page));
    add("FastAPI, uvicorn", ports[4], request, start_fastapi(folder, ports[4], page));
    return std::all_of(sides_.begin(), sides_.end(), [&](const Side& side) {
      return wait_for(side.load.port) ||
             (std::fprintf(stderr, "%s does not start\n", side.name.c_str()), false);
    });
  }

  bool run(int rounds) {
    for (int round = 0; round <= rounds; ++round) {
      for (std::size_t turn = 0; turn < sides_.size(); ++turn)  // who begins changes
        if (!sides_[(turn + static_cast<std::size_t>(round)) % sides_.size()].run_round())
          return false;
      if (round > 0) continue;
      for (Side& side : sides_) side.forget_rounds();  // the first one warms up
    }
    return true;
  }

  void print() const {
    const Side* nginx = find("nginx, a static file");
    std::printf(
        "| %d connections, one request in flight each | req/s | CPU µs/req | of nginx |\n"
        "|---|---|---|---|\n",
        connections);
    for (const Side& side : sides_)
      std::printf("| %s | %.0f | %.1f | %.2f |\n", side.name.c_str(), median(side.rates),
                  median(side.costs),
                  nginx != nullptr ? median(side.rates) / median(nginx->rates) : 0);
  }

  /// Prints each target; whether all are met.
  bool judge() const {
    bool met = true;
    std::printf("\n| ratio | medians | rounds | target |\n|---|---|---|---|\n");
    for (const Target& target : targets) {
      const Side *side = find(target.side), *of = find(target.of);
      if (side == nullptr || of == nullptr) {
        std::printf("| %s | not measured | | ≥ %.1f |\n", target.what, target.least);
        met = false;
        continue;
      }
      std::vector<double> each;
      for (std::size_t round = 0; round < side->rates.size(); ++round)
        each.push_back(side->rates[round] / of->rates[round]);
      const double ratio = median(side->rates) / median(of->rates);
      std::printf("| %s | **%.2f** | %.2f to %.2f, median %.2f | ≥ %.1f |\n", target.what, ratio,
                  *std::min_element(each.begin(), each.end()),
                  *std::max_element(each.begin(), each.end()), median(each), target.least);
      met = met && ratio >= target.least;
    }
    return met;
  }

 private:
  void add(const char* name, int port, const std::string& request, pid_t pid) {
    if (pid == 0) {
      std::printf("%s: its Debian package is not installed (tests/setup/bench-packages.txt)\n",
                  name);
      return;
    }
    sides_.emplace_back(name, Load{port, connections, request, answer, seconds_}, pid);
  }
  void add_host(const char* name, const std::string& system, const std::string& key) {
    const std::string request = post("/hooks/" + system + "/ping", key);
    sides_.emplace_back(name, Load{place_.port(), connections, request, answer, seconds_}, host_);
  }
  const Side* find(const std::string& name) const {
    const auto at = std::find_if(sides_.begin(), sides_.end(),
                                 [&](const Side& side) { return side.name == name; });
    return at == sides_.end() ? nullptr : &*at;
  }

  double seconds_;
  Place place_;
  Child host_;
  std::vector<Side> sides_;
};

}  // namespace

int main(int count, char** arguments) {
  const int rounds = count > 1 ? std::atoi(arguments[1]) : 15;
  const double seconds = count > 2 ? std::atof(arguments[2]) : 0.5;
  Bench bench(seconds);
  if (!bench.start() || !bench.run(rounds)) return 1;
  bench.print();
  return bench.judge() ? 0 : 1;
}
