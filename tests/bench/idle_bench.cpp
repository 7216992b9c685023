// SPDX-License-Identifier: EUPL-1.2
// What a parked keep-alive client costs the host: its own memory (the kernel's sockets are not in
// it) and time.
//   bench_idle [CLIENTS [SECONDS]]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "crowd.hpp"
#include "start_host.hpp"

namespace {

using namespace ecluse::bench;

constexpr double most_bytes = 1024;
constexpr double most_of_a_core = 0.01;

/// Bytes of the process that are in memory: VmRSS.
double resident_bytes(const Child& host) {
  std::ifstream file("/proc/" + std::to_string(host.pid()) + "/status");
  std::string word;
  while (file >> word)
    if (word == "VmRSS:") break;
  double kilobytes = 0;
  file >> kilobytes;
  return kilobytes * 1024;
}

bool measure(int clients, double seconds) {
  const Place place("[systems.ping]\nconnector = \"smallest-c\"\nisolation = \"none\"\n", "");
  const Child host(place.serve());
  if (!place.wait_ready()) return false;
  for (int warm = 0; warm < 500; ++warm) fetch(place.port(), "/livez");
  const double before = resident_bytes(host);
  const Crowd crowd(place.port(), clients);
  if (crowd.answered() != clients) {
    std::fprintf(stderr, "%d of %d clients were answered\n", crowd.answered(), clients);
    return false;
  }
  const double bytes = (resident_bytes(host) - before) / clients;
  const double cpu = host.cpu_seconds();
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  const double core = (host.cpu_seconds() - cpu) / seconds;
  if (crowd.open() != clients) {
    std::fprintf(stderr, "%d of %d clients are still parked\n", crowd.open(), clients);
    return false;
  }
  std::printf("| parked keep-alive clients | user memory each | time of a core |\n|---|---|---|\n");
  std::printf("| %d, plain | **%.0f bytes** (target ≤ %.0f) | **%.2f %%** (target < %.0f) |\n",
              clients, bytes, most_bytes, core * 100, most_of_a_core * 100);
  return bytes <= most_bytes && core < most_of_a_core;
}

}  // namespace

int main(int count, char** arguments) {
  const int clients = count > 1 ? std::atoi(arguments[1]) : 5000;
  const double seconds = count > 2 ? std::atof(arguments[2]) : 4;
  allow_sockets();
  return measure(clients, seconds) ? 0 : 1;
}
