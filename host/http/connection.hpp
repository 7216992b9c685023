// SPDX-License-Identifier: EUPL-1.2
// One connection of the front: what it waits for, and what it does when that is there. While it
// waits for a request it holds no buffer.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "http/answer_text.hpp"
#include "http/turn.hpp"

namespace ecluse::http {

/// One step of a handshake, on a thread of its own.
class HandshakeStep;

class Connection final : public TurnTarget {
 public:
  /// Takes the socket. `counted`: among the connections of its address.
  enum class Count : std::uint8_t { counted, uncounted };
  Connection(FrontShared& shared, std::uint64_t name, int socket, const Address& peer, Count count,
             std::unique_ptr<Channel> channel);
  ~Connection() override;

  // All: [loop]
  void begin_handshake();
  void begin_refused(Response response);  ///< its only answer, before a request
  void on_event(std::uint32_t events);    ///< of epoll
  void on_mail();
  void on_sweep();
  void cut();  ///< at the end of a drain
  bool is_over() const { return phase_ == Phase::over; }

  bool deliver(Response response) override;
  std::uint64_t name() const override { return name_; }

 private:
  enum class Phase : std::uint8_t {
    handshake,
    head,       ///< waits for a request, or reads its head
    body,       ///< reads it
    skipping,   ///< reads the small body of a request that is refused already
    ready,      ///< to be queued
    answering,  ///< the turn is a lane's; nothing here is touched but left_at_
    sending,    ///< writes what is left of an answer
    lingering,  ///< was refused: what still comes is dropped, so that the refusal is read
    over
  };

  void drive();
  void run_input(std::string_view& fresh);
  bool read_piece(std::string_view& fresh);
  bool step_head(std::string_view& fresh);
  bool step_body(std::string_view& fresh);
  void consume(std::string_view& fresh, std::size_t count);
  void begin_turn(std::string_view head);
  void begin_body();
  bool submit();
  void answer_now(Response response, After after);
  void refuse(const Refusal& refusal, After after);
  void put(Response response);
  Channel::Io write_output();
  bool send_some();
  bool take_piece();
  void end_answer();
  void begin_close();
  void discard();
  void handshake_step();
  void abandon();
  void count_no_more();
  void close();
  bool body_is_too_slow() const;
  bool is_idle_for_long() const;

  FrontShared& shared_;
  const std::uint64_t name_;
  std::unique_ptr<Channel> channel_;
  std::shared_ptr<Turn> turn_;
  std::shared_ptr<HandshakeStep> step_;
  std::unique_ptr<Producer> producer_;
  std::string input_;   ///< came, and waits
  std::string output_;  ///< of the answer, not sent yet
  std::size_t written_ = 0;
  base::Monotonic deadline_{0};  ///< of what it waits for; 0 for none
  base::Monotonic began_{0};     ///< the connection, and then the body
  base::Monotonic left_at_{0};   ///< when its client stopped sending in the middle of an answer
  std::size_t dropped_ = 0;      ///< while lingering
  HeadScanner scanner_;
  Address peer_;
  const int socket_;
  Count count_;
  Phase phase_ = Phase::head;
  bool readable_ = false;  ///< the socket may have more
  bool left_ = false;      ///< its client sends no more
  bool in_head_ = false, served_ = false, close_after_ = false, chunked_ = false, doomed_ = false;
};

}  // namespace ecluse::http
