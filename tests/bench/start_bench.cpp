// SPDX-License-Identifier: EUPL-1.2
// How long a host with 20 systems takes from exec to ready: /readyz answers 200, and every system
// of the catalog is ready. The store and the key are there already, as they are each day but the
// first.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <vector>

#include "start_host.hpp"

namespace {

using ecluse::bench::Child;
using ecluse::bench::Clock;
using ecluse::bench::Place;

constexpr int systems = 20;

std::string sections() {
  std::string text;
  for (int number = 0; number < systems; ++number) {
    const std::string id = "s" + std::to_string(number);
    text += "[systems." + id + "]\n";
    if (number % 3 == 0)
      text += "connector = \"etat-civil-demandes\"\nsettings.inbox = \"" + id +
              "\"\nsettings.outbox = \"" + id + "\"\n";
    else if (number % 3 == 1 && ecluse::bench::has_plugin("deces-insee"))
      text += "connector = \"deces-insee\"\nsettings.folder = \"" + id + "\"\n";
    else
      text += "connector = \"smallest-cpp\"\nsettings.town = \"Valsonne\"\n";
  }
  return text;
}

int ready_systems(const Place& place, const std::string& key) {
  const auto catalog = nlohmann::json::parse(
      ecluse::bench::fetch(place.port(), "/api/catalog", key).body, nullptr, false);
  int ready = 0;
  if (catalog.is_object())
    for (const auto& system : catalog.value("systems", nlohmann::json::array()))
      ready += system["state"].value("ready", false) ? 1 : 0;
  return ready;
}

}  // namespace

int main(int count, char** arguments) {
  const int rounds = count > 1 ? std::atoi(arguments[1]) : 11;
  const Place place(sections(), "[consumers.all]\npurpose = \"bench\"\nscopes = [\"*:*read\"]\n");
  std::string key;
  {
    const Child first(place.serve());
    if (!place.wait_ready()) return 1;
    key = place.create_key("all");
  }
  std::vector<double> took;
  for (int round = 0; round < rounds; ++round) {
    const auto began = Clock::now();
    const Child host(place.serve());
    const auto ready = place.wait_ready();
    if (!ready) return 1;
    if (const int there = ready_systems(place, key); there != systems) {
      std::fprintf(stderr, "%d of %d systems are ready\n", there, systems);
      return 1;
    }
    took.push_back(std::chrono::duration<double, std::milli>(*ready - began).count());
  }
  std::sort(took.begin(), took.end());
  const double median = took[took.size() / 2];
  std::printf(
      "| host with %d systems, from exec to ready | median ms | worst ms | target "
      "|\n|---|---|---|---|\n",
      systems);
  std::printf("| %d starts | %.0f | %.0f | 500 |\n", rounds, median, took.back());
  return median < 500 ? 0 : 1;
}
