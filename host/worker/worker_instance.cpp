// SPDX-License-Identifier: EUPL-1.2
#include "worker/worker_instance.hpp"

#include "base/across_abi.hpp"
#include "base/problems.hpp"
#include "worker/outcome.hpp"

namespace ecluse::worker {
namespace {

using base::borrowed;
using base::view;

/// One call on its way through a worker, on the stack of the thread that waits for it.
class RemoteCall {
 public:
  RemoteCall(Link& link, loader::Role role, const ecluse_call& raw, const base::Clock& clock)
      : link_(link), role_(role), raw_(raw), clock_(clock) {}

  /// The status of the plugin, its error given to `fail`; or why the worker is no more.
  base::Result<ecluse_status> run(CallNumbers numbers) {
    const auto lease = take_line();
    if (!lease) return base::fail(lease.error());
    numbers.left_ns = raw_.deadline_ns - clock_.monotonic().count();
    numbers.flags = raw_.flags;
    numbers.window = stream_window;
    std::string bytes;
    if (!encode(bytes, Kind::call, lease->call(),
                {pack(numbers), view(raw_.action), view(raw_.input), view(raw_.request_id),
                 view(raw_.idempotency_key), view(raw_.consumer), view(raw_.case_reference),
                 view(raw_.language)}))
      return base::fail(base::problem("body-too-large").with("limit", "64 MiB"));
    // A frame that did not go out whole is none: the plugin knows nothing of this call.
    if (!link_.send(*lease, bytes)) return base::fail(base::problem("system-not-ready"));
    while (!ended_) {
      Frame frame;
      const auto heard = link_.hear(*lease, view(raw_.request_id), frame);
      if (heard == Link::Heard::broken) return base::fail(link_.verdict());
      if (heard == Link::Heard::frame && !take_frame(*lease, frame)) link_.give_up(Cause::garbage);
      look_at_the_time(*lease, heard);
    }
    return status_;
  }

 private:
  base::Result<Link::Lease> take_line() {
    for (;;) {
      if (auto lease = link_.take(role_)) return std::move(*lease);
      if (link_.broken()) return base::fail(base::problem("system-not-ready"));
      if (raw_.cancelled(&raw_) != 0) return base::fail(base::problem("deadline-exceeded"));
    }
  }

  bool take_frame(const Link::Lease& lease, const Frame& frame) {
    if (frame.kind == Kind::item) {
      take_item(lease, frame.fields[0]);
      return true;
    }
    const auto outcome = frame.kind == Kind::ended ? read_ended(frame) : std::nullopt;
    if (!outcome) return false;
    ended_ = true;
    if (!*outcome) tell(outcome->error(), frame.fields[3]);
    return true;
  }

  void take_item(const Link::Lease& lease, std::string_view text) {
    raw_.emit(&raw_, borrowed(text));
    consumed_ += cost_of(text.size());
    if (consumed_ < stream_window / 4) return;
    std::string bytes;
    encode(bytes, Kind::credit, lease.call(), {pack(static_cast<std::uint32_t>(consumed_))});
    consumed_ = 0;
    link_.send(lease, bytes);
  }

  /// The error as it came, to the context of the call.
  void tell(const base::Error& error, std::string_view parameters) {
    status_ = static_cast<ecluse_status>(error.status);
    const ecluse_error raw{sizeof raw,
                           status_,
                           borrowed(error.slug),
                           borrowed(error.pointer),
                           borrowed(parameters),
                           borrowed(error.upstream_text),
                           error.retry_after.count()};
    raw_.fail(&raw_, &raw);
  }

  /// Whoever should end is told, and again, for a cancel may overtake its call; whoever does not
  /// end is ended.
  void look_at_the_time(const Link::Lease& lease, Link::Heard heard) {
    if (ended_ || raw_.cancelled(&raw_) == 0) return;
    if (!cancelled_ || heard == Link::Heard::nothing) link_.cancel(lease.call());
    cancelled_ = true;
    if (clock_.monotonic().count() >
        raw_.deadline_ns + std::chrono::nanoseconds(WorkerInstance::grace).count())
      link_.give_up(Cause::stuck);
  }

  Link& link_;
  const loader::Role role_;
  const ecluse_call& raw_;
  const base::Clock& clock_;
  ecluse_status status_ = ECLUSE_OK;
  std::uint64_t consumed_ = 0;
  bool ended_ = false, cancelled_ = false;
};

base::Failure not_ready(const Supervisor& supervisor) {
  const auto failure = supervisor.state().failure;
  return base::fail(base::problem("system-not-ready")
                        .with("system", supervisor.system())
                        .with("reason", failure ? failure->slug : "starting"));
}

}  // namespace

bool WorkerInstance::streams(loader::Function function, std::string_view action) const {
  if (function == loader::Function::command) return true;
  if (function != loader::Function::invoke) return false;
  const auto* found = connector_->find_action(action);
  return found == nullptr || found->stream;
}

base::Result<void> WorkerInstance::run(loader::Function function, loader::CallContext& call) const {
  auto link = supervisor_->link();
  if (!link) link = supervisor_->link_soon();
  if (!link) return not_ready(*supervisor_);
  CallNumbers numbers{};
  numbers.function = static_cast<std::uint8_t>(function);
  numbers.role = static_cast<std::uint8_t>(role_);
  numbers.streams = streams(function, view(call.raw().action)) ? 1 : 0;
  const auto status = RemoteCall(*link, role_, call.raw(), supervisor_->clock()).run(numbers);
  if (!status && status.error().slug == "system-not-ready") return not_ready(*supervisor_);
  if (!status) return base::fail(status.error());
  return call.result(*status);
}

}  // namespace ecluse::worker
