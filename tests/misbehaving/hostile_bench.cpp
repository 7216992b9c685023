// SPDX-License-Identifier: EUPL-1.2
// What a hostile plugin costs its neighbour: the p50 and p99 of the neighbour's calls while the
// hostile one is at work, over those of quiet rounds. Rounds alternate (quiet, hostile, hostile,
// quiet), each in a host of its own, so that no breaker has shut the hostile one out; the first row
// does nothing, and says how far two quiet halves differ on this machine now.
//
//   hostile_bench [PAIRS] [MILLISECONDS] [NAME]
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "hostile_world.hpp"

namespace {

using namespace ecluse;
using misbehaving::NeighbourCalls;
using misbehaving::World;

constexpr const char* nobody = "honest";
constexpr const char* hostile_ones[] = {nobody,
                                        "reads-another-file",
                                        "writes-elsewhere",
                                        "forks-without-end",
                                        "eats-memory",
                                        "opens-a-listening-socket",
                                        "ptraces",
                                        "kills-its-parent",
                                        "floods-logs",
                                        "spins",
                                        "blocks-in-a-system-call"};
constexpr std::chrono::milliseconds pace{50};  // between deeds: harm, not mere load
constexpr std::chrono::milliseconds warming{150};

enum class Mood { quiet, hostile };

/// The calls of all rounds of one mood.
struct Calls {
  std::vector<double> took;  ///< microseconds
  int failed = 0, deeds = 0;
  double share(double part) {
    std::sort(took.begin(), took.end());
    return took[static_cast<std::size_t>(static_cast<double>(took.size()) * part)];
  }
};

void play(const char* name, Mood mood, std::chrono::milliseconds length, Calls& calls) {
  World world(name);
  {
    NeighbourCalls warm(world);
    std::this_thread::sleep_for(warming);
  }
  const auto end = std::chrono::steady_clock::now() + length;
  std::thread doer([&] {
    while (mood == Mood::hostile && name != nobody && std::chrono::steady_clock::now() < end) {
      world.call("h", "harm " + world.secret());
      ++calls.deeds;
      std::this_thread::sleep_for(pace);
    }
  });
  NeighbourCalls neighbour(world);
  std::this_thread::sleep_until(end);
  neighbour.end();
  doer.join();
  calls.failed += neighbour.failed();
  for (const auto each : neighbour.took())
    calls.took.push_back(std::chrono::duration<double, std::micro>(each).count());
}

void measure(const char* name, int pairs, std::chrono::milliseconds length) {
  Calls quiet, hostile;
  for (int i = 0; i < pairs; ++i) {
    const bool quiet_first = i % 2 == 0;
    play(name, quiet_first ? Mood::quiet : Mood::hostile, length, quiet_first ? quiet : hostile);
    play(name, quiet_first ? Mood::hostile : Mood::quiet, length, quiet_first ? hostile : quiet);
  }
  std::printf("| %-24s | %5.0f | %5.0f | %5.2f | %6.0f | %6.0f | %5.2f | %7zu | %4d | %d |\n", name,
              quiet.share(0.5), hostile.share(0.5), hostile.share(0.5) / quiet.share(0.5),
              quiet.share(0.99), hostile.share(0.99), hostile.share(0.99) / quiet.share(0.99),
              hostile.took.size(), hostile.deeds, hostile.failed);
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** words) {
  const int pairs = count > 1 ? std::atoi(words[1]) : 12;
  const std::chrono::milliseconds length(count > 2 ? std::atoi(words[2]) : 600);
  const std::string only = count > 3 ? words[3] : "";
  std::printf(
      "| hostile plugin | quiet p50 µs | p50 | ratio | quiet p99 µs | p99 | ratio | calls | deeds "
      "| "
      "failed |\n|---|---|---|---|---|---|---|---|---|---|\n");
  for (const char* name : hostile_ones)
    if (only.empty() || only == name) measure(name, pairs, length);
}
