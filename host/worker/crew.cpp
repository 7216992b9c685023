// SPDX-License-Identifier: EUPL-1.2
#include "worker/crew.hpp"

#include <openssl/crypto.h>

#include <algorithm>

#include "base/problems.hpp"
#include "services/call_scope.hpp"
#include "worker/outcome.hpp"

namespace ecluse::worker {
namespace {

/// The call that this thread runs; 0 for a thread of the plugin's own.
thread_local std::uint32_t call_here = 0;

/// The number of the turn that this thread has; 0: somebody else reads.
thread_local std::uint64_t turn_here = 0;
constexpr std::uint64_t aside = 1;  ///< who has the turn runs a call meanwhile
constexpr std::uint64_t gone = 2;   ///< it was given away
constexpr std::uint64_t turn_step = 4;

constexpr std::size_t heap_bytes = 16 * 1024;
/// How long an item of a stream may wait for others to go with it, and who reads for its call.
constexpr std::chrono::milliseconds watch_step{1};
/// Calls of a plugin that take longer, as a rule, run while another thread reads.
constexpr std::chrono::nanoseconds short_call = std::chrono::microseconds(100);
constexpr std::chrono::nanoseconds longest_noted = std::chrono::milliseconds(10);

/// What came with secrets in it.
void wipe(std::string_view bytes) {
  OPENSSL_cleanse(const_cast<char*>(bytes.data()), bytes.size());
}

}  // namespace

/// One call while it runs: of its thread, of the reader (cancel, credit) and of the flusher.
struct Crew::Running {
  loader::CancelToken cancel;
  std::mutex mutex;
  std::condition_variable changed;
  std::int64_t window = 0;
  bool streams = false;
  std::string held;  ///< frames that have not gone out yet

  /// Under the mutex, so that frames go out in their order.
  void flush(Crew& crew) {
    if (held.empty()) return;
    crew.send(held);
    held.clear();
  }
};

/// Items on their way to the host. The only item of a call goes out with its end, in one write;
/// those of a stream in small heaps, a few milliseconds late at most.
class Crew::RunningSink final : public loader::Sink {
 public:
  RunningSink(Crew& crew, Running& running, std::uint32_t id, bool streams,
              base::Monotonic deadline)
      : crew_(crew), running_(running), id_(id), streams_(streams), deadline_(deadline) {}

  base::Status item(std::string_view json) override {
    std::unique_lock lock(running_.mutex);
    if (streams_ && !has_window(lock)) return base::Status::cancelled;
    const std::size_t before = running_.held.size();
    if (!encode(running_.held, Kind::item, id_, {json})) {
      too_large_ = true;
      return base::Status::resource_exhausted;
    }
    if (!streams_) return base::Status::ok;
    running_.window -= static_cast<std::int64_t>(cost_of(running_.held.size() - before - 4));
    const bool full = running_.held.size() >= heap_bytes || running_.window <= 0;
    if (full) running_.flush(crew_);
    lock.unlock();
    if (!full) crew_.flush_soon();
    return base::Status::ok;
  }
  bool was_too_large() const { return too_large_; }

 private:
  /// Blocks while the reader is slow; one item may exceed what is left.
  bool has_window(std::unique_lock<std::mutex>& lock) {
    const auto open = [&] { return running_.window > 0 || running_.cancel.cancelled(); };
    while (!open()) {
      const auto left = deadline_ - base::system_clock().monotonic();
      if (left.count() <= 0) return false;
      running_.changed.wait_for(lock, left, open);
    }
    return !running_.cancel.cancelled();
  }

  Crew& crew_;
  Running& running_;
  std::uint32_t id_;
  bool streams_;
  base::Monotonic deadline_;
  bool too_large_ = false;
};

Crew::Crew(Socket& socket, FrameReader& reader, OpenInstance open, int most_calls)
    : socket_(socket), reader_(reader), open_(std::move(open)), most_threads_(most_calls + 1) {}

Crew::~Crew() {
  end(End::alone);
  if (watcher_.joinable()) watcher_.join();  // it may start the last thread
  for (auto& thread : threads_) thread.join();
}

void Crew::serve() {
  std::unique_lock lock(mutex_);
  start_thread();
  watcher_ = std::thread([this] { watch(); });
  over_.wait(lock, [this] { return ended_; });
}

void Crew::close_instances() {
  {
    const std::lock_guard lock(mutex_);
    if (!asked_ || !running_.empty()) return;
  }
  serving_.reset();
  background_.reset();
}

/// Under the lock.
void Crew::start_thread() {
  threads_.emplace_back([this] { work(); });
}

void Crew::work() {
  while (take_turn())
    while (read_one()) {
    }
}

bool Crew::take_turn() {
  std::unique_lock lock(mutex_);
  ++idle_;
  turn_free_.wait(lock, [this] { return ended_ || !turn_taken_; });
  --idle_;
  turn_taken_ = true;
  turn_here = turn_.load() / turn_step * turn_step + turn_step;
  turn_ = turn_here;
  return !ended_;
}

/// From `seen` on, somebody else reads. False when it was given away already. [any]
bool Crew::give_turn(std::uint64_t seen) {
  if (!turn_.compare_exchange_strong(seen, seen | gone)) return false;
  const std::lock_guard lock(mutex_);
  turn_taken_ = false;
  if (idle_ == 0 && static_cast<int>(threads_.size()) < most_threads_)
    start_thread();
  else
    turn_free_.notify_one();
  return true;
}

/// Before this thread waits for a frame: it may be the one that should read it.
void Crew::yield_turn() {
  if (turn_here != 0) give_turn(turn_here | aside);
  turn_here = 0;
}

bool Crew::next_body(std::string_view& body) {
  for (;;) {
    const auto next = reader_.next(body);
    if (next == FrameReader::Next::frame) return true;
    if (next == FrameReader::Next::broken) return false;
    std::size_t size = 0;
    char* into = reader_.space(16 * 1024, size);
    switch (socket_.receive(into, size, Socket::slice)) {
      case Socket::Got::bytes:
        reader_.received(size);
        break;
      case Socket::Got::nothing:
        break;
      case Socket::Got::end:
        return false;
    }
  }
}

/// By who has the turn; false when it has it no longer.
bool Crew::read_one() {
  std::string_view body;
  const auto frame = next_body(body) ? decode(body, From::host) : std::nullopt;
  if (!frame || frame->kind == Kind::close) {
    end(frame.has_value() ? End::asked : End::alone);
    return false;
  }
  if (frame->kind != Kind::open && frame->kind != Kind::call) {
    on_control(*frame);
    return true;
  }
  const std::string kept(body);
  if (frame->kind == Kind::open) wipe(body);
  const Frame work = *decode(kept, From::host);  // into `kept`, which outlives it
  if (work.kind == Kind::open || !is_short(work)) {
    give_turn(turn_here);
    turn_here = 0;
    if (work.kind == Kind::call) {
      run(work);
    } else {
      open(work);
      wipe(kept);
    }
    return false;
  }
  // A short call: to wake another reader costs more than to let the next frame wait a little. The
  // watcher wakes one where it turns out to be long.
  ++calls_begun_;
  turn_ = turn_here | aside;
  if (watcher_sleeps_) wake_watcher();
  run(work);
  auto still = turn_here | aside;
  return turn_here != 0 && turn_.compare_exchange_strong(still, turn_here);
}

bool Crew::is_aside() const { return (turn_.load() & (aside | gone)) == aside; }

bool Crew::is_short(const Frame& frame) const {
  CallNumbers numbers{};
  return unpack(frame.fields[0], numbers) && numbers.streams == 0 &&
         numbers.function == static_cast<std::uint8_t>(loader::Function::invoke) &&
         typical_ns_ < short_call.count();
}

void Crew::end(End how) {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    asked_ = how == End::asked;
    for (const auto& [number, question] : questions_) question->changed.notify_one();
  }
  socket_.shut();
  over_.notify_all();
  turn_free_.notify_all();
  wake_watcher();
}

/// The host waits for its end before it sends anything else.
void Crew::open(const Frame& frame) {
  std::int32_t number = 0;
  auto outcome = base::Result<void>(base::fail(base::problem("plugin-failed")));
  if (unpack(frame.fields[0], number)) {
    const auto role = static_cast<loader::Role>(number);
    auto opened = open_(role, std::string(frame.fields[1]));
    if (opened) {
      outcome = {};
      const std::lock_guard lock(mutex_);
      (role == loader::Role::serving ? serving_ : background_) = std::move(*opened);
    } else {
      outcome = base::fail(opened.error());
    }
  }
  std::string bytes;
  encode_ended(bytes, frame.id, outcome);
  send(bytes);
}

void Crew::run(const Frame& frame) {
  CallNumbers numbers{};
  if (!unpack(frame.fields[0], numbers) ||
      numbers.function > static_cast<std::uint8_t>(loader::Function::refresh))
    return socket_.shut();
  const auto& clock = base::system_clock();
  loader::CallFacts facts{frame.fields[1], frame.fields[2], frame.fields[3], frame.fields[4],
                          frame.fields[5], frame.fields[6], frame.fields[7]};
  const auto began = clock.monotonic();
  facts.deadline = began + std::chrono::nanoseconds(numbers.left_ns);
  facts.dry_run = (numbers.flags & ECLUSE_CALL_DRY_RUN) != 0;
  const auto running = std::make_shared<Running>();
  running->window = numbers.window;
  running->streams = numbers.streams != 0;
  RunningSink sink(*this, *running, frame.id, numbers.streams != 0, facts.deadline);
  loader::CallContext context(facts, sink, running->cancel, clock);
  const loader::Instance* instance = nullptr;
  {
    const std::lock_guard lock(mutex_);
    running_[frame.id] = running;
    const bool serves = numbers.role == static_cast<std::uint8_t>(loader::Role::serving);
    instance = serves ? serving_.get() : background_.get();
  }
  call_here = frame.id;
  base::Result<void> outcome = base::fail(base::problem("plugin-failed"));
  {
    const services::CallScope scope(facts.request_id);
    if (instance != nullptr)
      outcome = instance->run(static_cast<loader::Function>(numbers.function), context);
  }
  call_here = 0;
  {
    const std::lock_guard lock(mutex_);
    running_.erase(frame.id);
  }
  if (sink.was_too_large()) outcome = base::fail(base::problem("plugin-output-invalid"));
  const std::lock_guard lock(running->mutex);
  encode_ended(running->held, frame.id, outcome);
  running->flush(*this);
  const auto took = (clock.monotonic() - began).count();
  typical_ns_ = (typical_ns_ * 7 + std::min<std::int64_t>(took, longest_noted.count())) / 8;
}

void Crew::flush_soon() {
  if (!flush_asked_.exchange(true) && watcher_sleeps_) wake_watcher();
}

void Crew::wake_watcher() {
  const std::lock_guard lock(mutex_);
  watcher_wanted_.notify_one();
}

/// While there is something to look at: every millisecond, whether who reads is held up by its
/// call, and whether items of a stream wait to go out.
void Crew::watch() {
  std::uint64_t before = 0;
  for (int quiet = 0;;) {
    std::vector<std::shared_ptr<Running>> all;
    {
      std::unique_lock lock(mutex_);
      if (quiet > 10) {
        watcher_sleeps_ = true;
        watcher_wanted_.wait(lock, [this] { return flush_asked_ || is_aside() || ended_; });
        watcher_sleeps_ = false;
      }
      over_.wait_for(lock, watch_step, [this] { return ended_; });
      if (ended_) return;
      if (flush_asked_.exchange(false))
        for (const auto& [id, running] : running_) all.push_back(running);
    }
    const auto now = turn_.load();
    const auto calls = calls_begun_.load();
    const bool stays = is_aside() && calls == before;
    before = calls;
    quiet = is_aside() || !all.empty() ? 0 : quiet + 1;
    if (stays) give_turn(now);
    for (const auto& running : all) {
      const std::lock_guard lock(running->mutex);
      if (running->streams) running->flush(*this);
    }
  }
}

void Crew::on_control(const Frame& frame) {
  const std::lock_guard lock(mutex_);
  if (frame.kind == Kind::stored) {
    const auto found = questions_.find(frame.id);
    std::int32_t status = 0;
    if (found == questions_.end() || !unpack(frame.fields[0], status)) return;
    found->second->stored.status = base::status_from(status);
    if (!unpack_rows(frame.fields[1], found->second->stored.rows))
      found->second->stored.status = base::Status::internal;
    found->second->answered = true;
    found->second->changed.notify_one();
    return;
  }
  const auto found = running_.find(frame.id);
  if (found == running_.end()) return;  // it has ended meanwhile
  Running& running = *found->second;
  std::uint32_t credit = 0;
  if (frame.kind == Kind::cancel) running.cancel.cancel();
  {
    const std::lock_guard window(running.mutex);
    if (frame.kind == Kind::credit && unpack(frame.fields[0], credit)) running.window += credit;
  }
  running.changed.notify_all();
}

void Crew::log(services::LogLevel level, std::string_view message, std::string_view fields) {
  std::string bytes;
  if (encode(bytes, Kind::log, call_here,
             {pack(static_cast<std::int32_t>(level)), message, fields}))
    send(bytes);
}

void Crew::say_moved() {
  std::string bytes;
  encode(bytes, Kind::moved, 0, {});
  send(bytes);
}

Crew::Stored Crew::ask(std::uint8_t operation, std::string_view key, std::string_view expected,
                       std::string_view value) {
  yield_turn();
  Question question;
  std::string bytes;
  std::unique_lock lock(mutex_);
  const std::uint32_t number = ++next_question_;
  questions_[number] = &question;
  lock.unlock();
  encode(bytes, Kind::storage, call_here, {pack(number), pack(operation), key, expected, value});
  send(bytes);
  lock.lock();
  question.changed.wait(lock, [&] { return question.answered || ended_; });
  questions_.erase(number);
  return std::move(question.stored);
}

void FrameLog::write(services::LogLevel level, std::string_view message, const services::LogFields&,
                     std::string_view extra) {
  if (level < lowest_ || crew_ == nullptr) return;
  constexpr std::size_t longest = 16 * 1024;  // the host keeps no more of either
  crew_->log(level, message.substr(0, longest),
             extra.size() > longest ? std::string_view("{}") : extra);
}

base::Result<std::optional<std::string>> FrameStorage::get(std::string_view key) {
  auto stored = crew_->ask(storage_get, key, {}, {});
  if (stored.status == base::Status::not_found) return std::nullopt;
  if (stored.status == base::Status::ok && stored.rows.size() == 1)
    return std::move(stored.rows[0].second);
  base::Error error = base::problem("store-unavailable");
  error.status = stored.status == base::Status::ok ? base::Status::internal : stored.status;
  return base::fail(std::move(error));
}

base::Result<void> FrameStorage::put(std::string_view key,
                                     const std::optional<std::string>& expected,
                                     const std::optional<std::string>& value) {
  const auto operation = static_cast<std::uint8_t>(storage_put | (expected ? storage_expects : 0) |
                                                   (value ? storage_keeps : 0));
  const auto stored =
      crew_->ask(operation, key, expected.value_or(std::string()), value.value_or(std::string()));
  if (stored.status == base::Status::ok) return {};
  base::Error error = base::problem("store-unavailable");
  error.status = stored.status;
  return base::fail(std::move(error));
}

base::Result<services::Storage::Rows> FrameStorage::list(std::string_view prefix) {
  auto stored = crew_->ask(storage_list, prefix, {}, {});
  if (stored.status == base::Status::ok) return std::move(stored.rows);
  base::Error error = base::problem("store-unavailable");
  error.status = stored.status;
  return base::fail(std::move(error));
}

}  // namespace ecluse::worker
