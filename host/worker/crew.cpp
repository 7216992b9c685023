// SPDX-License-Identifier: EUPL-1.2
#include "worker/crew.hpp"

#include <openssl/crypto.h>

#include "base/problems.hpp"
#include "worker/outcome.hpp"

namespace ecluse::worker {
namespace {

/// How long an item of a stream may wait for others to go with it.
constexpr std::chrono::milliseconds heap_step{1};

/// What came with secrets in it.
void wipe(std::string_view bytes) {
  OPENSSL_cleanse(const_cast<char*>(bytes.data()), bytes.size());
}

}  // namespace

Crew::Crew(Line& control, OpenInstance open) : control_(control), open_(std::move(open)) {}

Crew::~Crew() {
  end();
  for (auto& thread : threads_) thread.join();
  lines_.clear();
}

void Crew::serve() {
  threads_.emplace_back([this] { flush_now_and_then(); });
  std::string_view body;
  while (control_.hear(body) == Line::Heard::frame && obey(body)) {
  }
  end();
}

/// False at the end.
bool Crew::obey(std::string_view body) {
  const auto frame = decode(body, From::host);
  if (!frame) return false;
  if (frame->kind == Kind::open) {
    // On a thread of its own, for an open may ask for what is stored, and the answer comes here.
    threads_.emplace_back([this, kept = std::string(body)]() mutable { open(std::move(kept)); });
    wipe(body);
  } else if (frame->kind == Kind::line) {
    const Ends ends = control_.take_passenger();
    if (ends.in < 0) return false;
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::make_unique<CallLine>(ends, static_cast<CallLine::Owner&>(*this)));
  } else if (frame->kind == Kind::cancel) {
    for (CallLine* line : lines()) line->cancel(frame->id);
  } else if (frame->kind == Kind::stored) {
    answer(*frame);
  } else if (frame->kind == Kind::close) {
    const std::lock_guard lock(mutex_);
    asked_ = true;
    return false;
  }
  return true;
}

void Crew::close_instances() {
  if (!asked_) return;
  for (CallLine* line : lines())
    if (line->busy()) return;
  serving_.reset();
  background_.reset();
}

std::vector<CallLine*> Crew::lines() {
  const std::lock_guard lock(mutex_);
  std::vector<CallLine*> all;
  all.reserve(lines_.size());
  for (const auto& line : lines_) all.push_back(line.get());
  return all;
}

void Crew::end() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    for (const auto& [number, question] : questions_) question->changed.notify_one();
    for (const auto& line : lines_) line->shut();
  }
  control_.shut();
  flush_wanted_.notify_all();
  over_.notify_all();
}

/// The host waits for its end before it sends anything else of the kind.
void Crew::open(std::string body) {
  const auto frame = decode(body, From::host);
  std::int32_t number = 0;
  auto outcome = base::Result<void>(base::fail(base::problem("plugin-failed")));
  if (unpack(frame->fields[0], number)) {
    const auto role = static_cast<loader::Role>(number);
    auto opened = open_(role, std::string(frame->fields[1]));
    if (opened) {
      outcome = {};
      const std::lock_guard lock(mutex_);
      (role == loader::Role::serving ? serving_ : background_) = std::move(*opened);
    } else {
      outcome = base::fail(opened.error());
    }
  }
  std::string bytes;
  encode_ended(bytes, frame->id, outcome);
  wipe(body);
  send(bytes);
}

const loader::Instance* Crew::instance(loader::Role role) {
  const std::lock_guard lock(mutex_);
  return role == loader::Role::serving ? serving_.get() : background_.get();
}

void Crew::flush_soon() {
  if (flush_asked_.exchange(true)) return;
  const std::lock_guard lock(mutex_);
  flush_wanted_.notify_one();
}

void Crew::flush_now_and_then() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      flush_wanted_.wait(lock, [this] { return flush_asked_ || ended_; });
      over_.wait_for(lock, heap_step, [this] { return ended_; });
      if (ended_) return;
      flush_asked_ = false;
    }
    for (CallLine* line : lines()) line->flush();
  }
}

void Crew::send(std::string_view frames) { control_.send(frames, std::chrono::hours(24)); }

void Crew::say_moved() {
  std::string bytes;
  encode(bytes, Kind::moved, 0, {});
  send(bytes);
}

void Crew::log(services::LogLevel level, std::string_view message, std::string_view fields) {
  if (CallLine* line = CallLine::here()) return line->log(level, message, fields);
  std::string bytes;
  if (encode(bytes, Kind::log, 0, {pack(static_cast<std::int32_t>(level)), message, fields}))
    send(bytes);
}

Stored Crew::ask(std::uint8_t operation, std::string_view key, std::string_view expected,
                 std::string_view value) {
  if (CallLine* line = CallLine::here()) return line->ask(operation, key, expected, value);
  Question question;
  std::unique_lock lock(mutex_);
  const std::uint32_t number = ++last_question_;
  questions_[number] = &question;
  lock.unlock();
  std::string bytes;
  encode(bytes, Kind::storage, 0, {pack(number), pack(operation), key, expected, value});
  send(bytes);
  lock.lock();
  question.changed.wait(lock, [&] { return question.answered || ended_; });
  questions_.erase(number);
  return std::move(question.stored);
}

void Crew::answer(const Frame& frame) {
  const std::lock_guard lock(mutex_);
  const auto found = questions_.find(frame.id);
  if (found == questions_.end()) return;
  found->second->stored = read_stored(frame);
  found->second->answered = true;
  found->second->changed.notify_one();
}

}  // namespace ecluse::worker
