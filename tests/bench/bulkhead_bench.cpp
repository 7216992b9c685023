// SPDX-License-Identifier: EUPL-1.2
// What the callers of a system notice when its neighbour stalls: the latency of a no-op call at 4
// keep-alive connections, quiet, and beside a system whose every place is held by a call that does
// not end and whose queue is filling. In turns on one host; the figure is the ratio of the medians
// of the rounds' p99.
//   bench_bulkhead [ROUNDS [SECONDS A ROUND]]
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "loopback.hpp"
#include "start_host.hpp"

namespace {

using namespace ecluse::bench;

constexpr int callers = 4;
constexpr int stuck_callers = 24;  // 8 places, 16 in the queue
constexpr double target = 1.2;

int connect_to(int port) {
  const int connection = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = address_of(port);
  const int one = 1;
  ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  timeval patience{10, 0};
  ::setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return connection;
  ::close(connection);
  return -1;
}

std::string request_of(const std::string& path, const std::string& key, const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer " + key +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

/// One call on a connection; whether the right answer came.
bool call(int connection, const std::string& request, const std::string& expected) {
  if (::send(connection, request.data(), request.size(), MSG_NOSIGNAL) < 0) return false;
  std::string answer;
  char piece[4096];
  while (answer.find(expected) == answer.npos) {
    const auto got = ::recv(connection, piece, sizeof piece, 0);
    if (got <= 0) return false;
    answer.append(piece, static_cast<std::size_t>(got));
  }
  return answer.find(" 200 ") < 12;
}

double at_share(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto index = static_cast<std::size_t>(static_cast<double>(values.size()) * share);
  return values[std::min(values.size() - 1, index)];
}

/// Calls that are under way for as long as this lives.
class Stall {
 public:
  Stall(int port, const std::string& request) {
    for (int number = 0; number < stuck_callers; ++number) {
      const int connection = connect_to(port);
      if (::send(connection, request.data(), request.size(), MSG_NOSIGNAL) < 0) holds_ = false;
      connections_.push_back(connection);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  ~Stall() {
    for (const int connection : connections_) ::close(connection);
    std::this_thread::sleep_for(std::chrono::milliseconds(500));  // the host lets them go
  }
  Stall(const Stall&) = delete;
  Stall& operator=(const Stall&) = delete;
  /// Whether none was answered so far: the neighbour really stalls.
  bool holds() const {
    for (const int connection : connections_) {
      pollfd watched{connection, POLLIN, 0};
      if (::poll(&watched, 1, 0) != 0) return false;
    }
    return holds_;
  }

 private:
  std::vector<int> connections_;
  bool holds_ = true;
};

struct Figures {
  std::vector<double> p50, p99;
  std::size_t calls = 0;
};

/// Microseconds of every call of one round; false when one went wrong.
bool run_round(int port, const std::string& request, double seconds, Figures& figures) {
  std::vector<std::vector<double>> took(callers);
  std::atomic<bool> wrong{false};
  std::vector<std::thread> threads;
  for (auto& of : took)
    threads.emplace_back([&] {
      const int connection = connect_to(port);
      const auto end = Clock::now() + std::chrono::duration<double>(seconds);
      while (!wrong && Clock::now() < end) {
        const auto began = Clock::now();
        if (!call(connection, request, R"({"pong":true})")) wrong = true;
        of.push_back(std::chrono::duration<double, std::micro>(Clock::now() - began).count());
      }
      ::close(connection);
    });
  for (auto& thread : threads) thread.join();
  std::vector<double> all;
  for (const auto& of : took) all.insert(all.end(), of.begin(), of.end());
  figures.p50.push_back(at_share(all, 0.5));
  figures.p99.push_back(at_share(all, 0.99));
  figures.calls += all.size();
  return !wrong;
}

}  // namespace

int main(int count, char** arguments) {
  const int rounds = count > 1 ? std::atoi(arguments[1]) : 21;
  const double seconds = count > 2 ? std::atof(arguments[2]) : 0.5;
  const Place place(
      "[systems.ping]\nconnector = \"smallest-c\"\nisolation = \"none\"\n"
      "[systems.stuck]\nconnector = \"scripted\"\nisolation = \"none\"\n",
      "[consumers.bench]\npurpose = \"bench\"\nscopes = [\"*:*read\"]\n");
  const Child host(place.serve());
  if (!place.wait_ready()) return 1;
  const std::string key = place.create_key("bench");
  const std::string ping = request_of("/hooks/ping/ping", key, "{}");
  const std::string stuck = request_of("/hooks/stuck/echo", key, R"({"text":"stuck"})");
  Figures quiet, beside;
  for (int round = 0; round <= rounds; ++round) {
    if (round == 1) quiet = beside = {};  // the first one warms up
    for (const bool stalls : {round % 2 == 0, round % 2 != 0}) {
      if (!stalls) {
        if (!run_round(place.port(), ping, seconds, quiet)) return 1;
        continue;
      }
      const Stall stall(place.port(), stuck);
      const bool right = run_round(place.port(), ping, seconds, beside);
      if (right && stall.holds()) continue;
      std::fprintf(stderr, right ? "the neighbour did not stall\n" : "an answer was wrong\n");
      return 1;
    }
  }
  const auto median = [](const std::vector<double>& values) { return at_share(values, 0.5); };
  const double ratio = median(beside.p99) / median(quiet.p99);
  std::printf("| callers of a system that works | p50 µs | p99 µs | calls |\n|---|---|---|---|\n");
  std::printf("| alone | %.0f | %.0f | %zu |\n", median(quiet.p50), median(quiet.p99), quiet.calls);
  std::printf("| beside a stalled system | %.0f | %.0f | %zu |\n", median(beside.p50),
              median(beside.p99), beside.calls);
  std::printf("\n%d rounds in turns, medians; ratio of the p99 %.2f, target %.2f\n", rounds, ratio,
              target);
  return ratio <= target ? 0 : 1;
}
