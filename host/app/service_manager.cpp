// SPDX-License-Identifier: EUPL-1.2
#include "app/service_manager.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#include <cstdlib>
#include <cstring>
#include <string>

namespace ecluse::app {
namespace {

constexpr const char* kept_name = "listening";

/// The socket has the address that the file gives.
bool is_at(int socket, const config::Server& server) {
  sockaddr_storage is{};
  socklen_t size = sizeof is;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&is), &size) != 0) return false;
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  const std::string bare = server.host.size() > 2 && server.host.front() == '['
                               ? server.host.substr(1, server.host.size() - 2)
                               : server.host;
  if (::getaddrinfo(bare.c_str(), std::to_string(server.port).c_str(), &hints, &found) != 0)
    return false;
  bool same = false;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next)
    same = same || (one->ai_addrlen == size && std::memcmp(one->ai_addr, &is, size) == 0);
  ::freeaddrinfo(found);
  return same;
}

}  // namespace

InheritedSockets::InheritedSockets() {
  char** names = nullptr;
  const int count = ::sd_listen_fds_with_names(1, &names);
  for (int index = 0; index < count; ++index) {
    Given one{Descriptor(SD_LISTEN_FDS_START + index), false};
    one.kept = names != nullptr && std::strcmp(names[index], kept_name) == 0;
    if (::sd_is_socket(one.socket.get(), AF_UNSPEC, SOCK_STREAM, 1) > 0)
      given_.push_back(std::move(one));
  }
  for (int index = 0; names != nullptr && names[index] != nullptr; ++index) std::free(names[index]);
  std::free(names);
}

Descriptor InheritedSockets::take(const config::Server& server) {
  Descriptor chosen;
  bool has_kept = false, uses_kept = false;
  for (Given& one : given_) {
    has_kept = has_kept || one.kept;
    if (one.kept ? !chosen && is_at(one.socket.get(), server) : !chosen || uses_kept) {
      uses_kept = one.kept;
      chosen = std::move(one.socket);
    }
  }
  given_.clear();
  if (has_kept && !uses_kept)
    ::sd_notify(0, (std::string("FDSTOREREMOVE=1\nFDNAME=") + kept_name).c_str());
  return chosen;
}

void InheritedSockets::keep(int listening) {
  if (listening < 0) return;
  const std::string text = std::string("FDSTORE=1\nFDNAME=") + kept_name;
  ::sd_pid_notify_with_fds(0, 0, text.c_str(), &listening, 1);
}

void tell_ready() { ::sd_notify(0, "READY=1"); }

void tell_stopping() { ::sd_notify(0, "STOPPING=1"); }

TellReloading::TellReloading() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);  // what systemd compares with its own
  const auto microseconds = static_cast<long long>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
  ::sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds)).c_str());
}

Watchdog::Watchdog(std::function<bool()> alive) : alive_(std::move(alive)) {
  std::uint64_t interval = 0;
  if (::sd_watchdog_enabled(0, &interval) > 0)
    thread_ = std::thread([this, interval] { run(std::chrono::microseconds(interval)); });
}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Watchdog::run(std::chrono::microseconds interval) {
  std::unique_lock lock(mutex_);
  while (!ended_) {
    lock.unlock();
    if (alive_()) ::sd_notify(0, "WATCHDOG=1");
    lock.lock();
    changed_.wait_for(lock, interval / 2, [this] { return ended_; });
  }
}

}  // namespace ecluse::app
