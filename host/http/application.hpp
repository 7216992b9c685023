// SPDX-License-Identifier: EUPL-1.2
// What a transport serves: our own structs of a request and its answer, and the application that
// makes the one from the other in two steps, so that nothing slow runs where all connections wait.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "http/channel.hpp"
#include "loader/call.hpp"

namespace ecluse::http {

/// Fields of an answer. Their names are literals.
using Headers = std::vector<std::pair<std::string_view, std::string>>;

/// One field of a head, as it came.
struct Field {
  std::string_view name, value;
};

/// What is known before a body. Views are borrowed until answer() returns.
struct RequestHead {
  std::string_view method;  ///< "GET"
  std::string_view path;    ///< decoded, without the query
  std::string_view query;   ///< as it came, without the question mark
  std::string_view peer;    ///< the client's address; of a header only if a trusted proxy says so
  std::span<const Field> fields;
  std::shared_ptr<const ClientCertificate> certificate;  ///< null unless it was shown and verified
  /// Value of a header, any case of its name; empty when absent. [any]
  std::string_view header(std::string_view name) const;
};

/// One request, whole.
struct Request : RequestHead {
  std::string_view body;
};

/// A long answer, one piece at a time. Destroyed early when the reader leaves.
class Producer {
 public:
  virtual ~Producer() = default;
  /// `broken`: cut the connection. `waiting`: nothing now.
  enum class State : std::uint8_t { more, end, broken, waiting };
  /// Puts the next piece in `piece`; blocks until there is one. [one thread]
  virtual State next(std::string& piece) = 0;
  /// The same without blocking. After `waiting` it calls `wake`, once, on any thread, when it is
  /// worth asking again. [one thread]
  virtual State try_next(std::string& piece, const std::function<void()>& wake) = 0;
};

struct Response {
  int status = 200;
  std::string_view content_type = "application/json";  ///< a literal
  Headers headers;
  std::string body;
  std::unique_ptr<Producer> producer;  ///< instead of a body
};

/// Where an admitted request waits for a thread: a lane that is stuck stops no other.
struct LaneFacts {
  std::string name = "/control";               ///< no system has such a name
  std::string system = "-";                    ///< for the sentence of a refusal
  int width = 4;                               ///< threads, which are started when they are needed
  std::size_t queue = 256;                     ///< requests that wait; one more is "system-busy"
  std::chrono::milliseconds patience{20'000};  ///< how long one may wait
};

/// What the application remembers from admit() to answer().
class Admitted {
 public:
  virtual ~Admitted() = default;
};

struct Admission {
  std::optional<Response> refusal;  ///< the whole answer already: nothing else counts
  LaneFacts lane;
  std::size_t body_limit = 1 << 20;
  bool streams = false;          ///< its answer may be a producer, filled until answer() returns
  bool ends_with_client = true;  ///< false: runs to its end when the client leaves (a write)
  std::string_view language;     ///< for refuse(); static storage
  std::unique_ptr<Admitted> context;
};

/// Takes the answer of one request.
class Reply {
 public:
  virtual ~Reply() = default;
  /// Once. A producer is then read by another thread while answer() goes on to fill it. [lane]
  virtual void send(Response response) = 0;
  /// Cancelled when nobody waits for the answer any more.
  virtual loader::CancelToken& cancel() = 0;
};

class Application {
 public:
  virtual ~Application() = default;
  /// Where it leads, who asks, whether he may. Never blocks. [loop]
  virtual Admission admit(const RequestHead& head) = 0;
  /// Runs the call to its end on the calling thread; calls `reply` once. [lane]
  virtual void answer(Admission& admission, const Request& request, Reply& reply) = 0;
  /// The answer to a request that the transport itself refuses, by slug of the host's table. [any]
  virtual Response refuse(std::string_view slug, const base::Parameters& parameters,
                          std::string_view language) = 0;
};

/// answer() on the calling thread, or the refusal; a streamed answer is filled on a thread of its
/// own, from a copy of the request. [any]
Response handle(Application& application, Admission admission, const Request& request);
inline Response handle(Application& application, const Request& request) {
  return handle(application, application.admit(request), request);
}

}  // namespace ecluse::http
