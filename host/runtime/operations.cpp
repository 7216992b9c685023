// SPDX-License-Identifier: EUPL-1.2
// A writing call is one row of the store: committed as running before the plugin is called, and as
// done, with its answer and its audit entry, before the answer leaves. A repeated key is answered
// from the row.
#include <algorithm>
#include <optional>

#include "access/key.hpp"
#include "base/identifier.hpp"
#include "runtime/answer.hpp"
#include "runtime/audited.hpp"
#include "runtime/pauses.hpp"
#include "worker/outcome.hpp"

namespace ecluse::runtime {
namespace {

using store::OperationState;

/// How long an answer waits for a worker to come back and tell the outcome of the one before.
constexpr std::chrono::seconds outcome_patience{5};

std::int64_t now_ns(const Surroundings& around) {
  return around.clock->wall().time_since_epoch().count();
}

/// The items of an answer, kept for a replay.
struct RecordingSink final : loader::Sink {
  std::string items;
  base::Status item(std::string_view json) override {
    items += items.empty() ? "" : ",";
    items += json;
    return base::Status::ok;
  }
};

base::Result<void> replay(const store::OperationRow& row, const manifest::Action& action,
                          const CallRequest& request, loader::Sink& sink) {
  auto items = json::parse("[" + row.answer + "]", {.depth = 66, .bytes = std::size_t{256} << 20});
  if (!items) return base::fail(base::problem("internal"));
  for (auto& item : *items) {
    // The row holds what the plugin said: who asks again sees what he may see now.
    access::filter(item, action.output.compiled->root(), request.policy);
    if (sink.item(json::to_text(item)) != base::Status::ok) break;
  }
  return {};
}

/// The row of a call that is about to run.
store::OperationRow new_row(const registry::System& system, const manifest::Action& action,
                            const CallRequest& request, const std::string& key,
                            const Surroundings& around) {
  store::OperationRow row;
  row.id = base::new_identifier(*around.clock, *around.random);
  row.consumer = request.consumer;
  row.system = system.id;
  row.action = action.name;
  row.key = key;
  row.body_hash = access::digest(request.input);
  row.input = request.input;
  row.state = OperationState::running;
  row.created_ns = row.changed_ns = now_ns(around);
  return row;
}

/// A call that was cut off may have had its effect: only a clear failure changed nothing.
bool is_unclear(const base::Error& error) {
  constexpr std::string_view slugs[] = {"deadline-exceeded", "cancelled",
                                        "plugin-failed",     "plugin-output-invalid",
                                        "unexpected",        "database-commit-unknown"};
  return worker::is_death(error.slug) ||
         std::find(std::begin(slugs), std::end(slugs), error.slug) != std::end(slugs);
}

/// What becomes of a key that was used before.
enum class Repeat : std::uint8_t { replay, run_again };
base::Result<Repeat> repeat_of(const store::OperationRow& earlier, const store::OperationRow& row) {
  if (earlier.body_hash != row.body_hash)
    return base::fail(base::problem("idempotency-key-reused"));
  switch (earlier.state) {
    case OperationState::done:
      return Repeat::replay;
    case OperationState::failed:  // and changed nothing: the same call may be tried again
      return Repeat::run_again;
    case OperationState::unknown:
      return base::fail(base::problem("outcome-unknown").with("system", row.system));
    default:
      return base::fail(base::problem("idempotency-key-in-flight"));
  }
}

}  // namespace

/// The operation is running, and ours to run; or it was done before, and is in the answer. [worker]
base::Result<std::optional<store::OperationRow>> Runtime::begin_operation(
    store::OperationRow& row) const {
  const auto accepted = around_.store->submit({{store::OperationAdd{row}}});
  if (accepted) return std::nullopt;
  if (accepted.error().status != base::Status::already_exists)
    return store_failed(accepted.error());
  auto found = around_.store->find_operation(row.consumer, row.system, row.action, row.key);
  if (!found || !*found) return store_failed(base::problem("store-unavailable"));
  const auto repeat = repeat_of(**found, row);
  if (!repeat) return base::fail(repeat.error());
  if (*repeat == Repeat::replay) return std::move(*found);
  row.id = (*found)->id;
  const auto again = around_.store->submit({{store::OperationMove{
      row.id, OperationState::failed, OperationState::running, "", now_ns(around_), row.input}}});
  if (!again) return base::fail(base::problem("idempotency-key-in-flight"));
  return std::nullopt;
}

/// The outcome and its audit entry, in one change. [worker]
base::Result<void> Runtime::end_operation(const registry::System& system,
                                          const CallRequest& request,
                                          const store::OperationRow& row,
                                          const base::Result<void>& done,
                                          const std::string& items) const {
  store::OperationMove move{row.id, OperationState::running, OperationState::done, items,
                            now_ns(around_)};
  std::string_view outcome = "done";
  if (!done) {
    const bool unclear = is_unclear(done.error());
    move.to = unclear ? OperationState::unknown : OperationState::failed;
    move.answer.clear();
    outcome = unclear ? std::string_view("unknown") : std::string_view(done.error().slug);
  }
  const auto receipt = around_.store->submit(
      {{move, audit_entry(system, row.action, audit::Kind::write, request, outcome, around_)}});
  if (!receipt) return store_failed(receipt.error());
  return {};
}

base::Result<CallOutcome> Runtime::call_writing(const registry::System& system,
                                                const manifest::Action& action,
                                                const CallRequest& request, loader::Sink& sink,
                                                loader::CancelToken& cancel) {
  CallOutcome outcome;
  outcome.idempotency_key = request.idempotency_key;
  if (outcome.idempotency_key.empty()) {
    if (action.idempotency == manifest::Idempotency::required)
      return base::fail(base::problem("idempotency-key-required").with("action", action.name));
    outcome.idempotency_key = base::new_identifier(*around_.clock, *around_.random);
  }
  auto row = new_row(system, action, request, outcome.idempotency_key, around_);
  auto answered = begin_operation(row);
  if (!answered) return base::fail(answered.error());
  outcome.replayed = answered->has_value();
  if (!outcome.replayed) {
    RecordingSink recorded;
    // The row keeps what the plugin said; the caller's policy is applied on the way out.
    CallRequest unfiltered = request;
    unfiltered.policy.filiation = access::Reveal::yes;
    const auto done = call_plugin(system, action, unfiltered, row.key, recorded, cancel);
    if (auto kept = end_operation(system, request, row, done, recorded.items); !kept)
      return base::fail(kept.error());
    if (done)
      row.answer = std::move(recorded.items);
    else if (!worker::is_death(done.error().slug) || !ask_outcome(system, row))
      return base::fail(done.error());
  }
  const auto& told = outcome.replayed ? **answered : row;
  if (auto sent = replay(told, action, request, sink); !sent) return base::fail(sent.error());
  return outcome;
}

/// The worker died with the call: its successor may tell that the work was done. [worker]
bool Runtime::ask_outcome(const registry::System& system, store::OperationRow& row) {
  if (!system.connector->has_extension("ecluse.outcome/1") || system.supervisor == nullptr ||
      !system.supervisor->wait_ready(outcome_patience))
    return false;
  resolve(*registry_.current(), row);
  auto found = around_.store->find_operation(row.consumer, row.system, row.action, row.key);
  if (!found || !*found || (*found)->state != OperationState::done) return false;
  row = std::move(**found);
  return true;
}

base::Result<void> Runtime::recover() {
  if (auto loaded = pauses_->load(); !loaded) return store_failed(loaded.error());
  const auto cut_off = around_.store->operations_in(OperationState::running);
  if (!cut_off) return store_failed(cut_off.error());
  for (const auto& row : *cut_off) {
    const auto receipt = around_.store->submit({{store::OperationMove{
        row.id, OperationState::running, OperationState::unknown, "", now_ns(around_)}}});
    if (!receipt) return store_failed(receipt.error());
  }
  const auto unknown = around_.store->operations_in(OperationState::unknown);
  if (!unknown) return store_failed(unknown.error());
  const auto snapshot = registry_.current();
  for (const auto& row : *unknown) resolve(*snapshot, row);
  const auto week_ago =
      now_ns(around_) - std::chrono::nanoseconds(std::chrono::hours(24 * 7)).count();
  if (const auto purged = around_.store->submit({{store::OperationPurge{week_ago}}}); !purged)
    return store_failed(purged.error());
  return {};
}

void Runtime::resolve(const registry::Snapshot& snapshot, const store::OperationRow& row) {
  const auto* system = snapshot.find(row.system);
  const auto* action =
      system == nullptr || !system->ready() ? nullptr : system->connector->find_action(row.action);
  if (action == nullptr || !system->connector->has_extension("ecluse.outcome/1")) return;
  if (!held(snapshot, row.system, "")) return;  // the next start asks again
  loader::CallFacts facts;
  facts.action = row.action;
  facts.input = row.input;
  facts.consumer = row.consumer;
  facts.idempotency_key = row.key;
  facts.request_id = "recovery";
  facts.deadline = around_.clock->monotonic() + std::chrono::seconds(20);
  loader::CancelToken never;
  const auto told = run_one(*system, loader::Function::outcome, facts, never, Again::never);
  const auto value =
      told ? json::parse(*told) : base::Result<json::Value>(base::fail(told.error()));
  if (!value || !value->is_object() || !value->contains("outcome")) return;
  store::OperationMove move{row.id, OperationState::unknown, OperationState::failed, "",
                            now_ns(around_)};
  if ((*value)["outcome"] == "done" && value->contains("output")) {
    move.to = OperationState::done;
    move.answer = json::to_text((*value)["output"]);
  } else if ((*value)["outcome"] != "absent") {
    return;  // it cannot tell: said so to who asks, never tried again
  }
  if (!around_.store->submit({{move}}))
    around_.log->write(services::LogLevel::error, "a resolved outcome could not be kept",
                       {{"system", row.system}});
}

}  // namespace ecluse::runtime
