// SPDX-License-Identifier: EUPL-1.2
// The epoll front: one loop that accepts, reads heads and bodies under their limits, and never
// waits for anything else; lanes that answer. Private to this room.
#pragma once

#include <memory>
#include <vector>

#include "http/connection.hpp"
#include "http/transport.hpp"

namespace ecluse::http {

class Front final : public Transport {
 public:
  Front(Application& application, const TransportLimits& limits, const base::Clock& clock,
        std::unique_ptr<ChannelFactory> channels);
  ~Front() override;
  base::Result<int> listen(const std::string& host, int port) override;
  base::Result<int> listen_on(int socket) override;
  void serve() override;
  void stop() override;
  int listening_socket() const override { return listener_; }
  bool is_alive() override;

 private:
  // All: [loop]
  int wait_time() const;
  void round();
  void accept_all();
  bool accept_one();
  void take(int socket, const Address& peer, bool has_address);
  void pause_accepting();
  void watch_listener(bool watched);
  std::unique_ptr<Connection>* find(std::uint64_t name);
  std::uint64_t new_name();
  void forget_if_over(std::uint64_t name);
  void sweep();
  void begin_drain();

  std::unique_ptr<ChannelFactory> channels_;
  FrontShared shared_;
  int epoll_;
  int listener_ = -1;
  bool accepts_ = false;
  bool stopped_ = false;
  std::atomic<bool> stop_asked_{false};
  std::atomic<std::uint64_t> rounds_{0};
  base::Monotonic swept_{0}, settled_{0}, accepts_again_{0}, drain_began_{0};
  bool was_cut_ = false;
  std::uint32_t generation_ = 0;
  std::size_t living_ = 0;
  std::vector<std::uint32_t> free_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<std::uint64_t> mail_;
};

}  // namespace ecluse::http
