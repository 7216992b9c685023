// SPDX-License-Identifier: EUPL-1.2
#include "http/front.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <thread>

#include "base/problems.hpp"
#include "http/listening.hpp"

namespace ecluse::http {
namespace {

constexpr std::uint64_t listener_name = ~std::uint64_t{0};
constexpr std::uint64_t mailbox_name = listener_name - 1;
constexpr std::chrono::milliseconds sweep_time{250};
constexpr std::chrono::milliseconds accept_pause{100};
constexpr std::size_t refused_at_a_time = 256;  // beyond the connections that are served
constexpr std::size_t scratch_bytes = 64 * 1024;
constexpr int accepts_at_a_time = 64;

std::uint32_t slot_of(std::uint64_t name) { return static_cast<std::uint32_t>(name); }

/// The usual 1,024 descriptors are fewer than the connections that are promised.
void allow_descriptors(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, wanted);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

Front::Front(Application& application, const TransportLimits& limits, const base::Clock& clock,
             std::unique_ptr<ChannelFactory> channels)
    : channels_(std::move(channels)),
      shared_(application, limits, clock),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  shared_.reads_until_empty = channels_->has_handshake();
  shared_.scratch.resize(scratch_bytes);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = mailbox_name;
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, shared_.mailbox.descriptor(), &event);
}

Front::~Front() {
  connections_.clear();
  if (listener_ >= 0) ::close(listener_);
  ::close(epoll_);
}

base::Result<int> Front::listen(const std::string& host, int port) {
  const auto socket = listen_socket(host, port);
  if (!socket) return base::fail(socket.error());
  return listen_on(*socket);
}

base::Result<int> Front::listen_on(int socket) {
  const auto port = port_of(socket);
  if (!port) return port;
  const int flags = ::fcntl(socket, F_GETFL);
  ::fcntl(socket, F_SETFL, flags | O_NONBLOCK);
  allow_descriptors(shared_.limits.connections + 1024);
  listener_ = socket;
  return port;
}

void Front::stop() {
  stop_asked_ = true;
  shared_.mailbox.post(mailbox_name);
}

/// A letter to the loop makes it turn, if it does.
bool Front::is_alive() {
  const std::uint64_t before = rounds_;
  shared_.mailbox.post(mailbox_name);
  for (int tries = 0; tries < 100 && rounds_ == before; ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return rounds_ != before;
}

void Front::watch_listener(bool watched) {
  if (watched == accepts_ || listener_ < 0) return;
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = listener_name;
  ::epoll_ctl(epoll_, watched ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, listener_, &event);
  accepts_ = watched;
}

int Front::wait_time() const {
  if (living_ == 0 && !stopped_ && accepts_) return -1;
  const auto left = swept_ + sweep_time - shared_.clock.monotonic();
  if (shared_.lanes.is_unsettled()) return 1;
  const auto whole = std::chrono::ceil<std::chrono::milliseconds>(left).count();
  return static_cast<int>(std::clamp<std::int64_t>(whole, 0, sweep_time.count()));
}

void Front::serve() {
  shared_.now = shared_.clock.monotonic();
  watch_listener(true);
  while (!stopped_ || living_ > 0) round();
}

void Front::round() {
  std::array<epoll_event, 256> events;
  const int wait = shared_.mailbox.may_sleep() ? wait_time() : 0;
  const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait);
  shared_.mailbox.awake();
  shared_.now = shared_.clock.monotonic();
  bool accepting = false;
  for (int at = 0; at < count; ++at) {
    const epoll_event& event = events[static_cast<std::size_t>(at)];
    if (event.data.u64 == listener_name)
      accepting = true;
    else if (event.data.u64 == mailbox_name)
      shared_.mailbox.clear();
    else if (auto* connection = find(event.data.u64)) {
      (*connection)->on_event(event.events);
      forget_if_over(event.data.u64);
    }
  }
  if (accepting) accept_all();  // after those that left made room
  shared_.mailbox.take(mail_);
  if (stop_asked_ && !stopped_) begin_drain();  // its mail may have been among those
  for (const std::uint64_t name : mail_)
    if (auto* connection = find(name)) {
      (*connection)->on_mail();
      forget_if_over(name);
    }
  shared_.lanes.wake_owed();
  if (shared_.now - swept_ >= sweep_time) sweep();
  if (shared_.lanes.is_unsettled() && shared_.now - settled_ >= std::chrono::milliseconds(1)) {
    settled_ = shared_.now;
    shared_.lanes.settle();
  }
  ++rounds_;
}

std::unique_ptr<Connection>* Front::find(std::uint64_t name) {
  const std::uint32_t slot = slot_of(name);
  if (slot >= connections_.size()) return nullptr;
  auto& connection = connections_[slot];
  return connection && connection->name() == name ? &connection : nullptr;
}

std::uint64_t Front::new_name() {
  std::uint32_t slot = static_cast<std::uint32_t>(connections_.size());
  if (free_.empty()) {
    connections_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  generation_ = (generation_ + 1) & 0x7fffffff;  // never the names of listener and mailbox
  return std::uint64_t{generation_} << 32 | slot;
}

void Front::forget_if_over(std::uint64_t name) {
  auto* connection = find(name);
  if (connection == nullptr || !(*connection)->is_over()) return;
  connection->reset();
  free_.push_back(slot_of(name));
  --living_;
}

void Front::accept_all() {
  for (int count = 0; count < accepts_at_a_time && accept_one(); ++count) {
  }
}

bool Front::accept_one() {
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  const int socket =
      ::accept4(listener_, reinterpret_cast<sockaddr*>(&from), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (socket >= 0) {
    take(socket, address_of(from), from.ss_family != AF_UNIX);
    return true;
  }
  switch (errno) {
    case EAGAIN:
      return false;
    case EINTR:
    case ECONNABORTED:
    case EPROTO:
    case ENETDOWN:
    case EHOSTUNREACH:
    case ENETUNREACH:
      return true;  // of one connection, which is gone
    default:
      pause_accepting();  // no descriptor or no memory: those that wait stay in the backlog
      return false;
  }
}

void Front::pause_accepting() {
  watch_listener(false);
  accepts_again_ = shared_.now + accept_pause;
}

/// Of a socket that was accepted: served, refused in words, or, when even those would be too many,
/// closed.
void Front::take(int socket, const Address& peer, bool has_address) {
  const TransportLimits& limits = shared_.limits;
  const int one = 1;  // without it an answer in two pieces waits 40 ms for a delayed ACK
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  const bool is_counted = has_address && !is_within(peer, shared_.trusted_proxies);
  const bool fits = living_ < limits.connections;
  const bool entered =
      fits && (!is_counted || shared_.connections.enter(peer, limits.connections_of_address));
  const bool speaks = !channels_->has_handshake();
  if (!entered && (!speaks || living_ >= limits.connections + refused_at_a_time)) {
    ::close(socket);
    return;
  }
  const std::uint64_t name = new_name();
  const auto count =
      entered && is_counted ? Connection::Count::counted : Connection::Count::uncounted;
  auto& connection = connections_[slot_of(name)];
  connection =
      std::make_unique<Connection>(shared_, name, socket, peer, count, channels_->accept(socket));
  ++living_;
  if (!entered) {
    const std::size_t limit = fits ? limits.connections_of_address : limits.connections;
    connection->begin_refused(
        shared_.refuse({"too-many-connections", {{"limit", std::to_string(limit)}}}, {}));
  } else if (!speaks) {
    connection->begin_handshake();
  }
  // Edge-triggered for both: never another call for this socket. What is there already is told.
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = name;
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event);
  forget_if_over(name);
}

void Front::sweep() {
  swept_ = shared_.now;
  if (!accepts_ && !stopped_ && shared_.now >= accepts_again_) watch_listener(true);
  const bool cuts = stopped_ && !was_cut_ && shared_.now - drain_began_ >= shared_.limits.drain;
  for (std::size_t slot = 0; slot < connections_.size(); ++slot) {
    auto& connection = connections_[slot];
    if (!connection) continue;
    if (cuts)
      connection->cut();
    else
      connection->on_sweep();
    if (connection) forget_if_over(connection->name());
  }
  was_cut_ = was_cut_ || cuts;
}

/// Those that wait in the backlog came before the stop: they are served too. Then nobody is taken
/// any more; a socket that was given stays open elsewhere and keeps who comes.
void Front::begin_drain() {
  stopped_ = true;
  drain_began_ = shared_.now;
  if (accepts_) accept_all();
  shared_.draining = true;
  shared_.drain_ends_idle = shared_.now + shared_.limits.drain_idle;
  watch_listener(false);
  if (listener_ >= 0) ::close(listener_);
  listener_ = -1;
}

std::unique_ptr<Transport> make_front_transport(Application& application,
                                                const TransportLimits& limits,
                                                const base::Clock& clock,
                                                std::unique_ptr<ChannelFactory> channels) {
  return std::make_unique<Front>(application, limits, clock, std::move(channels));
}

}  // namespace ecluse::http
