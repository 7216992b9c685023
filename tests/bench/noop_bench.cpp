// SPDX-License-Identifier: EUPL-1.2
// A call that does nothing, through the whole host (`ecluse serve`, a real key, scope, input
// validation, plugin in the process), against a bare cpp-httplib handler, tuned alike, that returns
// the same bytes. Each is a process of its own; rounds take turns; the ratio is that of the
// medians.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "sides.hpp"

namespace {

using ecluse::bench::Child;
using ecluse::bench::median;
using ecluse::bench::Place;
using ecluse::bench::Side;

constexpr const char* answer = R"({"pong":true})";
constexpr int threads = 16;
constexpr double target = 0.85;

std::string request_with(const std::string& key) {
  return "POST /hooks/ping/ping HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + key +
         "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
}

void print(const Side& bare, const Side& host) {
  std::printf(
      "| no-op call, 8 keep-alive connections | req/s | CPU µs/req | ratio |\n|---|---|---|---|\n");
  for (const Side* side : {&bare, &host})
    std::printf("| %s | %.0f | %.1f | %.2f |\n", side->name.c_str(), median(side->rates),
                median(side->costs), median(side->rates) / median(bare.rates));
  std::vector<double> ratios;
  for (std::size_t round = 0; round < host.rates.size(); ++round)
    ratios.push_back(host.rates[round] / bare.rates[round]);
  std::sort(ratios.begin(), ratios.end());
  std::printf(
      "\n%zu rounds in turns; ratio of each round: %.2f to %.2f, median %.2f; target %.2f\n",
      ratios.size(), ratios.front(), ratios.back(), median(ratios), target);
}

}  // namespace

int main(int count, char** arguments) {
  const int rounds = count > 1 ? std::atoi(arguments[1]) : 61;
  const double seconds = count > 2 ? std::atof(arguments[2]) : 0.25;
  const Place place("[systems.ping]\nconnector = \"smallest-c\"\nisolation = \"none\"\n",
                    "[consumers.bench]\npurpose = \"bench\"\nscopes = [\"ping:*read\"]\n");
  const Child host(place.serve());
  if (!place.wait_ready()) return 1;
  const std::string key = place.create_key("bench");
  const int port = ecluse::bench::free_port();
  const ecluse::bench::Page page{"/hooks/ping/ping", answer};
  Side bare_side("bare cpp-httplib handler", {port, 8, request_with(key), answer, seconds},
                 ecluse::bench::start_bare_httplib(port, page, threads));
  Side host_side("whole host", {place.port(), 8, request_with(key), answer, seconds}, host);
  if (!ecluse::bench::wait_for(port)) return 1;

  for (int round = 0; round <= rounds; ++round) {
    Side* order[] = {&bare_side, &host_side};
    if (round % 2 == 1) std::swap(order[0], order[1]);
    for (Side* side : order)
      if (!side->run_round()) return 1;
    if (round > 0) continue;
    for (Side* side : order) side->forget_rounds();  // the first one warms up
  }
  print(bare_side, host_side);
  return median(host_side.rates) / median(bare_side.rates) >= target ? 0 : 1;
}
