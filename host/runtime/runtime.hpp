// SPDX-License-Identifier: EUPL-1.2
// One call from start to end: a place in the system, a deadline, the operation of a write, the
// plugin, the check of its answer, the audit entry, the metrics.
//
// A call runs on the thread that asks for it. A plugin in the host's own process cannot be stopped
// from outside: the deadline reaches it through `cancelled` and `wait`, and a call that ignores
// both holds its place and its thread until it returns. Worker processes (isolation = "process")
// end it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "access/authenticate.hpp"
#include "access/filter.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "loader/call.hpp"
#include "registry/registry.hpp"
#include "runtime/metrics.hpp"
#include "runtime/shares.hpp"

namespace ecluse::runtime {

struct Guard;
class Guards;  ///< guards.hpp
class Pauses;  ///< pauses.hpp

/// Who asks, and how. Views are borrowed for the call.
struct CallRequest {
  std::string_view input;  ///< JSON, valid against the action's schema, defaults filled in
  std::string_view request_id, idempotency_key, consumer, key_id, purpose, case_reference,
      language = "fr";
  bool dry_run = false;
  access::FieldPolicy policy;
};

/// What is known before the first item leaves.
struct CallOutcome {
  bool replayed = false;  ///< the answer of an earlier call with the same key
  std::string
      idempotency_key;  ///< of a writing action: the caller's, or the one that the host made
};

struct Surroundings {
  const base::Clock* clock = nullptr;
  base::Random* random = nullptr;
  services::Log* log = nullptr;
  store::Store* store = nullptr;
};

/// What a caller meets at a system now.
struct SystemState {
  bool ready = true;
  /// Why not: "breaker-open", "paused", "maintenance", or the slug of what keeps it from serving.
  std::string reason;
  base::Wall since{};  ///< zero: not known
  base::Wall until{};  ///< zero: not known
  std::string note;    ///< of a pause: the administrator's words
};

class Runtime {
 public:
  Runtime(registry::Registry& registry, Surroundings around);
  ~Runtime();

  /// Items are valid against the output schema and filtered by the policy when they reach `sink`;
  /// the answer of an action that does not stream is one item. [worker]
  base::Result<CallOutcome> call(const registry::System& system, const manifest::Action& action,
                                 const CallRequest& request, loader::Sink& sink,
                                 loader::CancelToken& cancel);

  /// {"events": […], "cursor": text, "more": boolean}; events are checked and filtered. [worker]
  base::Result<std::string> poll(const registry::System& system, const manifest::Trigger& trigger,
                                 std::string_view params, const std::optional<std::string>& cursor,
                                 int page_size, const CallRequest& request,
                                 loader::CancelToken& cancel);
  /// {"options": […], "cursor": text?}. [worker]
  base::Result<std::string> options(const registry::System& system, std::string_view list,
                                    std::string_view query, const CallRequest& request,
                                    loader::CancelToken& cancel);
  /// {"version": text, "facts": object}; fails with what is wrong. [worker]
  base::Result<std::string> check(const registry::System& system, loader::CancelToken& cancel);
  /// Lines go to the sink as they come. [worker]
  base::Result<void> command(const registry::System& system, const manifest::Command& command,
                             std::string_view input, loader::Sink& sink,
                             loader::CancelToken& cancel);

  /// At start: what is paused stays so; writes that a crash cut off become unknown, and are
  /// resolved where the connector can tell.
  base::Result<void> recover();

  /// Starts and stops the thread that calls `refresh` of every system when it is due. [control]
  void start_background();
  void stop_background();

  /// Whether a call may go on to its system: refuses while the consumer or the system is paused,
  /// in a maintenance window, and while the breaker is open. Reads memory only: it never blocks,
  /// and takes no place and no probe. The calls above ask it themselves. [any]
  base::Result<void> gate(std::string_view system, std::string_view consumer);
  /// The gate, and then one consumer's share of a system: as many calls at a time as it has places
  /// and as its share of the queue. Who holds the seat holds it until its answer is made. [any]
  base::Result<Shares::Seat> admit(const registry::System& system, std::string_view consumer);
  /// The refusal of a call for which there is no room to wait, counted. [any]
  base::Error busy(const registry::System& system);
  /// Opens the breaker of a system at once; `reason` is a slug. [any]
  void trip(std::string_view system, std::string_view reason);
  SystemState state(const registry::System& system) const;  ///< [any]

  /// Holds back the calls of a system or of a consumer from now on, over restarts too. Calls under
  /// way go on; polls and refreshes wait; no breaker opens. [control]
  base::Result<void> pause(store::PauseRow row);
  /// Slug "not-paused" when it was not. [control]
  base::Result<void> resume(store::PauseOf of, const std::string& id, std::string_view by);

  Metrics& metrics() { return metrics_; }

 private:
  class Background;  ///< background.hpp
  /// What the gate says, but for the breaker.
  base::Result<void> held(const registry::Snapshot& snapshot, std::string_view system,
                          std::string_view consumer) const;
  store::AuditAppend audit_of_pause(std::string_view what, store::PauseOf of, std::string_view id,
                                    std::string_view by) const;
  base::Result<void> shed(std::string_view system, base::Error error);
  /// Whether a call that failed before it emitted anything may be tried once more.
  enum class Again : std::uint8_t { never, once };
  struct Ran {
    base::Result<void> done;
    bool anything_emitted = false;
    bool reached = false;  ///< false: refused by us, the system knows nothing of it
  };
  base::Result<void> run(const registry::System& system, loader::Function function,
                         const loader::CallFacts& facts, loader::Sink& sink,
                         loader::CancelToken& cancel, Again again);
  Ran run_once(const registry::System& system, Guard& guard, loader::Function function,
               const loader::CallFacts& facts, loader::Sink& sink, loader::CancelToken& cancel);
  base::Result<std::string> run_one(const registry::System& system, loader::Function function,
                                    const loader::CallFacts& facts, loader::CancelToken& cancel,
                                    Again again);
  base::Result<CallOutcome> call_writing(const registry::System& system,
                                         const manifest::Action& action, const CallRequest& request,
                                         loader::Sink& sink, loader::CancelToken& cancel);
  base::Result<void> call_plugin(const registry::System& system, const manifest::Action& action,
                                 const CallRequest& request, std::string_view key,
                                 loader::Sink& sink, loader::CancelToken& cancel);
  base::Result<std::optional<store::OperationRow>> begin_operation(store::OperationRow& row) const;
  base::Result<void> end_operation(const registry::System& system, const CallRequest& request,
                                   const store::OperationRow& row, const base::Result<void>& done,
                                   const std::string& items) const;
  bool ask_outcome(const registry::System& system, store::OperationRow& row);
  void resolve(const registry::Snapshot& snapshot, const store::OperationRow& row);

  registry::Registry& registry_;
  Surroundings around_;
  Metrics metrics_;
  std::unique_ptr<Guards> guards_;
  std::unique_ptr<Pauses> pauses_;
  std::unique_ptr<Background> background_;
};

}  // namespace ecluse::runtime
