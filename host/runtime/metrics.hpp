// SPDX-License-Identifier: EUPL-1.2
// What /metrics shows: base units, labels of a bounded set (ids of the configuration and of
// manifests).
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ecluse::runtime {

class Metrics {
 public:
  Metrics();
  /// [any] `outcome` is "ok" or a slug of the host's table; slugs of connectors count as
  /// "connector-error".
  void count_call(std::string_view system, std::string_view action, std::string_view outcome,
                  std::chrono::nanoseconds duration);
  /// [any] A call that was refused without touching its system; `reason` is a slug of ours.
  void count_shed(std::string_view system, std::string_view reason);
  /// [any] A read that was tried a second time.
  void count_retry(std::string_view system);
  /// [any] 1 while the breaker refuses calls.
  void show_breaker(std::string_view system, int open);
  prometheus::Registry& registry() { return *registry_; }

 private:
  struct Series {
    prometheus::Counter* ok = nullptr;
    prometheus::Histogram* seconds = nullptr;
  };
  Series& series(std::string_view system, std::string_view action);

  std::shared_ptr<prometheus::Registry> registry_;
  prometheus::Family<prometheus::Counter>& calls_;
  prometheus::Family<prometheus::Counter>& shed_;
  prometheus::Family<prometheus::Counter>& retries_;
  prometheus::Family<prometheus::Gauge>& breakers_;
  prometheus::Family<prometheus::Histogram>& seconds_;
  std::mutex mutex_;
  std::unordered_map<std::string, Series> series_;
};

}  // namespace ecluse::runtime
