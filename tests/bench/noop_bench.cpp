// SPDX-License-Identifier: EUPL-1.2
// A call that does nothing, through the whole host (`ecluse serve`, a real key, scope, input
// validation, plugin in the process), against a bare cpp-httplib handler, tuned alike, that returns
// the same bytes. Each is a process of its own; rounds take turns; the ratio is that of the
// medians.
#include <httplib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "noop_load.hpp"
#include "start_host.hpp"

namespace {

using ecluse::bench::Child;
using ecluse::bench::Load;
using ecluse::bench::Measured;
using ecluse::bench::Place;

constexpr const char* answer = R"({"pong":true})";
constexpr int threads = 16;
constexpr double target = 0.85;

/// What http/plain_transport.cpp does for the host: no Nagle, the same pool, the same backlog,
/// keep-alive.
[[noreturn]] void serve_bare(int port) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  httplib::Server server;
  socket_t listening = -1;
  server.new_task_queue = [] { return new httplib::ThreadPool(threads); };
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(1'000'000);
  server.set_keep_alive_timeout(5);
  server.set_socket_options([&listening](socket_t socket) {
    const int one = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    listening = socket;
  });
  server.Post("/hooks/ping/ping", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(answer, "application/json");
  });
  if (!server.bind_to_port("127.0.0.1", port)) ::_exit(1);
  ::listen(listening, 1024);
  server.listen_after_bind();
  ::_exit(0);
}

struct Side {
  const char* name;
  Load load;
  const Child* process;
  std::vector<double> rates, costs;  ///< requests/s, CPU µs a request

  bool run_round() {
    const double cpu = process->cpu_seconds();
    const Measured measured = ecluse::bench::run_load(load);
    if (measured.wrong != 0 || measured.right == 0) {
      std::fprintf(stderr, "%s: an answer was wrong\n", name);
      return false;
    }
    rates.push_back(measured.rate());
    costs.push_back((process->cpu_seconds() - cpu) / static_cast<double>(measured.right) * 1e6);
    return true;
  }
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string request_with(const std::string& key) {
  return "POST /hooks/ping/ping HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + key +
         "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
}

void wait_for_bare(int port) {
  for (int step = 0; step < 500 && ecluse::bench::fetch(port, "/").status == 0; ++step)
    ::usleep(10'000);
}

void print(const Side& bare, const Side& host) {
  std::printf(
      "| no-op call, 8 keep-alive connections | req/s | CPU µs/req | ratio |\n|---|---|---|---|\n");
  for (const Side* side : {&bare, &host})
    std::printf("| %s | %.0f | %.1f | %.2f |\n", side->name, median(side->rates),
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
  const pid_t pid = ::fork();
  if (pid == 0) serve_bare(port);
  const Child bare(pid);
  wait_for_bare(port);

  Side bare_side{
      "bare cpp-httplib handler", {port, 8, request_with(key), answer, seconds}, &bare, {}, {}};
  Side host_side{
      "whole host", {place.port(), 8, request_with(key), answer, seconds}, &host, {}, {}};
  for (int round = 0; round <= rounds; ++round) {
    Side* order[] = {&bare_side, &host_side};
    if (round % 2 == 1) std::swap(order[0], order[1]);
    for (Side* side : order)
      if (!side->run_round()) return 1;
    if (round > 0) continue;
    for (Side* side : order) side->rates.clear(), side->costs.clear();  // the first one warms up
  }
  print(bare_side, host_side);
  return median(host_side.rates) / median(bare_side.rates) >= target ? 0 : 1;
}
