// SPDX-License-Identifier: EUPL-1.2
#include "worker/supervisor.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/problems.hpp"
#include "json/parse.hpp"
#include "worker/host_storage.hpp"
#include "worker/outcome.hpp"

namespace ecluse::worker {
namespace {

constexpr std::chrono::seconds handshake_patience{10};
constexpr std::chrono::seconds open_patience{30};
constexpr std::chrono::milliseconds watch_step{500};
constexpr std::chrono::seconds longest_pause{60};
constexpr std::chrono::minutes healthy{5};
constexpr std::chrono::minutes renewal_step{1};
/// How long a call waits for a worker that is starting: a crash costs those that come next nothing.
constexpr std::chrono::seconds start_wait{2};
constexpr std::chrono::seconds close_patience{2};
constexpr std::chrono::seconds storm_window{60};
constexpr std::size_t storm_deaths = 5;
constexpr std::uint64_t call_seconds = 60;  ///< of processor time, ahead of a worker with calls

/// 0, 1, 2, 4, … 60 s, each 20 % more or less: systems that died together do not start together.
std::chrono::nanoseconds pause_before(int failures, base::Random& random) {
  if (failures == 0) return std::chrono::nanoseconds(0);
  const auto doubled = std::chrono::seconds(std::int64_t{1} << std::min(failures - 1, 6));
  std::uint8_t byte = 0;
  random.fill({&byte, 1});
  const std::chrono::nanoseconds plain = std::min<std::chrono::seconds>(doubled, longest_pause);
  return plain * (800 + byte * 400 / 255) / 1000;
}

}  // namespace

Supervisor::Supervisor(StartOrder order, Surroundings around)
    : order_(std::move(order)), around_(std::move(around)) {
  state_.since = around_.clock->wall();
}

Supervisor::~Supervisor() {
  close();
  if (thread_.joinable()) thread_.join();
  if (current_ && !current_->broken() && !current_->process().wait(close_patience)) {
    around_.log->write(services::LogLevel::warning, "a worker did not end when asked",
                       {{"system", order_.system}});
    current_->process().kill();
  }
}

void Supervisor::start() {
  thread_ = std::thread([this] { drive(); });
}

void Supervisor::close() {
  std::shared_ptr<Link> open;
  {
    const std::lock_guard lock(mutex_);
    if (closing_) return;
    closing_ = true;
    open = current_;
  }
  changed_.notify_all();
  std::string bytes;
  encode(bytes, Kind::close, 0, {});
  if (open && !open->broken()) open->send_control(bytes);
}

WorkerState Supervisor::state() const {
  const std::lock_guard lock(mutex_);
  WorkerState seen = state_;
  // Its death may be known before it was looked at.
  seen.ready = is_ready();
  seen.soon = state_.soon || (state_.ready && !seen.ready);
  return seen;
}

bool Supervisor::ready() const {
  const std::lock_guard lock(mutex_);
  return is_ready();
}

bool Supervisor::may_answer() const {
  const std::lock_guard lock(mutex_);
  return state_.soon || state_.ready;
}

WorkerState Supervisor::wait_settled(std::chrono::milliseconds patience) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [this] { return state_.settled; });
  return state_;
}

bool Supervisor::wait_ready(std::chrono::milliseconds patience) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [this] { return is_ready(); });
}

std::shared_ptr<Link> Supervisor::link() const {
  const std::lock_guard lock(mutex_);
  return link_ && !link_->broken() ? link_ : nullptr;
}

std::shared_ptr<Link> Supervisor::link_soon() const {
  std::unique_lock lock(mutex_);
  const auto dead = [this] { return !is_ready() && !state_.soon && !(link_ && link_->broken()); };
  changed_.wait_for(lock, start_wait, [&] { return is_ready() || dead(); });
  return is_ready() ? link_ : nullptr;
}

void Supervisor::drive() {
  for (;;) {
    const auto due = step(watch_step);
    const auto pause = std::min<std::chrono::nanoseconds>(due - around_.clock->monotonic(),
                                                          std::chrono::nanoseconds(watch_step));
    std::unique_lock lock(mutex_);
    if (pause.count() > 0) changed_.wait_for(lock, pause, [this] { return closing_; });
    if (closing_) return;
  }
}

base::Monotonic Supervisor::step(std::chrono::milliseconds patience) {
  const auto now = around_.clock->monotonic();
  if (phase_ == Phase::refused) return now + longest_pause;
  if (phase_ == Phase::waiting) {
    if (now < due_) return due_;
    spawn();
    return now;
  }
  Frame frame;
  if (current_->hear_control(frame, patience) == Link::Heard::frame) on_frame(frame);
  if (phase_ == Phase::ready && !current_->broken()) {
    watch();
    try_renewal();
  }
  if (current_ && (phase_ == Phase::starting || phase_ == Phase::opening) &&
      around_.clock->monotonic() >= due_)
    current_->give_up(Cause::stuck);
  if (current_ && current_->broken()) on_death();
  return now;
}

void Supervisor::spawn() {
  auto spawned = around_.spawn();
  if (!spawned) {
    {
      const std::lock_guard lock(mutex_);
      state_.failure = spawned.error();
      state_.settled = true;
    }
    changed_.notify_all();
    return restart_later();
  }
  Link::Handlers handlers;
  handlers.log = [this](const Frame& frame, std::string_view request) {
    write_log(frame, request);
  };
  handlers.storage = [this](const Frame& frame) { return answer_storage(frame, *around_.storage); };
  handlers.verdict = [system = order_.system, memory = order_.sandbox.memory_bytes](
                         Cause cause, const Exit* exit) {
    return death_of(system, memory, cause, exit);
  };
  const auto* connector = order_.found.manifest.find_connector(order_.connector);
  auto link = std::make_shared<Link>(std::move(*spawned), std::move(handlers),
                                     connector == nullptr ? 1 : connector->max_concurrency);
  {
    const std::lock_guard lock(mutex_);
    current_ = std::move(link);
    state_.pid = current_->process().id();
    state_.soon = true;
  }
  phase_ = Phase::starting;
  due_ = around_.clock->monotonic() + handshake_patience;
  std::string bytes;
  encode(bytes, Kind::start, 0, {to_text(order_)});
  current_->send_control(bytes);
}

void Supervisor::on_frame(const Frame& frame) {
  if (frame.kind == Kind::started && phase_ == Phase::starting) return on_started(frame);
  if (frame.kind == Kind::ended && phase_ != Phase::ready) return on_ended(frame);
  if (frame.kind == Kind::moved && phase_ == Phase::ready) return renew();
  current_->give_up(Cause::garbage);
}

void Supervisor::on_started(const Frame& frame) {
  const std::string& plugin =
      (order_.found.runtime ? *order_.found.runtime : order_.found.manifest).id;
  const auto sandbox = json::parse(frame.fields[1]);
  if (!is_handshake(frame.fields[0], plugin, current_->process().id()) || !sandbox ||
      !sandbox->is_object())
    return current_->give_up(Cause::garbage);
  {
    const std::lock_guard lock(mutex_);
    state_.line = frame.fields[0];
    state_.sandbox = {sandbox->value("fr", std::string()), sandbox->value("en", std::string())};
  }
  phase_ = Phase::opening;
  open(loader::Role::serving);
}

void Supervisor::open(loader::Role role) {
  auto settings = around_.settings();
  if (!settings) return refuse(settings.error());
  const auto number = static_cast<std::int32_t>(role);
  std::string bytes;
  encode(bytes, Kind::open, static_cast<std::uint32_t>(number), {pack(number), *settings});
  OPENSSL_cleanse(settings->data(), settings->size());
  due_ = around_.clock->monotonic() + open_patience;
  current_->send_control(bytes);
  OPENSSL_cleanse(bytes.data(), bytes.size());
}

void Supervisor::on_ended(const Frame& frame) {
  const auto outcome = read_ended(frame);
  if (!outcome) return current_->give_up(Cause::garbage);
  if (!*outcome) return refuse(outcome->error());
  if (phase_ != Phase::opening) return current_->give_up(Cause::garbage);
  if (frame.id == static_cast<std::uint32_t>(loader::Role::serving))
    open(loader::Role::background);
  else
    set_ready();
}

void Supervisor::set_ready() {
  phase_ = Phase::ready;
  ready_since_ = around_.clock->monotonic();
  {
    const std::lock_guard lock(mutex_);
    state_.ready = state_.settled = true;
    state_.failure.reset();
    state_.since = around_.clock->wall();
    link_ = current_;
  }
  changed_.notify_all();
  around_.log->write(services::LogLevel::info, "a worker is ready",
                     {{"system", order_.system}, {"worker", state_.line}});
}

/// The plugin, or its open, says no: the next start would hear the same.
void Supervisor::refuse(base::Error error) {
  phase_ = Phase::refused;
  current_->give_up(Cause::asked);
  current_->verdict();
  const std::lock_guard lock(mutex_);
  state_.failure = std::move(error);
  state_.settled = state_.final = true;
  state_.soon = false;
  state_.pid = 0;
  current_.reset();
  changed_.notify_all();
}

void Supervisor::on_death() {
  const base::Error error = current_->verdict();
  const std::string pid = std::to_string(current_->process().id());
  bool closing = false;
  {
    const std::lock_guard lock(mutex_);
    if (state_.ready) state_.since = around_.clock->wall();
    state_.ready = false;
    state_.settled = true;
    state_.failure = error;
    state_.pid = 0;
    link_.reset();
    current_.reset();
    closing = closing_;
  }
  changed_.notify_all();
  if (closing) return;
  const std::string how = error.parameters.size() > 1 ? error.parameters[1].second : "";
  around_.log->write(services::LogLevel::error, "a worker has ended",
                     {{"system", order_.system}, {"slug", error.slug}, {"how", how}, {"pid", pid}});
  if (phase_ == Phase::ready && around_.clock->monotonic() - ready_since_ >= healthy) failures_ = 0;
  restart_later();
  note_storm(error.slug);
}

void Supervisor::restart_later() {
  phase_ = Phase::waiting;
  const auto pause = pause_before(failures_, *around_.random);
  due_ = around_.clock->monotonic() + pause;
  ++failures_;
  allowed_seconds_ = 0;
  {
    const std::lock_guard lock(mutex_);
    ++state_.restarts;
    state_.soon = pause < start_wait * 3 / 4.0;
  }
  changed_.notify_all();
}

void Supervisor::note_storm(std::string_view slug) {
  const auto now = around_.clock->monotonic();
  deaths_.push_back(now);
  while (deaths_.front() + storm_window <= now) deaths_.pop_front();
  if (deaths_.size() < storm_deaths) return;
  deaths_.clear();
  around_.log->write(services::LogLevel::error, "a worker dies again and again",
                     {{"system", order_.system}, {"slug", slug}});
  if (around_.on_storm) around_.on_storm(slug);
}

void Supervisor::renew() {
  const std::lock_guard lock(mutex_);
  renewal_asked_ = true;
}

/// Nobody who holds the link is cut off: then it is for a later step.
void Supervisor::try_renewal() {
  const auto now = around_.clock->monotonic();
  {
    const std::lock_guard lock(mutex_);
    const bool early = renewed_.count() != 0 && now - renewed_ < renewal_step;
    if (!renewal_asked_ || closing_ || early) return;
    link_.reset();
    if (current_.use_count() > 1) {
      link_ = current_;
      return;
    }
    renewal_asked_ = state_.ready = false;
    state_.soon = true;
    state_.pid = 0;
    ++state_.restarts;
  }
  std::string bytes;
  encode(bytes, Kind::close, 0, {});
  if (current_->send_control(bytes)) current_->process().wait(close_patience);
  current_->give_up(Cause::asked);
  current_->verdict();
  around_.log->write(services::LogLevel::info, "a worker is renewed", {{"system", order_.system}});
  const std::lock_guard lock(mutex_);
  current_.reset();
  phase_ = Phase::waiting;
  due_ = renewed_ = now;
}

/// Memory that the kernel counts otherwise, and processor time, which is given while calls run.
void Supervisor::watch() {
  const auto now = around_.clock->monotonic();
  if (now - watched_ < watch_step) return;
  watched_ = now;
  Process& process = current_->process();
  const auto most = order_.sandbox.memory_bytes;
  if (most != 0 && process.resident_bytes() > most + most / 4)
    return current_->give_up(Cause::memory);
  if (order_.sandbox.processor_seconds == 0) return;
  allowed_seconds_ = std::max(allowed_seconds_, order_.sandbox.processor_seconds);
  const auto used = process.processor_seconds();
  if (current_->calls_in_flight() == 0 || used + call_seconds <= allowed_seconds_ + 1) return;
  allowed_seconds_ = used + call_seconds;
  process.allow_processor(allowed_seconds_);
}

/// To read a flood as fast as it comes would take a processor from everybody else.
void Supervisor::slow_down(const Frame& frame) {
  constexpr std::size_t bytes_between_rests = 16 * 1024;
  const auto size = frame.fields[1].size() + frame.fields[2].size() + 64;
  if (dropped_bytes_.fetch_add(size) + size < bytes_between_rests) return;
  dropped_bytes_ = 0;
  if (around_.rest) around_.rest(std::chrono::milliseconds(5));
}

void Supervisor::write_log(const Frame& frame, std::string_view request) {
  std::int32_t level = 0;
  if (!unpack(frame.fields[0], level)) return;
  const auto verdict = budget_.ask(around_.clock->monotonic());
  if (!verdict.write) return slow_down(frame);
  const std::string& connector = order_.connector;
  if (verdict.dropped != 0)
    around_.log->write(services::LogLevel::warning, "lines of a connector were dropped",
                       {{"system", order_.system},
                        {"connector", connector},
                        {"count", std::to_string(verdict.dropped)}});
  services::LogFields facts{{"system", order_.system}, {"connector", connector}};
  if (!request.empty()) facts.emplace_back("request_id", request);
  around_.log->write(static_cast<services::LogLevel>(std::clamp(level, 1, 5)), frame.fields[1],
                     facts, frame.fields[2]);
}

}  // namespace ecluse::worker
