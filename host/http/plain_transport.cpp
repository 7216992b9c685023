// SPDX-License-Identifier: EUPL-1.2
#include <httplib.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/problems.hpp"
#include "http/listening.hpp"
#include "http/plain_connection.hpp"
#include "http/transport.hpp"

namespace ecluse::http {
namespace {

using Refused = PlainConnection::Refused;

constexpr std::size_t longest_line = 8192;  // of a head; a constant of the library

constexpr auto token_letters = [] {
  std::array<bool, 256> allowed{};
  for (int letter = '!'; letter <= '~'; ++letter) allowed[static_cast<std::size_t>(letter)] = true;
  for (const char letter : std::string_view("\"(),/:;<=>?@[\\]{}"))
    allowed[static_cast<std::size_t>(letter)] = false;
  return allowed;
}();

bool same_name(std::string_view left, std::string_view right) {
  return left.size() == right.size() && ::strncasecmp(left.data(), right.data(), left.size()) == 0;
}

/// The library's own look-up folds every letter by locale: some microseconds of each call. A head
/// has few fields.
std::string_view field(const httplib::Request& request, std::string_view name) {
  for (const auto& [key, value] : request.headers)
    if (same_name(key, name)) return value;
  return {};
}
long count(const httplib::Request& request, std::string_view name) {
  return std::count_if(request.headers.begin(), request.headers.end(),
                       [&](const auto& header) { return same_name(header.first, name); });
}

/// A body that came with its head is taken at once. The library's way to it costs as much as a call
/// of ours.
void take_body(PlainConnection& connection, httplib::Request& request) {
  if (request.method != "POST" || count(request, "Content-Length") != 1 ||
      count(request, "Transfer-Encoding") != 0)
    return;
  const std::string length(field(request, "Content-Length"));
  if (length.size() > 6 || length.find_first_not_of("0123456789") != length.npos)
    return;  // refused, or not small
  if (auto body = connection.take_arrived(std::strtoull(length.c_str(), nullptr, 10)))
    request.body = std::move(*body);
}

/// What is relied on below is protected and documented nowhere: a newer library may keep the names
/// and change what they do.
static_assert(std::string_view(CPPHTTPLIB_VERSION) == "0.11.4",
              "the plain transport stands on protected members of cpp-httplib 0.11.4: with another "
              "version, read PlainServer against its Server::process_request, run "
              "http_transport_test, then change this line");

/// Knocks at our own door. A full backlog wakes the one who accepts as well.
void knock(const sockaddr_storage& address, socklen_t size) {
  const int caller = ::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (caller < 0) return;
  ::connect(caller, reinterpret_cast<const sockaddr*>(&address), size);
  ::close(caller);
}

/// The library's server over our connections. Its own stop() cuts answers that are being sent and
/// waits for each idle connection; drain() lets the first end and ends the second at once.
class PlainServer final : public httplib::Server {
 public:
  /// `refusal`: the whole answer to a head that was not taken.
  PlainServer(const ConnectionLimits& limits,
              std::function<std::string(const PlainConnection&)> refusal)
      : limits_(limits), refusal_(std::move(refusal)), wake_(::eventfd(0, EFD_CLOEXEC)) {}
  ~PlainServer() override { ::close(wake_); }

  void deepen_backlog() {
    ::listen(svr_sock_, 1024);
  }  // the library's own of 5 loses connections of a burst
  void take(socket_t listening) { svr_sock_ = listening; }
  void drain() {
    if (draining_.exchange(true)) return;
    const std::uint64_t one = 1;
    if (::write(wake_, &one, sizeof one) < 0) return;
    // Not by shutdown(): the socket may be kept open for the next host, and who waits on it with
    // it. The number now means something that accepts nobody; the one who waits in accept() is
    // woken. The library must not learn of the stop: it would cut answers.
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    ::getsockname(svr_sock_, reinterpret_cast<sockaddr*>(&address), &size);
    if (::dup2(wake_, svr_sock_) >= 0) knock(address, size);
  }
  int listening_socket() const { return svr_sock_; }

  /// The same, for its members: the compiler says here what changed, not in the middle of a call.
  static constexpr bool library_is_as_known() {
    using Setup = std::function<void(httplib::Request&)>;
    using Process = bool (httplib::Server::*)(httplib::Stream&, bool, bool&, const Setup&);
    return std::is_same_v<decltype(&PlainServer::process_request), Process> &&
           std::is_same_v<decltype(PlainServer::svr_sock_), std::atomic<socket_t>>;
  }

 private:
  bool process_and_close_socket(socket_t socket) override {
    PlainConnection connection(socket, wake_, limits_);
    bool went_well = true, closed = false;
    while (went_well && !closed && connection.wait_for_request()) {
      went_well = process_request(connection, draining_, closed, [&](httplib::Request& request) {
        connection.end_head();
        request.ranges.clear();  // half an answer is no answer of ours
        take_body(connection, request);
      });
      if (!connection.flush() || connection.in_head()) went_well = false;
    }
    if (connection.in_head() && connection.refused() != Refused::no)
      connection.send_all(refusal_(connection));
    if (!went_well) connection.linger();
    ::shutdown(socket, SHUT_RDWR);
    ::close(socket);
    return went_well;
  }

  ConnectionLimits limits_;
  std::function<std::string(const PlainConnection&)> refusal_;
  int wake_;
  std::atomic<bool> draining_{false};
};

static_assert(PlainServer::library_is_as_known(),
              "cpp-httplib changed Server::process_request or svr_sock_, on which the plain "
              "transport stands");

class PlainTransport final : public Transport {
 public:
  PlainTransport(Application& application, const TransportLimits& limits)
      : application_(application),
        limits_(limits),
        server_({.idle = limits.idle, .head = limits.head},
                [this](const PlainConnection& connection) { return refusal_text(connection); }) {
    server_.new_task_queue = [threads = limits.threads] {
      return new httplib::ThreadPool(static_cast<std::size_t>(threads));
    };
    server_.set_tcp_nodelay(
        true);  // without it an answer waits 40 ms for the delayed ACK of its head
    server_.set_keep_alive_max_count(1'000'000);
    server_.set_keep_alive_timeout(std::chrono::ceil<std::chrono::seconds>(limits.idle).count());
    server_.set_read_timeout(10);
    server_.set_write_timeout(30);
    server_.set_payload_max_length(std::size_t{64}
                                   << 20);  // ours is checked below, chunked bodies too
    server_.set_socket_options(
        [](socket_t socket) {  // not SO_REUSEPORT: two hosts would share the calls
          const int one = 1;
          ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        });
    // What the library refuses by itself has no body; ours always has a request id.
    server_.set_error_handler(httplib::Server::HandlerWithResponse(
        [this](const httplib::Request& request, httplib::Response& response) {
          if (response.has_header("Ecluse-Request-Id")) return Handled::Unhandled;
          put(application_.refuse("malformed-request", {},
                                  request.get_header_value("Accept-Language")),
              response);
          return Handled::Handled;
        }));
    // The library would send the text of an exception to the client.
    server_.set_exception_handler(
        [this](const httplib::Request& request, httplib::Response& response, std::exception_ptr) {
          put(application_.refuse("internal", {}, request.get_header_value("Accept-Language")),
              response);
        });
    server_.set_pre_routing_handler(
        [this](const httplib::Request& request, httplib::Response& response) {
          const Handled refused = refuse_early(request, response);
          return refused == Handled::Handled ? refused : answer_at_once(request, response);
        });
    route();
  }

  base::Result<int> listen(const std::string& host, int port) override {
    const int bound = port == 0                          ? server_.bind_to_any_port(host)
                      : server_.bind_to_port(host, port) ? port
                                                         : -1;
    if (bound <= 0)
      return base::fail(
          base::problem("cannot-listen").with("address", host + ":" + std::to_string(port)));
    server_.deepen_backlog();
    return bound;
  }
  base::Result<int> listen_on(int socket) override {
    const auto port = port_of(socket);
    if (port) server_.take(socket);
    return port;
  }
  void serve() override { server_.listen_after_bind(); }
  void stop() override { server_.drain(); }
  int listening_socket() const override { return server_.listening_socket(); }

 private:
  using Handled = httplib::Server::HandlerResponse;

  /// RFC 9110 section 5.6.2; "Content-Length " with a space would be another header for a proxy in
  /// front.
  static bool is_token(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char letter) {
      return token_letters[static_cast<unsigned char>(letter)];
    });
  }

  Response refuse_head(const PlainConnection& connection) {
    if (connection.first_line_bytes() > longest_line)
      return application_.refuse("target-too-long",
                                 {{"limit", std::to_string(limits_.target_bytes)}}, {});
    if (connection.refused() == Refused::too_large || connection.head_bytes() > longest_line)
      return application_.refuse("header-too-large",
                                 {{"limit", std::to_string(limits_.head_bytes)}}, {});
    return application_.refuse("malformed-request", {}, {});
  }

  /// A head that the library could not parse leaves no request to answer: the words go over the
  /// wire as they are.
  std::string refusal_text(const PlainConnection& connection) {
    if (connection.refused() == Refused::too_slow) return {};
    const Response refusal = refuse_head(connection);
    std::string text =
        "HTTP/1.1 " + std::to_string(refusal.status) +
        " Refused\r\nConnection: close\r\nContent-Type: " + std::string(refusal.content_type) +
        "\r\nContent-Length: " + std::to_string(refusal.body.size()) + "\r\n";
    for (const auto& [name, value] : refusal.headers) text.append(name) += ": " + value + "\r\n";
    return text + "\r\n" + refusal.body;
  }

  Handled refuse_early(const httplib::Request& request, httplib::Response& response) {
    const auto refuse = [&](std::string_view slug, const base::Parameters& parameters) {
      refuse_and_close(request, response, slug, parameters);
      return Handled::Handled;
    };
    // Before the library's own routing, whose regular expression recurses once a character.
    if (request.target.size() > limits_.target_bytes)
      return refuse("target-too-long", {{"limit", std::to_string(limits_.target_bytes)}});
    std::size_t bytes = 0;
    for (const auto& [name, value] : request.headers) {
      bytes += name.size() + value.size() + 4;
      if (!is_token(name)) return refuse("malformed-request", {});
    }
    if (request.headers.size() > limits_.head_fields + 4)
      return refuse("header-too-large", {{"limit", std::to_string(limits_.head_fields)}});
    if (bytes > limits_.head_bytes)
      return refuse("header-too-large", {{"limit", std::to_string(limits_.head_bytes)}});
    if (request.version == "HTTP/1.1" && count(request, "Host") != 1)
      return refuse("malformed-request", {});
    // The library takes any other coding, and PRI, for a body that ends with the connection.
    const long codings = count(request, "Transfer-Encoding"),
               lengths = count(request, "Content-Length");
    const bool is_chunked =
        codings == 1 && same_name(field(request, "Transfer-Encoding"), "chunked");
    if (codings != 0 && !is_chunked) return refuse("malformed-request", {});
    if (request.method == "PRI") return refuse("malformed-request", {});
    if (lengths > 1 || (lengths == 1 && is_chunked)) return refuse("malformed-request", {});
    const std::string_view length = field(request, "Content-Length");
    if (length.size() > 18 || length.find_first_not_of("0123456789") != length.npos)
      return refuse("malformed-request", {});
    // The library leaves the body of a GET on the connection, where it would pass for the next
    // request.
    const bool bodiless =
        request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS";
    if (bodiless && (is_chunked || length.find_first_not_of('0') != length.npos))
      return refuse("malformed-request", {});
    if (field(request, "Content-Type").substr(0, 19) == "multipart/form-data")
      return refuse("unsupported-media-type", {{"type", "multipart/form-data"}});
    const std::string_view encoding = field(request, "Content-Encoding");
    if (!encoding.empty() && encoding != "identity")
      return refuse("unsupported-encoding", {{"encoding", std::string(encoding)}});
    return Handled::Unhandled;
  }

  /// A request of the library in our words; its views borrow from it.
  struct Asked {
    explicit Asked(const httplib::Request& from) {
      for (const auto& [name, value] : from.headers) fields.push_back({name, value});
      request.method = from.method;
      request.path = from.path;
      const auto question = from.target.find('?');
      if (question != std::string::npos)
        request.query = std::string_view(from.target).substr(question + 1);
      request.peer = from.remote_addr;
      request.fields = fields;
    }
    std::vector<Field> fields;
    Request request;
  };

  /// What needs nothing more of the library: no body, or a body that is here.
  Handled answer_at_once(const httplib::Request& request, httplib::Response& response) {
    if (request.method != "GET" && (request.method != "POST" || request.body.empty()))
      return Handled::Unhandled;
    Asked asked(request);
    Admission admission = application_.admit(asked.request);
    if (request.body.size() > admission.body_limit)
      refuse_and_close(request, response, "body-too-large",
                       {{"limit", std::to_string(admission.body_limit)}});
    else
      answer(asked, std::move(admission), request.body, response);
    return Handled::Handled;
  }

  void route() {
    const auto plain = [this](const httplib::Request& request, httplib::Response& response) {
      Asked asked(request);
      answer(asked, application_.admit(asked.request), {}, response);
    };
    const auto reading = [this](const httplib::Request& request, httplib::Response& response,
                                const httplib::ContentReader& reader) {
      read_and_answer(request, reader, response);
    };
    server_.Get(".*", plain);
    server_.Options(".*", plain);
    server_.Post(".*", reading);
    server_.Put(".*", reading);
    server_.Patch(".*", reading);
    server_.Delete(".*", reading);
  }

  void read_and_answer(const httplib::Request& request, const httplib::ContentReader& reader,
                       httplib::Response& response) {
    // A POST that says nothing of a body has none; the library would wait for one.
    const std::string length(field(request, "Content-Length"));  // digits, or nothing
    Asked asked(request);
    Admission admission = application_.admit(asked.request);
    if (length.empty() && count(request, "Transfer-Encoding") == 0)
      return answer(asked, std::move(admission), {}, response);
    const std::size_t limit = admission.body_limit;
    const base::Parameters told{{"limit", std::to_string(limit)}};
    // Some of what is too much is read and dropped: closing on unread bytes would take the answer
    // with it.
    const std::size_t patience = limit + (std::size_t{1} << 20);
    if (std::strtoull(length.c_str(), nullptr, 10) > patience)
      return refuse_and_close(request, response, "body-too-large", told);
    std::string body;
    std::size_t seen = 0;
    const bool whole = reader([&](const char* data, std::size_t size) {
      seen += size;
      if (seen <= limit) body.append(data, size);
      return seen <= patience;
    });
    if (seen > limit) return refuse_and_close(request, response, "body-too-large", told);
    // The first half of a body may be a whole input by itself: it must not run.
    if (!whole) return refuse_and_close(request, response, "malformed-request", {});
    answer(asked, std::move(admission), body, response);
  }

  /// Answers, then ends the connection: what may still be on it is no request.
  void refuse_and_close(const httplib::Request& request, httplib::Response& response,
                        std::string_view slug, const base::Parameters& parameters) {
    Response refusal =
        application_.refuse(slug, parameters, request.get_header_value("Accept-Language"));
    response.status = refusal.status;
    for (const auto& [name, value] : refusal.headers) response.set_header(std::string(name), value);
    response.set_header("Connection", "close");
    // The library closes only when a provider fails; this one fails once all is written.
    const std::size_t size = refusal.body.size();
    response.set_content_provider(
        size, std::string(refusal.content_type),
        [body = std::move(refusal.body)](std::size_t, std::size_t, httplib::DataSink& sink) {
          sink.write(body.data(), body.size());
          return false;
        });
  }

  void answer(Asked& asked, Admission admission, std::string_view body,
              httplib::Response& response) {
    asked.request.body = body;
    put(handle(application_, std::move(admission), asked.request), response);
  }

  static void put(Response from, httplib::Response& response) {
    response.status = from.status;
    for (const auto& [name, value] : from.headers) response.set_header(std::string(name), value);
    if (from.producer == nullptr)
      return response.set_content(std::move(from.body), std::string(from.content_type));
    response.set_chunked_content_provider(
        std::string(from.content_type),
        [producer = std::shared_ptr<Producer>(std::move(from.producer))](std::size_t,
                                                                         httplib::DataSink& sink) {
          std::string piece;
          switch (producer->next(piece)) {
            case Producer::State::more:
              return sink.write(piece.data(), piece.size());
            case Producer::State::end:
              sink.done();
              return true;
            default:
              return false;
          }
          return false;
        });
  }

  Application& application_;
  TransportLimits limits_;
  PlainServer server_;
};

}  // namespace

std::unique_ptr<Transport> make_plain_transport(Application& application,
                                                const TransportLimits& limits) {
  return std::make_unique<PlainTransport>(application, limits);
}

}  // namespace ecluse::http
