// SPDX-License-Identifier: EUPL-1.2
// What /metrics shows: base units, labels of a bounded set (ids of the configuration and of
// manifests).
#pragma once

#include <prometheus/counter.h>
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
  prometheus::Registry& registry() { return *registry_; }

 private:
  struct Series {
    prometheus::Counter* ok = nullptr;
    prometheus::Histogram* seconds = nullptr;
  };
  Series& series(std::string_view system, std::string_view action);

  std::shared_ptr<prometheus::Registry> registry_;
  prometheus::Family<prometheus::Counter>& calls_;
  prometheus::Family<prometheus::Histogram>& seconds_;
  std::mutex mutex_;
  std::unordered_map<std::string, Series> series_;
};

}  // namespace ecluse::runtime
