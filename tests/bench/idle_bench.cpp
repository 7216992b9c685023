// SPDX-License-Identifier: EUPL-1.2
// What a parked keep-alive client costs the host: user memory (the kernel's sockets are not in it)
// and time. Twice, as neither way sees all: what malloc has given out, told by a front in a child
// of this program, and the dirty pages of a real `ecluse serve`.
//   bench_idle [CLIENTS [SECONDS]]
#include <malloc.h>
#include <pwd.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <thread>

#include "crowd.hpp"
#include "http/tls_context.hpp"
#include "http/transport.hpp"
#include "start_host.hpp"

namespace {

using namespace ecluse;
using namespace ecluse::bench;

constexpr double most_bytes = 1024;
constexpr double most_of_a_core = 0.01;

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

  http::TlsFiles files() const {
    http::TlsFiles files;
    files.certificate = folder_ + "/certificate.pem";
    files.key = folder_ + "/key.pem";
    return files;
  }
  std::string section() const {
    return "[server.tls]\ncertificate = \"" + folder_ + "/certificate.pem\"\nkey = \"" + folder_ +
           "/key.pem\"\n";
  }

 private:
  std::string folder_;
};

/// Tells its parent at each request what malloc has given out, in all arenas and beside them.
class Telling final : public http::Application {
 public:
  explicit Telling(std::atomic<std::size_t>& told) : told_(told) {}
  http::Admission admit(const http::RequestHead&) override { return {}; }
  void answer(http::Admission&, const http::Request&, http::Reply& reply) override {
    const struct mallinfo2 now = ::mallinfo2();
    told_ = now.uordblks + now.hblkhd;
    reply.send({});
  }
  http::Response refuse(std::string_view, const base::Parameters&, std::string_view) override {
    http::Response response;
    response.status = 503;
    return response;
  }

 private:
  std::atomic<std::size_t>& told_;
};

/// The real front with that behind it. Never returns.
[[noreturn]] void serve_telling(std::atomic<std::size_t>& told, int port,
                                const Certificate* certificate) {
  Telling application(told);
  http::TransportLimits limits;
  limits.idle = std::chrono::minutes(10);
  auto channels =
      certificate == nullptr
          ? http::make_plain_channels()
          : http::make_tls_channels(http::make_tls_context(certificate->files()).value());
  const auto front =
      http::make_front_transport(application, limits, base::system_clock(), std::move(channels));
  front->listen("127.0.0.1", port).value();
  front->serve();
  std::_Exit(0);
}

/// A line of /proc/PID/smaps_rollup, in bytes.
double rollup(const Child& host, const std::string& line) {
  std::ifstream file("/proc/" + std::to_string(host.pid()) + "/smaps_rollup");
  std::string word;
  while (file >> word)
    if (word == line) break;
  double kilobytes = 0;
  file >> kilobytes;
  return kilobytes * 1024;
}

bool wait_ready(int port, Wire wire) {
  for (int step = 0; step < 500; ++step) {
    if (Crowd(port, 1, wire).answered() == 1) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

/// `count` clients from the one of that number on; null when one of them was not answered.
std::unique_ptr<Crowd> park(int port, int count, Wire wire, int first) {
  auto crowd = std::make_unique<Crowd>(port, count, wire, first);
  if (crowd->answered() == count) return crowd;
  std::fprintf(stderr, "%d of %d clients were answered\n", crowd->answered(), count);
  return nullptr;
}

/// What it tells once the last answers are parked too: the loop tidies up behind them within 250
/// ms.
double settled(const std::atomic<std::size_t>& told, int port, Wire wire) {
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  Crowd(port, 1, wire);
  return static_cast<double>(told);
}

/// Bytes that malloc gives out, a client.
std::optional<double> allocated(Wire wire, int clients, const Certificate& certificate) {
  void* const shared = ::mmap(nullptr, sizeof(std::atomic<std::size_t>), PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  auto& told = *new (shared) std::atomic<std::size_t>(0);  // for two processes, until both end
  const int port = free_port();
  const pid_t pid = ::fork();
  if (pid == 0) serve_telling(told, port, wire == Wire::tls ? &certificate : nullptr);
  const Child host(pid);
  if (!wait_ready(port, wire)) return std::nullopt;
  // Threads, tables and what they keep are there before it counts.
  const auto first = park(port, clients / 2, wire, 0);
  if (!first) return std::nullopt;
  const double before = settled(told, port, wire);
  const auto crowd = park(port, clients, wire, clients / 2);
  if (!crowd) return std::nullopt;
  return (settled(told, port, wire) - before) / clients;
}

struct Cost {
  double dirty = 0;     ///< bytes of pages that are the host's alone, a client
  double resident = 0;  ///< bytes of all pages, a client
  double core = 0;      ///< share of one, for all
};

/// A start leaves megabytes of holes in the heap, which the first clients fill: nearly as many come
/// before it counts.
std::optional<Cost> measure(const std::string& section, Wire wire, int clients, double seconds) {
  const Place place(section + "[systems.ping]\nconnector = \"smallest-c\"\nisolation = \"none\"\n",
                    "");
  const Child host(place.serve());
  if (!wait_ready(place.port(), wire)) return std::nullopt;
  const int before = clients * 9 / 10;
  const auto first = park(place.port(), before, wire, 0);
  if (!first) return std::nullopt;
  const double dirty = rollup(host, "Private_Dirty:"), resident = rollup(host, "Rss:");
  const auto crowd = park(place.port(), clients, wire, before);
  if (!crowd) return std::nullopt;
  Cost cost;
  cost.dirty = (rollup(host, "Private_Dirty:") - dirty) / clients;
  cost.resident = (rollup(host, "Rss:") - resident) / clients;
  const double cpu = host.cpu_seconds();
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  cost.core = (host.cpu_seconds() - cpu) / seconds;
  if (const int open = crowd->open(); open != clients) {
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
  const Certificate certificate;
  std::printf(
      "| parked keep-alive clients | malloc gave out, each | dirty pages, each | resident, each | "
      "of "
      "a core, all |\n|---|---|---|---|---|\n");
  bool good = true;
  for (const Wire wire : {Wire::plain, Wire::tls}) {
    const bool plain = wire == Wire::plain;
    const int these = plain ? clients : under_tls;
    const auto given = allocated(wire, these, certificate);
    const auto cost = measure(plain ? "" : certificate.section(), wire, these, seconds);
    good = good && given && cost;
    if (!given || !cost) continue;
    std::printf("| %d, %s | %.0f bytes | %.0f bytes | %.0f bytes | %.2f %% |\n", these,
                plain ? "plain" : "TLS", *given, cost->dirty, cost->resident, cost->core * 100);
    good = good && (!plain || (*given > 0 && *given <= most_bytes && cost->dirty <= most_bytes &&
                               cost->core < most_of_a_core));
  }
  std::printf("target of a plain one: at most %.0f bytes, all below %.0f %% of a core\n",
              most_bytes, most_of_a_core * 100);
  return good ? 0 : 1;
}
