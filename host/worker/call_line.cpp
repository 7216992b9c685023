// SPDX-License-Identifier: EUPL-1.2
#include "worker/call_line.hpp"

#include "base/problems.hpp"
#include "services/call_scope.hpp"
#include "worker/outcome.hpp"

namespace ecluse::worker {
namespace {

thread_local CallLine* line_here = nullptr;

constexpr std::size_t heap_bytes = 16 * 1024;
/// The host reads when it can; it ends what it does not want any more.
constexpr std::chrono::hours host_patience{24};

}  // namespace

Stored read_stored(const Frame& frame) {
  Stored stored;
  std::int32_t status = 0;
  if (!unpack(frame.fields[0], status)) return stored;
  stored.status = base::status_from(status);
  if (!unpack_rows(frame.fields[1], stored.rows)) stored.status = base::Status::internal;
  return stored;
}

/// Items on their way to the host. The only item of a call goes out with its end, in one write;
/// those of a stream in small heaps, a few milliseconds late at most.
class CallLine::ItemSink final : public loader::Sink {
 public:
  enum class Items : std::uint8_t { one, stream };
  ItemSink(CallLine& line, std::uint32_t call, Items items, base::Monotonic deadline,
           const loader::CancelToken& cancel)
      : line_(line), call_(call), items_(items), deadline_(deadline), cancel_(cancel) {}

  base::Status item(std::string_view json) override {
    if (items_ == Items::one) return hold(json);
    if (line_.window_ <= 0) line_.wait_for_credit(deadline_, cancel_);
    if (line_.window_ <= 0 || cancel_.cancelled()) return base::Status::cancelled;
    line_.window_ -= static_cast<std::int64_t>(cost_of(json.size()));
    const auto held = hold(json);
    if (held != base::Status::ok) return held;
    if (full_)
      line_.send_held();
    else
      line_.crew_.flush_soon();
    return base::Status::ok;
  }
  bool was_too_large() const { return too_large_; }

 private:
  base::Status hold(std::string_view json) {
    const std::lock_guard lock(line_.sending_);
    too_large_ = !encode(line_.held_, Kind::item, call_, {json});
    full_ = line_.held_.size() >= heap_bytes;
    return too_large_ ? base::Status::resource_exhausted : base::Status::ok;
  }

  CallLine& line_;
  std::uint32_t call_;
  Items items_;
  base::Monotonic deadline_;
  const loader::CancelToken& cancel_;
  bool too_large_ = false, full_ = false;
};

CallLine::CallLine(Ends ends, Owner& crew)
    : line_(ends), crew_(crew), thread_([this] { serve(); }) {}

CallLine::~CallLine() {
  shut();
  thread_.join();
}

CallLine* CallLine::here() { return line_here; }

void CallLine::shut() {
  over_ = true;
  line_.shut();
}

bool CallLine::busy() const {
  const std::lock_guard lock(running_);
  return call_ != 0;
}

void CallLine::cancel(std::uint32_t call) {
  const std::lock_guard lock(running_);
  if (call_ == call && cancel_ != nullptr) cancel_->cancel();
}

void CallLine::enter(std::uint32_t call, loader::CancelToken* cancel) {
  const std::lock_guard lock(running_);
  call_ = call;
  cancel_ = cancel;
}

void CallLine::serve() {
  line_here = this;
  std::string_view body;
  std::string kept;  // what comes while the call runs takes the place of its own bytes
  while (line_.hear(body) == Line::Heard::frame) {
    if (kept.capacity() > 4 * heap_bytes) std::string().swap(kept);
    kept = body;
    const auto frame = decode(kept, From::host);
    if (!frame) break;
    // Credit that came after its call had ended is nobody's.
    if (frame->kind == Kind::call) run(*frame);
  }
}

void CallLine::run(const Frame& frame) {
  CallNumbers numbers{};
  if (!unpack(frame.fields[0], numbers) ||
      numbers.function > static_cast<std::uint8_t>(loader::Function::refresh))
    return shut();
  const auto& clock = base::system_clock();
  loader::CallFacts facts{frame.fields[1], frame.fields[2], frame.fields[3], frame.fields[4],
                          frame.fields[5], frame.fields[6], frame.fields[7]};
  facts.deadline = clock.monotonic() + std::chrono::nanoseconds(numbers.left_ns);
  facts.dry_run = (numbers.flags & ECLUSE_CALL_DRY_RUN) != 0;
  window_ = numbers.window;
  loader::CancelToken cancel;
  ItemSink sink(*this, frame.id,
                numbers.streams != 0 ? ItemSink::Items::stream : ItemSink::Items::one,
                facts.deadline, cancel);
  loader::CallContext context(facts, sink, cancel, clock);
  enter(frame.id, &cancel);
  auto outcome = run_plugin(numbers, facts.request_id, context);
  enter(0, nullptr);
  if (sink.was_too_large()) outcome = base::fail(base::problem("plugin-output-invalid"));
  const std::lock_guard lock(sending_);
  // Asked for anew each time: a plugin that left no memory ends here, at the price of its own call
  // and not of the next one.
  held_.reserve(heap_bytes);
  encode_ended(held_, frame.id, outcome);
  line_.send(held_, host_patience);
  std::string().swap(held_);
}

base::Result<void> CallLine::run_plugin(const CallNumbers& numbers, std::string_view request,
                                        loader::CallContext& context) {
  const services::CallScope scope(request);
  const auto* instance = crew_.instance(static_cast<loader::Role>(numbers.role));
  if (instance == nullptr) return base::fail(base::problem("plugin-failed"));
  return instance->run(static_cast<loader::Function>(numbers.function), context);
}

void CallLine::send_held() {
  const std::lock_guard lock(sending_);
  line_.send(held_, host_patience);
  held_.clear();
}

/// A line that is being sent on is flushed already; nobody else's items wait for this one's host.
void CallLine::flush() {
  const std::unique_lock lock(sending_, std::try_to_lock);
  if (!lock.owns_lock() || held_.empty()) return;
  line_.send_some(held_);
  if (!held_.empty()) crew_.flush_soon();
}

/// The next frame for the call that runs; false when there will be none.
bool CallLine::hear_for_call(Frame& frame) {
  std::string_view body;
  const auto heard = line_.hear(body, Line::slice);
  if (heard == Line::Heard::nothing) {
    frame = {};
    return !over_;
  }
  const auto decoded = heard == Line::Heard::frame ? decode(body, From::host) : std::nullopt;
  if (!decoded) {
    shut();
    return false;
  }
  frame = *decoded;
  std::uint32_t credit = 0;
  if (frame.kind == Kind::credit && frame.id == call_ && unpack(frame.fields[0], credit))
    window_ += credit;
  return true;
}

void CallLine::wait_for_credit(base::Monotonic deadline, const loader::CancelToken& cancel) {
  send_held();
  Frame frame;
  while (window_ <= 0 && !cancel.cancelled() && base::system_clock().monotonic() < deadline)
    if (!hear_for_call(frame)) return;
}

void CallLine::log(services::LogLevel level, std::string_view message, std::string_view fields) {
  {
    const std::lock_guard lock(sending_);
    encode(held_, Kind::log, call_, {pack(static_cast<std::int32_t>(level)), message, fields});
  }
  send_held();
}

Stored CallLine::ask(std::uint8_t operation, std::string_view key, std::string_view expected,
                     std::string_view value) {
  constexpr std::uint32_t question = 0;  // one at a time
  {
    const std::lock_guard lock(sending_);
    if (!encode(held_, Kind::storage, call_,
                {pack(question), pack(operation), key, expected, value}))
      return {base::Status::resource_exhausted, {}};
  }
  send_held();
  Frame frame;
  while (hear_for_call(frame))
    if (frame.kind == Kind::stored) return read_stored(frame);
  return {};
}

}  // namespace ecluse::worker
