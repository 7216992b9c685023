// SPDX-License-Identifier: EUPL-1.2
#include "worker/link.hpp"

#include <algorithm>

namespace ecluse::worker {
namespace {

/// How long a worker may take nothing of what is sent to it.
constexpr std::chrono::seconds send_patience{5};
/// How long the supervisor leaves the reading to callers, who come back within it.
constexpr std::chrono::milliseconds idle_step{20};
/// Questions for the store that wait for an answer.
constexpr std::size_t most_other_bytes = std::size_t{4} << 20;

}  // namespace

Link::Link(Spawned spawned, Handlers handlers)
    : process_(std::move(spawned.process)),
      socket_(spawned.socket),
      handlers_(std::move(handlers)) {}

Link::~Link() = default;

Link::Inbox::Inbox(Link& link, std::uint32_t id, std::string_view request)
    : link_(link), id_(id), request_(request) {
  const std::lock_guard lock(link.mutex_);
  link.inboxes_.emplace(id, this);
  ++link.enrolled_;
}

Link::Inbox::~Inbox() {
  const std::lock_guard lock(link_.mutex_);
  link_.inboxes_.erase(id_);
  if (!link_.reading_) link_.promote();
}

int Link::calls_in_flight() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(inboxes_.size()) - 1;  // the supervisor's own
}

bool Link::send(std::string_view bytes) {
  if (socket_.send(bytes, send_patience)) return true;
  give_up(Cause::closed);
  return false;
}

void Link::answer_storage(const Frame& frame) { send(handlers_.storage(frame)); }

void Link::give_up(Cause cause) {
  {
    const std::lock_guard lock(mutex_);
    if (cause_) return;
    cause_ = cause;
    broken_ = true;
    for (const auto& [id, inbox] : inboxes_) inbox->arrived_.notify_one();
  }
  socket_.shut();
}

const base::Error& Link::verdict() {
  std::call_once(judged_, [this] {
    process_->kill();
    const auto exit = process_->wait(std::chrono::seconds(1));
    const std::lock_guard lock(mutex_);
    verdict_ = handlers_.verdict(cause_.value_or(Cause::closed), exit ? &*exit : nullptr);
  });
  return *verdict_;
}

bool Link::take(Inbox& inbox, std::string& body, Frame& frame) {
  if (inbox.bodies_.empty()) return false;
  body = std::move(inbox.bodies_.front());
  inbox.bodies_.pop_front();
  frame = *decode(body, From::worker);  // it was whole when it came in
  (frame.kind == Kind::item ? inbox.items_ : inbox.others_) -= cost_of(body.size());
  return true;
}

Link::Wait Link::receive(Inbox& inbox, std::string& body, Frame& frame,
                         std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  for (int turn = 0;; ++turn) {
    if (take(inbox, body, frame)) {
      if (!reading_) promote();
      return Wait::frame;
    }
    if (broken_) return Wait::broken;
    if (turn > 0 && patience.count() == 0) return Wait::nothing;
    if (!reading_) {
      read(lock, patience);
      if (inbox.bodies_.empty() && !broken_) {
        promote();
        if (turn > 0) return Wait::nothing;
      }
      continue;
    }
    inbox.waiting_ = true;
    const auto told = inbox.arrived_.wait_for(lock, patience);
    inbox.waiting_ = false;
    if (told == std::cv_status::timeout && inbox.bodies_.empty() && !broken_) {
      if (!reading_) promote();
      return Wait::nothing;
    }
  }
}

Link::Wait Link::receive_idle(Inbox& inbox, std::string& body, Frame& frame,
                              std::chrono::milliseconds patience) {
  {
    std::unique_lock lock(mutex_);
    const auto before = enrolled_;
    const auto news = [&] { return !inbox.bodies_.empty() || broken_.load(); };
    if (!news() && (is_attended() || patience > idle_step)) {
      inbox.arrived_.wait_for(lock, std::min(patience, idle_step), news);
      if (!news() && (is_attended() || enrolled_ != before)) return Wait::nothing;
    }
  }
  return receive(inbox, body, frame, patience);
}

/// [the reader] Unlocked while it waits.
void Link::read(std::unique_lock<std::mutex>& lock, std::chrono::milliseconds patience) {
  reading_ = true;
  lock.unlock();
  std::size_t size = 0;
  char* into = reader_.space(16 * 1024, size);
  const auto got = socket_.receive(into, size, patience);
  std::vector<Line> lines;
  lock.lock();
  reading_ = false;
  if (got == Socket::Got::end || broken_) {
    lock.unlock();
    give_up(Cause::closed);
    lock.lock();
    return;
  }
  if (got != Socket::Got::bytes) return;
  reader_.received(size);
  const bool good = dispatch(lines);
  lock.unlock();
  for (const auto& line : lines) handlers_.log(*decode(line.body, From::worker), line.request);
  if (!good) give_up(Cause::garbage);
  lock.lock();
}

bool Link::dispatch(std::vector<Line>& lines) {
  std::string_view body;
  for (;;) {
    const auto next = reader_.next(body);
    if (next == FrameReader::Next::more) return true;
    if (next == FrameReader::Next::broken || !deliver(body, lines)) return false;
  }
}

bool Link::deliver(std::string_view body, std::vector<Line>& lines) {
  const auto frame = decode(body, From::worker);
  if (!frame) return false;
  const auto found = inboxes_.find(frame->id < first_call ? 0 : frame->id);
  if (frame->kind == Kind::log) {
    lines.push_back({std::string(body), found == inboxes_.end() ? "" : found->second->request_});
    return true;
  }
  if (found == inboxes_.end()) return false;
  if (!is_within_credit(*found->second, frame->kind, body.size())) return false;
  found->second->bodies_.emplace_back(body);
  found->second->arrived_.notify_one();
  return true;
}

/// What lies here is bounded, whatever the other side sends.
bool Link::is_within_credit(Inbox& inbox, Kind kind, std::size_t size) {
  std::size_t& there = kind == Kind::item ? inbox.items_ : inbox.others_;
  if (there >= (kind == Kind::item ? stream_window : most_other_bytes)) return false;
  there += cost_of(size);
  return true;
}

/// Somebody reads, or will as soon as nobody does. A caller that hands over an item does neither.
bool Link::is_attended() const {
  return reading_ || std::any_of(inboxes_.begin(), inboxes_.end(),
                                 [](const auto& each) { return each.second->waiting_; });
}

/// One of those that wait reads from now on. Under the lock, when nobody reads.
void Link::promote() {
  for (const auto& [id, inbox] : inboxes_)
    if (id != 0 && inbox->waiting_ && inbox->bodies_.empty()) {
      inbox->arrived_.notify_one();
      return;
    }
}

}  // namespace ecluse::worker
