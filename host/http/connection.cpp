// SPDX-License-Identifier: EUPL-1.2
// From bytes to a request: heads, bodies, and what refuses them. Answers are in
// connection_answer.cpp.
#include "http/connection.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/handshake_step.hpp"

namespace ecluse::http {
namespace {

constexpr std::chrono::seconds handshake_patience{10};
constexpr std::chrono::milliseconds leaving_patience{500};  // of a client that half-closed
constexpr std::chrono::seconds body_start{60};
constexpr std::uint64_t slowest_body = 1024;  // bytes a second, on average, after that
constexpr std::uint64_t small_body = 64 * 1024;
constexpr std::size_t head_piece = 16 * 1024;
constexpr int most_reads = 16;  // in a row, of one connection

}  // namespace

Connection::Connection(FrontShared& shared, std::uint64_t name, int socket, const Address& peer,
                       Count count, std::unique_ptr<Channel> channel)
    : shared_(shared),
      name_(name),
      channel_(std::move(channel)),
      deadline_(shared.now + shared.limits.idle),
      began_(shared.now),
      peer_(peer),
      socket_(socket),
      count_(count) {}

Connection::~Connection() {
  close();
  count_no_more();
  ::close(socket_);
}

/// Who closed a connection may open the next one, also while its last answer is still made: what
/// is half closed ends within half a second.
void Connection::count_no_more() {
  if (std::exchange(count_, Count::uncounted) == Count::counted) shared_.connections.leave(peer_);
}

void Connection::begin_handshake() {
  phase_ = Phase::handshake;
  deadline_ = shared_.now + handshake_patience;
  step_ = std::make_shared<HandshakeStep>(*channel_, shared_.mailbox, name_);
}

void Connection::begin_refused(Response response) {
  answer_now(std::move(response), After::close);
  drive();
}

/// The next step of a handshake, unless one runs.
void Connection::handshake_step() {
  using Io = Channel::Io;
  const auto state = step_->state();
  if (state == HandshakeStep::State::running) return;
  const Io last = step_->last();
  if (doomed_ || left_ || (state == HandshakeStep::State::ended && last == Io::closed))
    return close();
  if (state == HandshakeStep::State::ended && last == Io::done) {
    step_.reset();
    phase_ = Phase::head;
    deadline_ = shared_.now + shared_.limits.idle;
    readable_ = true;
    return drive();
  }
  if (!readable_) return;  // until the socket is ready
  readable_ = false;
  step_->begin();
  if (!shared_.lanes.submit(handshake_lane, step_)) close();
}

void Connection::on_event(std::uint32_t events) {
  if ((events & (EPOLLHUP | EPOLLERR)) != 0) return abandon();
  if ((events & EPOLLRDHUP) != 0) {
    left_ = true;
    count_no_more();
  }
  if ((events & (EPOLLIN | EPOLLRDHUP)) != 0 || shared_.reads_until_empty) readable_ = true;
  on_mail();
}

void Connection::on_mail() {
  if (phase_ == Phase::handshake) return handshake_step();
  if (phase_ == Phase::answering) {
    if (!turn_->take_back()) {
      if (left_ && left_at_.count() == 0) left_at_ = shared_.now;
      return;
    }
    phase_ = Phase::sending;
  }
  drive();
}

void Connection::on_sweep() {
  const bool late = deadline_.count() != 0 && shared_.now >= deadline_;
  switch (phase_) {
    case Phase::head:
      if (late && in_head_) {
        refuse({"request-timeout", {}}, After::close);
        return drive();
      }
      if (late || (shared_.draining && !in_head_ && is_idle_for_long())) close();
      return;
    case Phase::body:
    case Phase::skipping:
      if (!late && !body_is_too_slow()) return;
      refuse({"request-timeout", {}}, After::close);
      return drive();
    case Phase::answering:
      if (left_ && left_at_.count() != 0 && shared_.now - left_at_ >= leaving_patience &&
          !turn_->take_back())
        return abandon();
      if (shared_.now >= turn_->expires && !turn_->started() &&
          shared_.lanes.withdraw(turn_->admission().lane.name, turn_.get())) {
        const LaneFacts& lane = turn_->admission().lane;
        refuse({"system-busy", {{"system", lane.system}, {"seconds", "5"}}}, After::keep_open);
        return drive();
      }
      return on_mail();
    case Phase::handshake:
    case Phase::sending:
    case Phase::lingering:
      if (late) abandon();
      return;
    default:
      return;
  }
}

/// In a drain. Who has just connected is still heard: his request may be on its way.
bool Connection::is_idle_for_long() const {
  return shared_.now >= shared_.drain_ends_idle &&
         (served_ || shared_.now - began_ >= std::chrono::seconds(1));
}

bool Connection::body_is_too_slow() const {
  return shared_.now - began_ >
         body_start + std::chrono::seconds(turn_->reader.received() / slowest_body);
}

/// Goes on as far as that is possible without waiting.
void Connection::drive() {
  std::string_view fresh;
  do {
    run_input(fresh);
    // What came after a request waits for its answer; kept before the lane may look for it.
    if (!fresh.empty() && phase_ != Phase::lingering && phase_ != Phase::over) input_.append(fresh);
    fresh = {};
  } while (phase_ == Phase::ready && !submit());
}

void Connection::run_input(std::string_view& fresh) {
  int reads = 0;
  while (true) {
    bool moved = false;
    switch (phase_) {
      case Phase::sending:
        if (!send_some()) return;
        if (phase_ == Phase::sending) end_answer();
        continue;
      case Phase::head:
        moved = step_head(fresh);
        break;
      case Phase::body:
      case Phase::skipping:
        moved = step_body(fresh);
        break;
      case Phase::lingering:
        return discard();
      default:
        return;
    }
    if (moved) continue;
    if (!readable_) return;
    if (++reads > most_reads) return shared_.mailbox.post(name_);  // others wait too
    if (!read_piece(fresh)) return;
  }
}

/// False when nothing came. All that was there before is consumed, or kept.
bool Connection::read_piece(std::string_view& fresh) {
  const std::size_t wanted = phase_ == Phase::head ? head_piece : shared_.scratch.size();
  std::size_t count = 0;
  const auto state = channel_->read({shared_.scratch.data(), wanted}, count);
  if (state == Channel::Io::closed) {
    close();
    return false;
  }
  if (state != Channel::Io::done) {
    readable_ = false;
    if (!left_) return false;
    close();  // half a request, and no more of it
    return false;
  }
  if (count < wanted && !shared_.reads_until_empty && !left_) readable_ = false;
  fresh = {shared_.scratch.data(), count};
  return true;
}

void Connection::consume(std::string_view& fresh, std::size_t count) {
  if (input_.empty())
    fresh.remove_prefix(count);
  else
    input_.erase(0, count);
  if (input_.empty() && input_.capacity() > 256) std::string().swap(input_);
}

/// False when it needs more bytes than there are.
bool Connection::step_head(std::string_view& fresh) {
  if (!input_.empty()) input_.append(std::exchange(fresh, {}));
  const std::string_view bytes = input_.empty() ? fresh : std::string_view(input_);
  if (bytes.empty()) return false;
  if (!std::exchange(in_head_, true)) deadline_ = shared_.now + shared_.limits.head;
  switch (scanner_.scan(bytes, shared_.head_limits)) {
    case HeadScanner::State::incomplete:
      if (input_.empty()) input_ = std::exchange(fresh, {});
      return false;
    case HeadScanner::State::refused: {
      Refusal refusal{scanner_.reason(), {}};
      if (scanner_.limit() != 0) refusal.parameters = {{"limit", std::to_string(scanner_.limit())}};
      answer_now(shared_.refuse(refusal, find_language(bytes)), After::close);
      consume(fresh, bytes.size());
      return true;
    }
    default:
      break;
  }
  const std::size_t size = scanner_.size();
  begin_turn(bytes.substr(0, size));
  consume(fresh, size);
  return true;
}

void Connection::begin_turn(std::string_view head) {
  scanner_ = {};
  in_head_ = false;
  served_ = true;
  deadline_ = base::Monotonic(0);
  turn_ = std::make_shared<Turn>(shared_, *this);
  const auto refused = turn_->read(head, peer_, channel_->client());
  if (refused) return refuse(*refused, After::close);
  const std::size_t most = shared_.limits.connections_of_address;
  // Behind a proxy one connection carries many clients: they are counted by their requests.
  if (turn_->client != peer_) {
    turn_->counted = shared_.requests.enter(turn_->client, most);
    if (!turn_->counted)
      turn_->admission().refusal = shared_.refuse(
          {"too-many-connections", {{"limit", std::to_string(most)}}}, turn_->language());
  }
  if (!turn_->admission().refusal) turn_->admit();
  begin_body();
}

void Connection::begin_body() {
  const Head& head = turn_->head;
  auto& refusal = turn_->admission().refusal;
  const std::uint64_t limit = refusal ? small_body : turn_->admission().body_limit;
  const bool too_large = head.framing == Framing::length && head.length > limit;
  turn_->reader = BodyReader(head.framing, head.length, limit);
  if (head.framing == Framing::none) {
    if (refusal) return answer_now(std::move(*refusal), After::keep_open);
    phase_ = Phase::ready;
    return;
  }
  if (refusal && (too_large || head.expects_continue))
    return answer_now(std::move(*refusal), After::close);
  if (too_large)
    return refuse({"body-too-large", {{"limit", std::to_string(limit)}}}, After::close);
  phase_ = refusal ? Phase::skipping : Phase::body;
  began_ = shared_.now;
  deadline_ = shared_.now + shared_.limits.body_idle;
  if (!head.expects_continue || head.is_1_0) return;
  std::size_t count = 0;  // an empty socket takes 25 bytes; who does not get them sends anyway
  channel_->write("HTTP/1.1 100 Continue\r\n\r\n", count);
}

bool Connection::step_body(std::string_view& fresh) {
  if (!input_.empty()) input_.append(std::exchange(fresh, {}));
  std::string_view bytes = input_.empty() ? fresh : std::string_view(input_);
  if (bytes.empty()) return false;
  deadline_ = shared_.now + shared_.limits.body_idle;
  const bool skips = phase_ == Phase::skipping;
  const std::size_t before = bytes.size();
  const auto state = turn_->reader.take(bytes, skips ? nullptr : &turn_->body);
  consume(fresh, before - bytes.size());
  auto& refusal = turn_->admission().refusal;
  switch (state) {
    case BodyReader::State::more:
      return false;
    case BodyReader::State::done:
      if (skips)
        answer_now(std::move(*refusal), After::keep_open);
      else
        phase_ = Phase::ready;
      return true;
    case BodyReader::State::too_large:
      if (skips)
        answer_now(std::move(*refusal), After::close);
      else
        refuse({"body-too-large", {{"limit", std::to_string(turn_->admission().body_limit)}}},
               After::close);
      return true;
    default:
      refuse({}, After::close);
      return true;
  }
}

/// False when the lane is full: the refusal is then to be sent.
bool Connection::submit() {
  phase_ = Phase::answering;
  deadline_ = base::Monotonic(0);
  const LaneFacts& lane = turn_->admission().lane;
  turn_->expires = shared_.now + lane.patience;
  left_at_ = left_ ? shared_.now : base::Monotonic(0);
  turn_->was_submitted = true;
  if (shared_.lanes.submit(lane, turn_, Lanes::Wake::with_others)) return true;
  turn_->was_submitted = false;
  refuse({"system-busy", {{"system", lane.system}, {"seconds", "5"}}}, After::keep_open);
  return false;
}

}  // namespace ecluse::http
