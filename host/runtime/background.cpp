// SPDX-License-Identifier: EUPL-1.2
#include "runtime/background.hpp"

#include <algorithm>

namespace ecluse::runtime {
namespace {

constexpr std::chrono::milliseconds tick{250};
constexpr int most_doublings = 6;
/// A first look at a folder cannot tell what stands still: the second one comes soon.
constexpr std::chrono::seconds second_look{2};

}  // namespace

Runtime::Background::Background(registry::Registry& registry, const base::Clock& clock,
                                services::Log& log, Refresh refresh, Held held)
    : registry_(registry),
      clock_(clock),
      log_(log),
      refresh_(std::move(refresh)),
      held_(std::move(held)),
      watcher_([this] { watch(); }) {}

Runtime::Background::~Background() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (auto& [id, worker] : workers_) worker.cancel.cancel();
  }
  wake_.notify_all();
  watcher_.join();
  for (auto& [id, worker] : workers_)
    if (worker.thread.joinable()) worker.thread.join();
}

void Runtime::Background::watch() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    start_due();
    wake_.wait_for(lock, tick, [this] { return stopping_; });
  }
}

void Runtime::Background::start_due() {
  const auto snapshot = registry_.current();
  for (const auto& [id, system] : snapshot->systems) {
    if (!system->ready() || !system->connector->refresh) continue;
    Worker& worker = workers_[id];
    if (worker.thread.joinable() && worker.finished) worker.thread.join();
    const bool changed = worker.system != system;
    if (worker.thread.joinable() || (!changed && clock_.monotonic() < worker.due)) continue;
    if (held_(*system)) continue;
    if (changed) worker.looks = 0;
    worker.system = system;
    worker.finished = false;
    worker.thread = std::thread([this, &worker] { work(worker); });
  }
}

void Runtime::Background::work(Worker& worker) {
  const auto done = refresh_(*worker.system, worker.cancel);
  const std::lock_guard lock(mutex_);
  if (stopping_) return;  // it was told to end: that is no failure
  // A line when it fails first and a line when it is back: not one at each try.
  if (!done && worker.failures == 0)
    log_.write(services::LogLevel::warning, "refresh fails",
               {{"system", worker.system->id}, {"slug", done.error().slug}});
  if (done && worker.failures > 0)
    log_.write(services::LogLevel::info, "refresh works again", {{"system", worker.system->id}});
  worker.failures = done ? 0 : std::min(worker.failures + 1, most_doublings);
  const std::chrono::seconds interval = *worker.system->connector->refresh * (1 << worker.failures);
  worker.due =
      clock_.monotonic() + (worker.looks == 0 ? std::min(second_look, interval) : interval);
  worker.looks = 1;
  worker.finished = true;
}

}  // namespace ecluse::runtime
