// SPDX-License-Identifier: EUPL-1.2
// What is refused before a system hears of it, how that looks from outside, and the administrator's
// pause and resume.
#include "base/problems.hpp"
#include "config/maintenance.hpp"
#include "runtime/audited.hpp"
#include "runtime/guards.hpp"
#include "runtime/pauses.hpp"
#include "runtime/refusals.hpp"
#include "runtime/runtime.hpp"

namespace ecluse::runtime {
namespace {

base::Wall wall_of(std::int64_t ns) { return base::Wall(std::chrono::nanoseconds(ns)); }

std::optional<base::Wall> end_of_maintenance(const config::Config& config, std::string_view system,
                                             const base::Clock& clock) {
  const auto found = config.systems.find(system);
  if (found == config.systems.end() || found->second.maintenance.empty()) return std::nullopt;
  return config::end_of_maintenance(found->second.maintenance, clock.wall());
}

}  // namespace

base::Result<void> Runtime::shed(std::string_view system, base::Error error) {
  metrics_.count_shed(system, error.slug);
  return base::fail(std::move(error));
}

base::Result<void> Runtime::held(const registry::Snapshot& snapshot, std::string_view system,
                                 std::string_view consumer) const {
  const base::Clock& clock = *around_.clock;
  if (const auto row = pauses_->find(store::PauseOf::consumer, consumer))
    return base::fail(consumer_paused(*row, clock.wall()));
  if (const auto row = pauses_->find(store::PauseOf::system, system))
    return base::fail(system_paused(*row, clock.wall()));
  if (const auto end = end_of_maintenance(snapshot.config, system, clock))
    return base::fail(under_maintenance(system, *end, clock.wall()));
  return {};
}

base::Result<void> Runtime::gate(std::string_view system, std::string_view consumer) {
  const auto snapshot = registry_.current();
  if (auto open = held(*snapshot, system, consumer); !open)
    return shed(system, std::move(open).error());
  const auto* found = snapshot->find(system);
  const auto guard = found == nullptr ? nullptr : guards_->find(*found);
  if (guard == nullptr) return {};
  const auto seen = guard->breaker.look();
  if (seen.retry_in > std::chrono::nanoseconds(0))
    return shed(system, breaker_open(system, seen.reason, seen.retry_in));
  return {};
}

base::Result<Shares::Seat> Runtime::admit(const registry::System& system,
                                          std::string_view consumer) {
  if (auto open = gate(system.id, consumer); !open) return base::fail(std::move(open).error());
  const int most = system.connector->max_concurrency;
  const auto share = static_cast<std::size_t>(most) + registry::queue_share(most);
  const auto guard = guards_->of(system);
  if (guard->shares->enter(consumer, share)) return Shares::Seat(guard->shares, consumer);
  auto refused =
      shed(system.id, no_place(system.id, {registry::Places::Why::share, system.likely_wait()}));
  return base::fail(std::move(refused).error());
}

base::Error Runtime::busy(const registry::System& system) {
  return shed(system.id, no_place(system.id, {registry::Places::Why::full, system.likely_wait()}))
      .error();
}

void Runtime::trip(std::string_view system, std::string_view reason) {
  const auto snapshot = registry_.current();
  if (const auto* found = snapshot->find(system)) guards_->of(*found)->breaker.trip(reason);
}

SystemState Runtime::state(const registry::System& system) const {
  SystemState state{system.ready(), "", system.since(), {}, {}};
  if (!state.ready) state.reason = system.reason();
  if (!state.ready) return state;
  if (const auto row = pauses_->find(store::PauseOf::system, system.id))
    return {false, "paused", wall_of(row->since_ns), wall_of(row->until_ns), row->reason};
  const auto snapshot = registry_.current();
  if (const auto end = end_of_maintenance(snapshot->config, system.id, *around_.clock))
    return {false, "maintenance", {}, *end, {}};
  const auto guard = guards_->find(system);
  if (guard == nullptr) return state;
  const auto seen = guard->breaker.look();
  if (seen.state != Breaker::State::closed) return {false, "breaker-open", seen.since, {}, {}};
  return state;
}

/// An act of the administrator, in the audit like any other access. The reason is free text: the
/// pause itself keeps it, the audit does not.
store::AuditAppend Runtime::audit_of_pause(std::string_view what, store::PauseOf of,
                                           std::string_view id, std::string_view by) const {
  audit::Access access;
  access.request_id = "control";
  access.consumer = "operator";
  access.key_id = by;
  access.action = what;
  access.kind = audit::Kind::command;
  access.purpose = "operation";
  access.outcome = "done";
  (of == store::PauseOf::system ? access.system : access.reference) = id;
  return audit::entry(access, *around_.clock, *around_.random);
}

base::Result<void> Runtime::pause(store::PauseRow row) {
  row.since_ns = around_.clock->wall().time_since_epoch().count();
  const bool system = row.of == store::PauseOf::system;
  if (auto kept = pauses_->begin(row, audit_of_pause("pause", row.of, row.id, row.by)); !kept)
    return store_failed(kept.error());
  around_.log->write(
      services::LogLevel::warning, "calls are paused by the administrator",
      {{system ? "system" : "consumer", row.id},
       {"by", row.by},
       {"until", row.until_ns == 0 ? std::string("-") : base::to_text(wall_of(row.until_ns))}});
  return {};
}

base::Result<void> Runtime::resume(store::PauseOf of, const std::string& id, std::string_view by) {
  if (auto ended = pauses_->end(of, id, audit_of_pause("resume", of, id, by)); !ended)
    return ended.error().slug == "not-paused" ? ended : store_failed(ended.error());
  around_.log->write(services::LogLevel::info, "calls go on again",
                     {{of == store::PauseOf::system ? "system" : "consumer", id}, {"by", by}});
  return {};
}

}  // namespace ecluse::runtime
