// SPDX-License-Identifier: EUPL-1.2
// What carries requests and answers. The application behind it knows no socket and no HTTP library;
// the epoll front serves, the plain transport (cpp-httplib as it is) is for tests and benchmarks.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "http/application.hpp"
#include "http/channel.hpp"

namespace ecluse::http {

struct TransportLimits {
  std::size_t head_bytes = 16 * 1024;
  std::size_t head_fields = 100;
  std::size_t target_bytes = 2 * 1024;
  int threads = 16;                        ///< of the plain transport; the front's are its lanes'
  std::chrono::milliseconds idle{5000};    ///< between two requests of a connection
  std::chrono::milliseconds head{10'000};  ///< from the first byte of a head to its end

  // Of the front:
  std::chrono::milliseconds body_idle{10'000};  ///< between two pieces of a body
  std::size_t connections = 10'000;
  std::size_t connections_of_address = 64;        ///< and requests under way of one behind a proxy
  std::vector<std::string> trusted_proxies = {};  ///< networks whose X-Forwarded-For is believed
  std::chrono::milliseconds drain{30'000};    ///< how long answers under way may take after stop()
  std::chrono::milliseconds drain_idle{500};  ///< how long idle connections still serve after it
};

class Transport {
 public:
  virtual ~Transport() = default;
  /// Takes the address; port 0 is any. Gives the port. [control]
  virtual base::Result<int> listen(const std::string& host, int port) = 0;
  /// Takes a socket that listens already (systemd keeps it open over a restart), and closes it at
  /// the end. Gives the port; 0 for a socket that has none. [control]
  virtual base::Result<int> listen_on(int socket) = 0;
  /// Serves until stop(). [control]
  virtual void serve() = 0;
  /// Takes no more connections, lets calls under way end; a connection that was just taken is still
  /// heard. Connections that wait to be taken are left to the next host, which may share the
  /// socket: it is closed, never shut down. [any]
  virtual void stop() = 0;
  /// The one of listen() or listen_on(), borrowed; -1 before and after. [control]
  virtual int listening_socket() const { return -1; }
  /// Whether what accepts and reads still turns: asked by systemd's watchdog. May wait a second.
  /// [any]
  virtual bool is_alive() { return true; }
};

/// cpp-httplib over connections of our own, well tuned: Nagle off, a backlog of 1,024, keep-alive,
/// heads bounded in size and time. A thread a connection. `application` must outlive it.
std::unique_ptr<Transport> make_plain_transport(Application& application,
                                                const TransportLimits& limits);

/// Our own: one thread waits for all connections, answers come from the threads of lanes. Takes
/// thousands of idle clients, and clients that mean harm. `application` and `clock` must outlive
/// it.
std::unique_ptr<Transport> make_front_transport(
    Application& application, const TransportLimits& limits, const base::Clock& clock,
    std::unique_ptr<ChannelFactory> channels = make_plain_channels());

}  // namespace ecluse::http
