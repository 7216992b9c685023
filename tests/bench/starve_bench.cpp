// SPDX-License-Identifier: EUPL-1.2
// How long a new client waits for its answer with 512 keep-alive clients parked, and with none: in
// turns on one host. A client connects, asks once, reads and leaves.
//   bench_starve [ROUNDS [CLIENTS A ROUND]]
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <vector>

#include "crowd.hpp"
#include "start_host.hpp"

namespace {

using namespace ecluse::bench;

constexpr int parked = 512;
constexpr double target = 2;
constexpr const char* request = "GET /livez HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n";

double at_share(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1,
                         static_cast<std::size_t>(static_cast<double>(values.size()) * share))];
}

/// Microseconds of each new client; nothing once one got no answer.
std::optional<std::vector<double>> serve_new_clients(int port, int clients) {
  std::vector<double> took;
  for (int client = 0; client < clients; ++client) {
    const auto began = Clock::now();
    const int socket = connect_from("127.200.0.1", port);
    const int status = socket < 0 ? 0 : ask_on(socket, request);
    took.push_back(std::chrono::duration<double, std::micro>(Clock::now() - began).count());
    ::close(socket);
    if (status != 200) return std::nullopt;
  }
  return took;
}

struct Figures {
  std::vector<double> p50, p99;
  void add(const std::vector<double>& took) {
    p50.push_back(at_share(took, 0.5));
    p99.push_back(at_share(took, 0.99));
  }
};

bool run_rounds(int port, int rounds, int clients, Figures& alone, Figures& beside) {
  for (int round = 0; round <= rounds; ++round) {
    for (const bool has_crowd : {round % 2 == 0, round % 2 != 0}) {
      std::optional<Crowd> crowd;
      if (has_crowd) crowd.emplace(port, parked);
      if (crowd && crowd->answered() != parked) return false;
      const auto took = serve_new_clients(port, clients);
      if (!took || (crowd && crowd->open() != parked)) return false;
      if (round > 0) (has_crowd ? beside : alone).add(*took);  // the first round warms up
    }
  }
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  const int rounds = count > 1 ? std::atoi(arguments[1]) : 21;
  const int clients = count > 2 ? std::atoi(arguments[2]) : 500;
  allow_sockets();
  const Place place("[systems.ping]\nconnector = \"smallest-c\"\nisolation = \"none\"\n", "");
  const Child host(place.serve());
  if (!place.wait_ready()) return 1;
  Figures alone, beside;
  if (!run_rounds(place.port(), rounds, clients, alone, beside)) {
    std::fprintf(stderr, "a new client got no answer, or a parked one was sent away\n");
    return 1;
  }
  const double ratio = at_share(beside.p99, 0.5) / at_share(alone.p99, 0.5);
  std::printf("| a new client | p50 µs | p99 µs |\n|---|---|---|\n");
  std::printf("| none parked | %.0f | %.0f |\n", at_share(alone.p50, 0.5),
              at_share(alone.p99, 0.5));
  std::printf("| %d parked | %.0f | %.0f |\n", parked, at_share(beside.p50, 0.5),
              at_share(beside.p99, 0.5));
  std::printf(
      "\n%d rounds of %d clients in turns; p99 beside parked ones of p99 alone: **%.2f** "
      "(target ≤ %.0f)\n",
      rounds, clients, ratio, target);
  return ratio <= target ? 0 : 1;
}
