// SPDX-License-Identifier: EUPL-1.2
// What systemd gives a host that it starts, and is told by it. Where no systemd is, all of this
// does nothing.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "app/unix_socket.hpp"
#include "config/config.hpp"

namespace ecluse::app {

/// The listening socket over a restart: given by ecluse.socket, or kept by systemd while one host
/// ends and the next begins. Who connects in between waits, and is served.
class InheritedSockets {
 public:
  /// Takes what was handed to this process; only the first object gets any. [control]
  InheritedSockets();
  /// One of a .socket unit, whatever its address; else the kept one, when it still is that of
  /// `[server] listen`; else none, and systemd forgets what it kept. [control]
  Descriptor take(const config::Server& server);
  /// Gives systemd a copy to keep for the next host. [control]
  static void keep(int listening);

 private:
  struct Given {
    Descriptor socket;
    bool kept = false;  ///< by keep() of an earlier host
  };
  std::vector<Given> given_;
};

void tell_ready();     ///< [any]
void tell_stopping();  ///< [any]

/// Says that a reload is under way for as long as it lives. [control]
class TellReloading {
 public:
  TellReloading();
  ~TellReloading() { tell_ready(); }
};

/// Tells systemd, twice in each interval that it asks for, that the host is alive: when `alive`
/// says so. A host that is not is killed and started again. [control]
class Watchdog {
 public:
  explicit Watchdog(std::function<bool()> alive);
  ~Watchdog();

 private:
  void run(std::chrono::microseconds interval);
  std::function<bool()> alive_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace ecluse::app
