// SPDX-License-Identifier: EUPL-1.2
// One step of a handshake costs milliseconds: it runs on a thread of its own, which holds the
// channel meanwhile. Private to this room.
#pragma once

#include <atomic>

#include "http/channel.hpp"
#include "http/lanes.hpp"
#include "http/mailbox.hpp"

namespace ecluse::http {

inline const LaneFacts handshake_lane{"/handshakes", "-", 2, 1024, std::chrono::seconds(10)};

class HandshakeStep final : public LaneTask {
 public:
  HandshakeStep(Channel& channel, Mailbox& mailbox, std::uint64_t name)
      : channel_(channel), mailbox_(mailbox), name_(name) {}

  enum class State : std::uint8_t { idle, running, ended };
  void begin() { state_ = State::running; }  ///< before it is queued [loop]
  void run() override {
    last_ = channel_.handshake();
    state_ = State::ended;
    mailbox_.post(name_);
  }
  bool is_running() const { return state_ == State::running; }
  State state() const { return state_; }
  Channel::Io last() const { return last_; }  ///< once it has ended

 private:
  Channel& channel_;
  Mailbox& mailbox_;
  const std::uint64_t name_;
  std::atomic<State> state_{State::idle};
  Channel::Io last_ = Channel::Io::wait_read;
};

}  // namespace ecluse::http
