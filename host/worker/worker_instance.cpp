// SPDX-License-Identifier: EUPL-1.2
#include "worker/worker_instance.hpp"

#include "base/problems.hpp"
#include "worker/outcome.hpp"

namespace ecluse::worker {
namespace {

std::string_view view(ecluse_text text) { return {text.data, text.size}; }

/// One call on its way through a worker, on the stack of the thread that waits for it.
class RemoteCall {
 public:
  RemoteCall(Link& link, const ecluse_call& raw, const base::Clock& clock)
      : link_(link), raw_(raw), clock_(clock), inbox_(link, link.new_id(), view(raw.request_id)) {}

  /// The status of the plugin, its error given to `fail`; or why the worker is no more.
  base::Result<ecluse_status> run(CallNumbers numbers) {
    numbers.left_ns = raw_.deadline_ns - clock_.monotonic().count();
    numbers.flags = raw_.flags;
    numbers.window = stream_window;
    std::string bytes;
    if (!encode(bytes, Kind::call, inbox_.id(),
                {pack(numbers), view(raw_.action), view(raw_.input), view(raw_.request_id),
                 view(raw_.idempotency_key), view(raw_.consumer), view(raw_.case_reference),
                 view(raw_.language)}))
      return base::fail(base::problem("body-too-large").with("limit", "64 MiB"));
    // A frame that did not go out whole is none: the plugin knows nothing of this call.
    if (!link_.send(bytes)) return base::fail(base::problem("system-not-ready"));
    while (!ended_) {
      switch (link_.receive(inbox_, body_, frame_, Socket::slice)) {
        case Link::Wait::frame:
          if (!take_frame()) link_.give_up(Cause::garbage);
          break;
        case Link::Wait::broken:
          return base::fail(link_.verdict());
        case Link::Wait::nothing:
          break;
      }
      look_at_the_time();
    }
    return status_;
  }

 private:
  bool take_frame() {
    if (frame_.kind == Kind::item) {
      take_item();
      return true;
    }
    if (frame_.kind == Kind::storage) {
      link_.answer_storage(frame_);
      return true;
    }
    const auto outcome = frame_.kind == Kind::ended ? read_ended(frame_) : std::nullopt;
    if (!outcome) return false;
    ended_ = true;
    if (!*outcome) tell(outcome->error());
    return true;
  }

  void take_item() {
    const std::string_view text = frame_.fields[0];
    raw_.emit(&raw_, {text.data(), text.size()});
    consumed_ += cost_of(body_.size());
    if (consumed_ < stream_window / 4) return;
    std::string bytes;
    encode(bytes, Kind::credit, inbox_.id(), {pack(static_cast<std::uint32_t>(consumed_))});
    consumed_ = 0;
    link_.send(bytes);
  }

  /// The error as it came, to the context of the call.
  void tell(const base::Error& error) {
    status_ = static_cast<ecluse_status>(error.status);
    const ecluse_text parameters{frame_.fields[3].data(), frame_.fields[3].size()};
    const auto text = [](const std::string& of) { return ecluse_text{of.data(), of.size()}; };
    const ecluse_error raw{sizeof raw,
                           status_,
                           text(error.slug),
                           text(error.pointer),
                           parameters,
                           text(error.upstream_text),
                           error.retry_after.count()};
    raw_.fail(&raw_, &raw);
  }

  /// Whoever should end is told; whoever does not end is ended.
  void look_at_the_time() {
    if (ended_) return;
    if (!cancelled_ && raw_.cancelled(&raw_) != 0) {
      cancelled_ = true;
      std::string bytes;
      encode(bytes, Kind::cancel, inbox_.id(), {});
      link_.send(bytes);
    }
    if (cancelled_ &&
        clock_.monotonic().count() >
            raw_.deadline_ns + std::chrono::nanoseconds(WorkerInstance::grace).count())
      link_.give_up(Cause::stuck);
  }

  Link& link_;
  const ecluse_call& raw_;
  const base::Clock& clock_;
  Link::Inbox inbox_;
  std::string body_;
  Frame frame_;
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
  const auto status = RemoteCall(*link, call.raw(), supervisor_->clock()).run(numbers);
  if (!status && status.error().slug == "system-not-ready") return not_ready(*supervisor_);
  if (!status) return base::fail(status.error());
  return call.result(*status);
}

}  // namespace ecluse::worker
