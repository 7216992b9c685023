// SPDX-License-Identifier: EUPL-1.2
#include "runtime/runtime.hpp"

#include "runtime/answer.hpp"
#include "runtime/audited.hpp"
#include "runtime/background.hpp"
#include "runtime/guards.hpp"
#include "runtime/pauses.hpp"
#include "runtime/refusals.hpp"
#include "services/call_scope.hpp"

namespace ecluse::runtime {
namespace {

using loader::Function;

constexpr std::chrono::seconds side_timeout{20};  // of options, polls and checks

bool runs_in_background(Function function) {
  return function == Function::check || function == Function::poll ||
         function == Function::refresh || function == Function::command;
}

/// A check and a command are the administrator's own look, and a refresh has its own backoff: its
/// folder may be away while the index that it filled still answers.
bool heeds_breaker(Function function) {
  return function == Function::invoke || function == Function::options ||
         function == Function::poll || function == Function::outcome;
}

/// Nobody waits for its end with a connection open.
bool is_background_work(Function function) {
  return function == Function::refresh || function == Function::command;
}

base::Failure not_ready(const registry::System& system) {
  return base::fail(
      base::problem("system-not-ready").with("system", system.id).with("reason", system.reason()));
}

loader::CallFacts facts_of(const CallRequest& request) {
  loader::CallFacts facts;
  facts.input = request.input;
  facts.request_id = request.request_id;
  facts.consumer = request.consumer;
  facts.case_reference = request.case_reference;
  facts.language = request.language;
  facts.dry_run = request.dry_run;
  return facts;
}

/// Gives the sentence of a host problem the words that only this level knows.
base::Error named(base::Error error, const registry::System& system, std::chrono::seconds timeout) {
  if (error.slug == "deadline-exceeded" || error.slug == "plugin-failed")
    error.parameters = {{"system", system.id}};
  if (error.slug == "deadline-exceeded") error.with("seconds", std::to_string(timeout.count()));
  return error;
}

}  // namespace

Runtime::Runtime(registry::Registry& registry, Surroundings around)
    : registry_(registry),
      around_(around),
      guards_(std::make_unique<Guards>(*around.clock, *around.log, metrics_)),
      pauses_(std::make_unique<Pauses>(*around.store, *around.clock)) {}
Runtime::~Runtime() { stop_background(); }

Runtime::Ran Runtime::run_once(const registry::System& system, Guard& guard, Function function,
                               const loader::CallFacts& facts, loader::Sink& sink,
                               loader::CancelToken& cancel) {
  loader::CallContext context(facts, sink, cancel, *around_.clock);
  const auto role = runs_in_background(function) ? loader::Role::background : loader::Role::serving;
  const auto left = facts.deadline - around_.clock->monotonic();
  const auto place =
      system.enter(role, {1,
                          is_background_work(function)
                              ? left
                              : std::min<std::chrono::nanoseconds>(left, registry::longest_wait),
                          facts.consumer, around_.clock, &cancel});
  if (!place && place.error().why == registry::Places::Why::left)
    return {base::fail(base::problem("cancelled"))};
  if (!place) return {shed(system.id, no_place(system.id, place.error()))};
  // Asked only now: who waited for a place must not slip past a breaker that opened meanwhile.
  const auto asked = heeds_breaker(function) ? guard.breaker.ask() : Breaker::Asked{true, {}, {}};
  if (!asked.admitted)
    return {shed(system.id, breaker_open(system.id, guard.breaker.look().reason, asked.retry_in))};
  const services::CallScope scope(facts.request_id);
  Ran ran{system.instance(role).run(function, context), context.emitted() > 0, true};
  guard.breaker.tell(asked.ticket, verdict_of(ran.done, ran.anything_emitted),
                     ran.done ? "" : ran.done.error().slug);
  return ran;
}

base::Result<void> Runtime::run(const registry::System& system, Function function,
                                const loader::CallFacts& facts, loader::Sink& sink,
                                loader::CancelToken& cancel, Again again) {
  if (!system.may_answer()) return not_ready(system);
  const auto guard = guards_->of(system);
  Ran ran = run_once(system, *guard, function, facts, sink, cancel);
  if (again == Again::never || !ran.reached) return std::move(ran.done);
  guard->budget.count_call();
  const bool may = !ran.done && worth_a_second_try(ran.done.error()) && !ran.anything_emitted &&
                   !cancel.cancelled() && around_.clock->monotonic() < facts.deadline;
  if (!may || !guard->budget.take()) return std::move(ran.done);
  metrics_.count_retry(system.id);
  Ran second = run_once(system, *guard, function, facts, sink, cancel);
  // Refused by us meanwhile, or its worker is being restarted: what was said first says more.
  const bool heard =
      second.reached && (second.done || second.done.error().slug != "system-not-ready");
  return std::move(heard ? second.done : ran.done);
}

base::Result<void> Runtime::call_plugin(const registry::System& system,
                                        const manifest::Action& action, const CallRequest& request,
                                        std::string_view key, loader::Sink& sink,
                                        loader::CancelToken& cancel) {
  loader::CallFacts facts = facts_of(request);
  facts.action = action.name;
  facts.idempotency_key = key;
  facts.deadline = around_.clock->monotonic() + action.timeout;
  CheckedSink checked(sink, *action.output.compiled, request.policy,
                      action.stream ? CheckedSink::Count::any : CheckedSink::Count::one);
  auto result =
      checked.result(run(system, Function::invoke, facts, checked, cancel,
                         action.effect == manifest::Effect::reads ? Again::once : Again::never),
                     system.id);
  if (!checked.fault().empty() && system.supervisor) system.supervisor->renew();
  if (!checked.fault().empty())
    around_.log->write(
        services::LogLevel::error, "the answer of a connector breaks its schema",
        {{"system", system.id}, {"action", action.name}, {"fault", checked.fault()}});
  if (!result) return base::fail(named(std::move(result).error(), system, action.timeout));
  return {};
}

base::Result<CallOutcome> Runtime::call(const registry::System& system,
                                        const manifest::Action& action, const CallRequest& request,
                                        loader::Sink& sink, loader::CancelToken& cancel) {
  const auto began = around_.clock->monotonic();
  base::Result<CallOutcome> outcome = CallOutcome{};
  if (auto open = gate(system.id, request.consumer); !open) {
    outcome = base::fail(std::move(open).error());
  } else if (action.effect == manifest::Effect::writes && !request.dry_run) {
    outcome = call_writing(system, action, request, sink, cancel);
  } else {
    if (action.personal)
      if (auto kept = audit_asked(system, action.name, audit::Kind::read, request, around_); !kept)
        outcome = base::fail(kept.error());
    if (outcome)
      if (auto done = call_plugin(system, action, request, {}, sink, cancel); !done)
        outcome = base::fail(done.error());
  }
  metrics_.count_call(system.id, action.name,
                      outcome ? std::string_view("ok") : outcome.error().slug,
                      around_.clock->monotonic() - began);
  return outcome;
}

base::Result<std::string> Runtime::run_one(const registry::System& system, Function function,
                                           const loader::CallFacts& facts,
                                           loader::CancelToken& cancel, Again again) {
  KeepSink kept;
  if (auto done = run(system, function, facts, kept, cancel, again); !done)
    return base::fail(named(std::move(done).error(), system, side_timeout));
  if (kept.text.empty())
    return base::fail(base::problem("plugin-output-invalid").with("system", system.id));
  return std::move(kept.text);
}

base::Result<std::string> Runtime::poll(const registry::System& system,
                                        const manifest::Trigger& trigger, std::string_view params,
                                        const std::optional<std::string>& cursor, int page_size,
                                        const CallRequest& request, loader::CancelToken& cancel) {
  if (auto open = gate(system.id, request.consumer); !open)
    return base::fail(std::move(open).error());
  auto wanted = json::parse(params);
  if (!wanted) return base::fail(wanted.error());
  if (trigger.personal)
    if (auto kept = audit_asked(system, trigger.name, audit::Kind::poll, request, around_); !kept)
      return base::fail(kept.error());
  json::Value input{{"params", std::move(*wanted)}, {"page_size", page_size}};
  if (cursor) input["cursor"] = *cursor;
  const std::string text = json::to_text(input);
  loader::CallFacts facts = facts_of(request);
  facts.action = trigger.name;
  facts.input = text;
  facts.deadline = around_.clock->monotonic() + side_timeout;
  auto answer = run_one(system, Function::poll, facts, cancel, Again::once);
  if (!answer) return answer;
  auto value = json::parse(*answer);
  const auto wrong = [&] {
    return base::fail(base::problem("plugin-output-invalid").with("system", system.id));
  };
  if (!value || !value->is_object() || !value->contains("events") ||
      !(*value)["events"].is_array() || !value->contains("cursor") ||
      !(*value)["cursor"].is_string())
    return wrong();
  for (auto& event : (*value)["events"]) {
    if (!event.is_object() || !event.contains("data") ||
        !trigger.event.compiled->validate(event["data"]))
      return wrong();
    access::filter(event["data"], trigger.event.compiled->root(), request.policy);
  }
  return json::to_text(*value);
}

base::Result<std::string> Runtime::options(const registry::System& system, std::string_view list,
                                           std::string_view query, const CallRequest& request,
                                           loader::CancelToken& cancel) {
  if (auto open = gate(system.id, request.consumer); !open)
    return base::fail(std::move(open).error());
  loader::CallFacts facts = facts_of(request);
  facts.action = list;
  facts.input = query;
  facts.deadline = around_.clock->monotonic() + side_timeout;
  return run_one(system, Function::options, facts, cancel, Again::once);
}

base::Result<std::string> Runtime::check(const registry::System& system,
                                         loader::CancelToken& cancel) {
  if (!system.ready()) {
    const auto failure = system.failure();
    return failure ? base::Result<std::string>(base::fail(*failure)) : not_ready(system);
  }
  loader::CallFacts facts;
  facts.request_id = "check";
  facts.deadline = around_.clock->monotonic() + side_timeout;
  return run_one(system, Function::check, facts, cancel, Again::never);
}

base::Result<void> Runtime::command(const registry::System& system,
                                    const manifest::Command& command, std::string_view input,
                                    loader::Sink& sink, loader::CancelToken& cancel) {
  loader::CallFacts facts;
  facts.action = command.name;
  facts.input = input;
  facts.request_id = "command";
  facts.deadline = around_.clock->monotonic() + std::chrono::hours(24);
  return run(system, Function::command, facts, sink, cancel, Again::never);
}

void Runtime::start_background() {
  background_ = std::make_unique<Background>(
      registry_, *around_.clock, *around_.log,
      [this](const registry::System& system, loader::CancelToken& cancel) {
        loader::CallFacts facts;
        facts.request_id = "refresh";
        facts.deadline = around_.clock->monotonic() + std::chrono::hours(24);
        KeepSink kept;
        return run(system, Function::refresh, facts, kept, cancel, Again::never);
      },
      [this](const registry::System& system) {
        return !held(*registry_.current(), system.id, "");
      });
}

void Runtime::stop_background() { background_.reset(); }

}  // namespace ecluse::runtime
