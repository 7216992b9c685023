// SPDX-License-Identifier: EUPL-1.2
// From an answer to bytes, and the end of a connection.
#include <sys/socket.h>

#include "http/connection.hpp"
#include "http/handshake_step.hpp"

namespace ecluse::http {
namespace {

constexpr std::chrono::seconds write_patience{30};
constexpr std::chrono::seconds linger_patience{2};
constexpr std::size_t linger_bytes = 1 << 20;
constexpr int most_pieces = 4;  // in a row, of one stream

}  // namespace

void Connection::answer_now(Response response, After after) {
  if (after == After::close) close_after_ = true;
  deadline_ = shared_.now + write_patience;
  put(std::move(response));
  phase_ = Phase::sending;
}

void Connection::refuse(const Refusal& refusal, After after) {
  answer_now(shared_.refuse(refusal, turn_ ? turn_->language() : std::string_view()), after);
}

/// The answer as bytes that wait, or a producer that makes them. [loop, or lane in the turn's lock]
void Connection::put(Response response) {
  const bool is_1_0 = turn_ && turn_->head.is_1_0;
  if (shared_.draining || (turn_ && !turn_->head.keeps_alive) || (response.producer && is_1_0))
    close_after_ = true;
  output_ = answer_head(response, close_after_ ? After::close : After::keep_open,
                        shared_.clock.wall(), is_1_0);
  written_ = 0;
  chunked_ = !is_1_0;
  if (turn_ && turn_->head.method == "HEAD") return;
  if (response.producer)
    producer_ = std::move(response.producer);
  else
    output_ += response.body;
}

bool Connection::deliver(Response response) {
  put(std::move(response));
  const auto state = write_output();
  return state != Channel::Io::done || producer_ || close_after_ || !input_.empty() ||
         channel_->has_pending() || turn_->counted;
}

/// Done when nothing waits any more. [loop, or lane in the turn's lock]
Channel::Io Connection::write_output() {
  while (written_ < output_.size()) {
    std::size_t count = 0;
    const auto state = channel_->write(std::string_view(output_).substr(written_), count);
    if (state != Channel::Io::done) return state;
    written_ += count;
  }
  std::string().swap(output_);
  written_ = 0;
  return Channel::Io::done;
}

/// True when the answer is sent, or the connection has ended.
bool Connection::send_some() {
  int pieces = 0;
  do {
    const std::size_t before = written_;
    const auto state = write_output();
    if (state == Channel::Io::closed) {
      abandon();
      return true;
    }
    if (state != Channel::Io::done) {  // no progress for 30 s ends it
      if (written_ != before || deadline_.count() == 0) deadline_ = shared_.now + write_patience;
      return false;
    }
    if (!producer_) return true;
    if (++pieces > most_pieces) {  // others wait too
      shared_.mailbox.post(name_);
      return false;
    }
  } while (take_piece());
  return phase_ != Phase::sending;
}

/// False when the producer has nothing now, or when it broke off.
bool Connection::take_piece() {
  switch (producer_->try_next(
      output_, [mailbox = &shared_.mailbox, name = name_] { mailbox->post(name); })) {
    case Producer::State::more:
      if (chunked_) frame_chunk(output_);
      deadline_ = shared_.now + write_patience;
      return true;
    case Producer::State::waiting:
      deadline_ = base::Monotonic(0);  // the call has a deadline of its own
      if (left_ && left_at_.count() == 0) left_at_ = shared_.now;
      return false;
    case Producer::State::end:
      producer_.reset();
      output_ = chunked_ ? last_chunk : std::string_view();
      return true;
    default: {
      // Whoever reads must not take it for a whole answer.
      const linger reset{1, 0};
      ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
      close();
      return false;
    }
  }
}

void Connection::end_answer() {
  const bool was_refused = !turn_ || !turn_->was_submitted;
  if (turn_ && turn_->counted) shared_.requests.leave(turn_->client);
  turn_.reset();
  left_at_ = base::Monotonic(0);
  if (close_after_) {
    if (was_refused || !input_.empty() || shared_.draining) return begin_close();
    channel_->end();
    return close();
  }
  phase_ = Phase::head;
  in_head_ = false;
  deadline_ = shared_.now + shared_.limits.idle;
  if (left_) readable_ = true;  // the end is read behind what may still be there
  if (channel_->has_pending()) readable_ = true;
}

/// Closing on unread bytes would take the answer with it.
void Connection::begin_close() {
  channel_->end();
  ::shutdown(socket_, SHUT_WR);
  std::string().swap(input_);
  phase_ = Phase::lingering;
  deadline_ = shared_.now + linger_patience;
  readable_ = true;
}

void Connection::discard() {
  while (dropped_ < linger_bytes) {
    std::size_t count = 0;
    const auto state = channel_->read(shared_.scratch, count);
    if (state == Channel::Io::closed) return close();
    if (state != Channel::Io::done) return;
    dropped_ += count;
  }
  close();
}

/// The client is gone: who works for it is told.
void Connection::abandon() {
  if (step_ && step_->is_running() && !shared_.lanes.withdraw(handshake_lane.name, step_.get())) {
    // A thread holds the channel: when it is back.
    doomed_ = true;
    return;
  }
  close();
}

void Connection::cut() {
  if (turn_) turn_->cancel().cancel();
  ::shutdown(socket_, SHUT_RDWR);
  abandon();
}

void Connection::close() {
  if (phase_ == Phase::over) return;
  phase_ = Phase::over;
  if (turn_ && turn_->was_submitted) turn_->detach();  // first: a lane may be delivering
  producer_.reset();
  if (!turn_) return;
  if (turn_->was_submitted) {
    shared_.lanes.withdraw(turn_->admission().lane.name, turn_.get());
    if (turn_->admission().ends_with_client) turn_->cancel().cancel();
  }
  if (turn_->counted) shared_.requests.leave(turn_->client);
  turn_.reset();
}

}  // namespace ecluse::http
