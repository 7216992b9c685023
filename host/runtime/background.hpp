// SPDX-License-Identifier: EUPL-1.2
// The thread that keeps indexes up to date: it calls `refresh` of each system when it is due.
// Private to this room.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "runtime/runtime.hpp"

namespace ecluse::runtime {

class Runtime::Background {
 public:
  using Refresh = std::function<base::Result<void>(const registry::System&, loader::CancelToken&)>;
  /// A system that is held back is not due: it is refreshed as soon as it goes on again.
  using Held = std::function<bool(const registry::System&)>;
  Background(registry::Registry& registry, const base::Clock& clock, services::Log& log,
             Refresh refresh, Held held);
  ~Background();

 private:
  /// One thread a system: a long import of one delays no other.
  struct Worker {
    std::thread thread;
    std::shared_ptr<const registry::System> system;
    loader::CancelToken cancel;
    bool finished = false;
    int failures = 0;
    int looks = 0;  ///< 0 until the system was refreshed once
    base::Monotonic due{0};
  };
  void watch();
  void start_due();
  void work(Worker& worker);

  registry::Registry& registry_;
  const base::Clock& clock_;
  services::Log& log_;
  Refresh refresh_;
  Held held_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::map<std::string, Worker> workers_;
  std::thread watcher_;
};

}  // namespace ecluse::runtime
