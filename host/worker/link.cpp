// SPDX-License-Identifier: EUPL-1.2
#include "worker/link.hpp"

namespace ecluse::worker {
namespace {

/// How long a worker may take nothing of what is sent to it.
constexpr std::chrono::seconds worker_patience{5};

}  // namespace

Link::Link(Spawned spawned, Handlers handlers, int most_calls)
    : process_(std::move(spawned.process)),
      control_(spawned.socket),
      handlers_(std::move(handlers)),
      most_calls_(most_calls) {}

Link::~Link() = default;

bool Link::send(Line& line, std::string_view frames) {
  if (line.send(frames, worker_patience)) return true;
  give_up(Cause::closed);
  return false;
}

void Link::cancel(std::uint32_t call) {
  std::string bytes;
  encode(bytes, Kind::cancel, call, {});
  send_control(bytes);
}

std::optional<Link::Lease> Link::take(loader::Role role) {
  std::unique_lock lock(mutex_);
  const auto may = [&] { return broken_ || taken(role) < most_calls_; };
  if (!may() && !freed_.wait_for(lock, Line::slice, may)) return std::nullopt;
  if (broken_) return std::nullopt;
  Line* line = nullptr;
  if (free_.empty()) {
    line = open_line();
    if (line == nullptr) return std::nullopt;
  } else {
    line = free_.back();
    free_.pop_back();
  }
  ++taken(role);
  return Lease(*this, role, *line, ++last_call_);
}

/// Under the lock. Null when no descriptor was to be had: one may be, a little later.
Line* Link::open_line() {
  const LinePair pair = make_line_pair();
  if (pair.host.in < 0) return nullptr;
  auto line = std::make_unique<Line>(pair.host);
  const Line theirs(pair.worker);  // ours to close
  std::string bytes;
  encode(bytes, Kind::line, 0, {});
  const bool sent = control_.send_with(pair.worker, bytes, worker_patience);
  if (!sent) return nullptr;
  return lines_.emplace_back(std::move(line)).get();
}

void Link::give_back(loader::Role role, Line& line) {
  {
    const std::lock_guard lock(mutex_);
    free_.push_back(&line);
    --taken(role);
  }
  freed_.notify_one();
}

int Link::calls_in_flight() const {
  const std::lock_guard lock(mutex_);
  return taken_[0] + taken_[1];
}

void Link::give_up(Cause cause) {
  {
    const std::lock_guard lock(mutex_);
    if (cause_) return;
    cause_ = cause;
    broken_ = true;
    for (const auto& line : lines_) line->shut();
  }
  control_.shut();
  freed_.notify_all();
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

Link::Heard Link::hear(const Lease& lease, std::string_view request, Frame& frame) {
  std::string_view body;
  const auto heard = lease.line().hear(body);
  return understand(lease.line(), heard, body, request, lease.call(), frame);
}

Link::Heard Link::hear_control(Frame& frame, std::chrono::milliseconds patience) {
  std::string_view body;
  const auto heard = control_.hear(body, patience);
  const auto kind = understand(control_, heard, body, {}, 0, frame);
  return kind;
}

/// Control may name the start and the two opens; a line nothing but its call.
Link::Heard Link::understand(Line& line, Line::Heard heard, std::string_view body,
                             std::string_view request, std::uint32_t call, Frame& frame) {
  if (heard == Line::Heard::nothing) return broken_ ? Heard::broken : Heard::nothing;
  if (heard == Line::Heard::end) give_up(Cause::closed);
  const auto decoded = heard == Line::Heard::frame ? decode(body, From::worker) : std::nullopt;
  if (!decoded || (&line != &control_ && decoded->id != call)) give_up(Cause::garbage);
  if (broken_) return Heard::broken;
  frame = *decoded;
  if (frame.kind == Kind::log)
    handlers_.log(frame, request);
  else if (frame.kind == Kind::storage)
    send(line, handlers_.storage(frame));
  else
    return Heard::frame;
  return broken_ ? Heard::broken : Heard::nothing;
}

}  // namespace ecluse::worker
