// SPDX-License-Identifier: EUPL-1.2
#include "start_host.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "loopback.hpp"

namespace ecluse::bench {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

/// Time on a core of the living threads of a process and of all that descend from it, to the
/// nanosecond: of a host that does next to nothing ticks of 10 ms say nothing.
double cpu_seconds_of(pid_t pid) {
  double all = 0;
  std::error_code gone;
  for (const auto& thread :
       fs::directory_iterator("/proc/" + std::to_string(pid) + "/task", gone)) {
    double nanoseconds = 0;
    std::ifstream(thread.path() / "schedstat") >> nanoseconds;
    all += nanoseconds / 1e9;
    std::ifstream children(thread.path() / "children");
    for (pid_t child = 0; children >> child;) all += cpu_seconds_of(child);
  }
  return all;
}

std::string built(const std::string& plugin) { return ECLUSE_BUILD_FOLDER "/plugins/" + plugin; }

}  // namespace

bool has_plugin(const std::string& plugin) { return fs::exists(built(plugin) + ".so"); }

int free_port() {
  const int taken = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = address_of(0);
  socklen_t size = sizeof address;
  if (::bind(taken, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(taken, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    give_up("no port is free");
  ::close(taken);
  return ntohs(address.sin_port);
}

Fetched fetch(int port, const std::string& path, const std::string& key) {
  Fetched fetched;
  const int connection = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = address_of(port);
  if (::connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    std::string request = "GET " + path + " HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n";
    if (!key.empty()) request += "Authorization: Bearer " + key + "\r\n";
    request += "\r\n";
    std::string answer;
    std::array<char, 65536> chunk{};
    if (::send(connection, request.data(), request.size(), MSG_NOSIGNAL) > 0)
      for (ssize_t got = 0; (got = ::recv(connection, chunk.data(), chunk.size(), 0)) > 0;)
        answer.append(chunk.data(), static_cast<std::size_t>(got));
    if (answer.size() > 12) fetched.status = std::atoi(answer.c_str() + 9);
    if (const auto end = answer.find("\r\n\r\n"); end != answer.npos)
      fetched.body = answer.substr(end + 4);
  }
  ::close(connection);
  return fetched;
}

Child::~Child() {
  ::kill(pid_, SIGTERM);
  // A keep-alive connection may hold it for some seconds; the benchmark does not wait for that.
  for (int step = 0; step < 100; ++step) {
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

int Child::children() const {
  int count = 0;
  for (const auto& thread : fs::directory_iterator("/proc/" + std::to_string(pid_) + "/task")) {
    std::ifstream children(thread.path() / "children");
    for (pid_t child = 0; children >> child;) ++count;
  }
  return count;
}

double Child::cpu_seconds() const { return cpu_seconds_of(pid_); }

Place::Place(const std::string& systems, const std::string& consumers) : port_(free_port()) {
  std::string name = (fs::temp_directory_path() / "ecluse-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) give_up("no temporary folder");
  folder_ = name;
  // Started as root, the host serves as nobody, who must reach it.
  fs::permissions(folder_, fs::perms(0755));
  fs::create_directory(folder_ + "/plugins");
  for (const auto* plugin :
       {"smallest-c", "smallest-cpp", "etat-civil-demandes", "deces-insee", "scripted"})
    if (has_plugin(plugin))
      for (const auto* ending : {".so", ".manifest.json"})
        fs::copy(built(plugin) + ending, folder_ + "/plugins");
  for (const auto* ending : {".so", ".manifest.json"})
    fs::copy(ECLUSE_BUILD_FOLDER "/bench-plugins/bench-noop" + std::string(ending),
             folder_ + "/plugins");
  fs::copy(ECLUSE_PROGRAM, folder_ + "/ecluse");
  if (const std::string worker = ECLUSE_PROGRAM "-worker"; fs::exists(worker))
    fs::copy(worker, folder_ + "/ecluse-worker");
  std::ofstream(folder_ + "/ecluse.toml")
      << "[server]\nlisten = \"127.0.0.1:" << port_ << "\"\nuser = \"nobody\"\nthreads = 16\n"
      << "[plugins]\nfolders = [\"plugins\"]\n"
      << systems << consumers;
}

Place::~Place() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

pid_t Place::serve() const {
  const std::string program = folder_ + "/ecluse", config = folder_ + "/ecluse.toml";
  const std::string log = folder_ + "/log";
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(out, 1);
  ::dup2(out, 2);
  ::execl(program.c_str(), "ecluse", "--config", config.c_str(), "serve", nullptr);
  ::_exit(127);
}

std::optional<Clock::time_point> Place::wait_ready() const {
  const auto end = Clock::now() + std::chrono::seconds(20);
  while (Clock::now() < end) {
    if (fetch(port_, "/readyz").status == 200) return Clock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  std::ifstream log(folder_ + "/log");
  std::fprintf(stderr, "%s\n", std::string(std::istreambuf_iterator<char>(log), {}).c_str());
  return std::nullopt;
}

std::string Place::create_key(const std::string& consumer) const {
  std::string key = command("keys create " + consumer + " --quiet");
  while (!key.empty() && key.back() == '\n') key.pop_back();
  if (key.empty()) give_up("no key was made");
  return key;
}

std::string Place::command(const std::string& arguments) const {
  const std::string line = folder_ + "/ecluse --config " + folder_ + "/ecluse.toml " + arguments;
  std::FILE* pipe = ::popen(line.c_str(), "r");
  std::string text;
  std::array<char, 4096> chunk{};
  while (pipe != nullptr && std::fgets(chunk.data(), chunk.size(), pipe) != nullptr)
    text += chunk.data();
  if (pipe != nullptr) ::pclose(pipe);
  return text;
}

}  // namespace ecluse::bench
