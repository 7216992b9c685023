// SPDX-License-Identifier: EUPL-1.2
#include "worker/crew.hpp"

#include <openssl/crypto.h>

#include "base/problems.hpp"
#include "services/call_scope.hpp"
#include "worker/outcome.hpp"

namespace ecluse::worker {
namespace {

/// The call that this thread runs; 0 for a thread of the plugin's own.
thread_local std::uint32_t call_here = 0;

constexpr std::size_t heap_bytes = 16 * 1024;
/// How long an item of a stream may wait for others to go with it.
constexpr std::chrono::milliseconds heap_patience{2};

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
  socket_.shut();
  for (auto& thread : threads_) thread.join();
  flush_wanted_.notify_one();  // every thread that ended has said so
  if (flusher_.joinable()) flusher_.join();
}

void Crew::serve() {
  {
    const std::lock_guard lock(mutex_);
    start_thread();
  }
  std::unique_lock lock(mutex_);
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
  ++idle_;
  threads_.emplace_back([this] { work(); });
}

void Crew::work() {
  for (;;) {
    const Turn turn = take_turn();
    if (turn == Turn::over) break;
    if (turn == Turn::again) continue;
    const std::lock_guard lock(mutex_);
    ++idle_;
  }
  const std::lock_guard lock(mutex_);
  ended_ = true;
  over_.notify_all();
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

Crew::Turn Crew::take_turn() {
  std::unique_lock turn(turn_);
  std::string_view body;
  const auto frame = next_body(body) ? decode(body, From::host) : std::nullopt;
  if (!frame || frame->kind == Kind::close) {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    asked_ = frame.has_value();
    socket_.shut();  // whoever takes the next turn ends too
    return Turn::over;
  }
  if (frame->kind == Kind::open) {
    open(*frame);
    return Turn::again;
  }
  if (frame->kind != Kind::call) {
    on_control(*frame);
    return Turn::again;
  }
  std::string kept(body);
  {
    const std::lock_guard lock(mutex_);
    if (--idle_ == 0 && static_cast<int>(threads_.size()) < most_threads_) start_thread();
  }
  turn.unlock();
  const Frame call = *decode(kept, From::host);  // into `kept`, which outlives the call
  run(call);
  return Turn::ran;
}

/// [the reader] No call runs yet, so nobody waits for it.
void Crew::open(const Frame& frame) {
  std::int32_t number = 0;
  std::string settings(frame.fields[1]);
  auto outcome = base::Result<void>(base::fail(base::problem("plugin-failed")));
  if (unpack(frame.fields[0], number)) {
    const auto role = static_cast<loader::Role>(number);
    auto opened = open_(role, std::move(settings));
    if (opened) {
      outcome = {};
      (role == loader::Role::serving ? serving_ : background_) = std::move(*opened);
    } else {
      outcome = base::fail(opened.error());
    }
  }
  // The bytes that came hold the secrets too.
  OPENSSL_cleanse(const_cast<char*>(frame.fields[1].data()), frame.fields[1].size());
  std::string bytes;
  encode_ended(bytes, frame.id, outcome);
  send(bytes);
}

void Crew::run(const Frame& frame) {
  CallNumbers numbers{};
  if (!unpack(frame.fields[0], numbers) ||
      numbers.function > static_cast<std::uint8_t>(loader::Function::refresh))
    return socket_.shut();
  const auto& instance =
      numbers.role == static_cast<std::uint8_t>(loader::Role::serving) ? serving_ : background_;
  const auto& clock = base::system_clock();
  loader::CallFacts facts{frame.fields[1], frame.fields[2], frame.fields[3], frame.fields[4],
                          frame.fields[5], frame.fields[6], frame.fields[7]};
  facts.deadline = clock.monotonic() + std::chrono::nanoseconds(numbers.left_ns);
  facts.dry_run = (numbers.flags & ECLUSE_CALL_DRY_RUN) != 0;
  const auto running = std::make_shared<Running>();
  running->window = numbers.window;
  running->streams = numbers.streams != 0;
  RunningSink sink(*this, *running, frame.id, numbers.streams != 0, facts.deadline);
  loader::CallContext context(facts, sink, running->cancel, clock);
  {
    const std::lock_guard lock(mutex_);
    running_[frame.id] = running;
  }
  call_here = frame.id;
  base::Result<void> outcome = base::fail(base::problem("plugin-failed"));
  {
    const services::CallScope scope(facts.request_id);
    if (instance) outcome = instance->run(static_cast<loader::Function>(numbers.function), context);
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
}

void Crew::flush_soon() {
  if (flush_asked_.exchange(true)) return;
  const std::lock_guard lock(mutex_);
  if (!flusher_.joinable()) flusher_ = std::thread([this] { flush_heaps(); });
  flush_wanted_.notify_one();
}

/// A plugin that goes quiet after an item keeps it from nobody.
void Crew::flush_heaps() {
  for (;;) {
    std::vector<std::shared_ptr<Running>> all;
    {
      std::unique_lock lock(mutex_);
      flush_wanted_.wait(lock, [this] { return flush_asked_.load() || ended_; });
      over_.wait_for(lock, heap_patience, [this] { return ended_; });
      if (ended_) return;
      flush_asked_ = false;
      for (const auto& [id, running] : running_) all.push_back(running);
    }
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
