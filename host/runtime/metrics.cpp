// SPDX-License-Identifier: EUPL-1.2
#include "runtime/metrics.hpp"

#include "base/problems.hpp"

namespace ecluse::runtime {

Metrics::Metrics()
    : registry_(std::make_shared<prometheus::Registry>()),
      calls_(prometheus::BuildCounter()
                 .Name("ecluse_calls_total")
                 .Help("Calls of actions, by outcome")
                 .Register(*registry_)),
      shed_(prometheus::BuildCounter()
                .Name("ecluse_calls_shed_total")
                .Help("Calls refused without touching their system, by reason")
                .Register(*registry_)),
      retries_(prometheus::BuildCounter()
                   .Name("ecluse_call_retries_total")
                   .Help("Reads tried a second time")
                   .Register(*registry_)),
      breakers_(prometheus::BuildGauge()
                    .Name("ecluse_breaker_open")
                    .Help("1 while the breaker of a system refuses calls")
                    .Register(*registry_)),
      seconds_(prometheus::BuildHistogram()
                   .Name("ecluse_call_duration_seconds")
                   .Help("Time of a call inside the host")
                   .Register(*registry_)) {}

Metrics::Series& Metrics::series(std::string_view system, std::string_view action) {
  std::string name(system);
  name += ':';
  name += action;
  const std::lock_guard lock(mutex_);
  Series& found = series_[name];
  if (found.ok == nullptr) {
    const std::string of(system), what(action);
    found.ok = &calls_.Add({{"system", of}, {"action", what}, {"outcome", "ok"}});
    found.seconds =
        &seconds_.Add({{"system", of}, {"action", what}},
                      prometheus::Histogram::BucketBoundaries{0.0001, 0.001, 0.01, 0.1, 1, 10, 60});
  }
  return found;
}

void Metrics::count_call(std::string_view system, std::string_view action, std::string_view outcome,
                         std::chrono::nanoseconds duration) {
  Series& of = series(system, action);
  of.seconds->Observe(std::chrono::duration<double>(duration).count());
  if (outcome == "ok") return of.ok->Increment();
  const std::string label(base::find_problem(outcome) == nullptr ? "connector-error" : outcome);
  calls_.Add({{"system", std::string(system)}, {"action", std::string(action)}, {"outcome", label}})
      .Increment();
}

void Metrics::count_shed(std::string_view system, std::string_view reason) {
  shed_.Add({{"system", std::string(system)}, {"reason", std::string(reason)}}).Increment();
}

void Metrics::count_retry(std::string_view system) {
  retries_.Add({{"system", std::string(system)}}).Increment();
}

void Metrics::show_breaker(std::string_view system, int open) {
  breakers_.Add({{"system", std::string(system)}}).Set(open);
}

}  // namespace ecluse::runtime
