// SPDX-License-Identifier: EUPL-1.2
// What carries requests and answers. The application behind it knows no socket and no HTTP library;
// the plain transport (cpp-httplib as it is) serves tests and benchmarks, and an epoll front joins
// it behind this interface.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace ecluse::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// One request, whole. Views are borrowed until handle() returns.
struct Request {
  std::string_view method;  ///< "GET"
  std::string_view path;    ///< decoded, without the query
  std::string_view query;   ///< as it came, without the question mark
  std::string_view body;
  std::string_view peer;  ///< address of the other end, never from a header
  /// Value of a header, any case of its name; empty when absent.
  std::function<std::string_view(std::string_view name)> header;
};

/// Items of a long answer, one piece at a time. Destroyed early when the reader leaves.
class Producer {
 public:
  virtual ~Producer() = default;
  enum class State : std::uint8_t { more, end, broken };
  /// Puts the next piece in `piece`; blocks until there is one. `broken`: cut the connection. [one
  /// thread]
  virtual State next(std::string& piece) = 0;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  Headers headers;
  std::string body;
  std::unique_ptr<Producer> producer;  ///< instead of a body
};

/// What a transport serves. [any thread of the transport]
class Application {
 public:
  virtual ~Application() = default;
  virtual Response handle(const Request& request) = 0;
  /// Bytes that a body to this address may have. Asked before the body is read.
  virtual std::size_t body_limit(std::string_view method, std::string_view path) = 0;
  /// The answer to a request that the transport itself refuses, by slug of the host's table.
  virtual Response refuse(std::string_view slug, const base::Parameters& parameters,
                          std::string_view language) = 0;
};

struct TransportLimits {
  std::size_t head_bytes = 16 * 1024;
  std::size_t head_fields = 100;
  std::size_t target_bytes = 2 * 1024;
  int threads = 16;
  std::chrono::seconds idle{5};   ///< between two requests of a connection
  std::chrono::seconds head{10};  ///< from the first byte of a head to its end
};

class Transport {
 public:
  virtual ~Transport() = default;
  /// Takes the address; port 0 is any. Gives the port. [control]
  virtual base::Result<int> listen(const std::string& host, int port) = 0;
  /// Serves until stop(). [control]
  virtual void serve() = 0;
  /// Takes no more connections, lets calls under way end. [any]
  virtual void stop() = 0;
};

/// cpp-httplib over connections of our own, well tuned: Nagle off, a backlog of 1,024, keep-alive,
/// heads bounded in size and time. A thread a connection. `application` must outlive it.
std::unique_ptr<Transport> make_plain_transport(Application& application,
                                                const TransportLimits& limits);

}  // namespace ecluse::http
