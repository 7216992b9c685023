// SPDX-License-Identifier: EUPL-1.2
// What a parked keep-alive client costs the host: its own memory (the kernel's sockets are not in
// it) and time.
//   bench_idle [CLIENTS [SECONDS]]
#include <pwd.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
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

/// Makes a certificate of two days in a folder of its own.
class Certificate {
 public:
  Certificate() {
    std::string name = std::filesystem::temp_directory_path() / "ecluse-bench-tls-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    folder_ = name;
    std::filesystem::permissions(folder_, std::filesystem::perms(0755));
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
        "/CN=localhost -keyout " +
        folder_ + "/key.pem -out " + folder_ + "/certificate.pem 2> /dev/null";
    if (std::system(command.c_str()) != 0) std::abort();
    if (const passwd* nobody = ::getpwnam("nobody"); nobody != nullptr && ::geteuid() == 0)
      if (::chown((folder_ + "/key.pem").c_str(), nobody->pw_uid, nobody->pw_gid) != 0)
        std::abort();
  }
  ~Certificate() { std::filesystem::remove_all(folder_); }
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;

  std::string section() const {
    return "[server.tls]\ncertificate = \"" + folder_ + "/certificate.pem\"\nkey = \"" + folder_ +
           "/key.pem\"\n";
  }

 private:
  std::string folder_;
};

struct Cost {
  double bytes = 0;  ///< of the host's memory, a client
  double core = 0;   ///< share of one
};

/// What `clients` cost a host; nothing when one of them was not answered or did not stay.
std::optional<Cost> measure(const std::string& section, Wire wire, int clients, double seconds) {
  const Place place(section + "[systems.ping]\nconnector = \"smallest-c\"\nisolation = \"none\"\n",
                    "");
  const Child host(place.serve());
  bool is_ready = false;
  for (int step = 0; step < 500 && !is_ready; ++step) {
    is_ready = Crowd(place.port(), 1, wire).answered() == 1;
    if (!is_ready) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  if (!is_ready) return std::nullopt;
  for (int warm = 0; warm < 200; ++warm) Crowd(place.port(), 1, wire);
  const double before = resident_bytes(host);
  const Crowd crowd(place.port(), clients, wire);
  if (crowd.answered() != clients) {
    std::fprintf(stderr, "%d of %d clients were answered\n", crowd.answered(), clients);
    return std::nullopt;
  }
  Cost cost;
  cost.bytes = (resident_bytes(host) - before) / clients;
  const double cpu = host.cpu_seconds();
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  cost.core = (host.cpu_seconds() - cpu) / seconds;
  if (const int open = crowd.open(); open != clients) {
    std::fprintf(stderr, "%d of %d clients are still parked\n", open, clients);
    return std::nullopt;
  }
  return cost;
}

}  // namespace

int main(int count, char** arguments) {
  const int clients = count > 1 ? std::atoi(arguments[1]) : 5000;
  const double seconds = count > 2 ? std::atof(arguments[2]) : 4;
  const int under_tls = clients / 5;  // a handshake takes a millisecond of both cores
  allow_sockets();
  const auto plain = measure("", Wire::plain, clients, seconds);
  const Certificate certificate;
  const auto tls = measure(certificate.section(), Wire::tls, under_tls, seconds);
  std::printf("| parked keep-alive clients | user memory each | of a core |\n|---|---|---|\n");
  if (plain)
    std::printf("| %d, plain | **%.0f bytes** (target ≤ %.0f) | **%.2f %%** (target < %.0f) |\n",
                clients, plain->bytes, most_bytes, plain->core * 100, most_of_a_core * 100);
  if (tls)
    std::printf("| %d, TLS | %.0f bytes | %.2f %% |\n", under_tls, tls->bytes, tls->core * 100);
  return plain && tls && plain->bytes <= most_bytes && plain->core < most_of_a_core ? 0 : 1;
}
