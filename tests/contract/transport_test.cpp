// SPDX-License-Identifier: EUPL-1.2
// What every transport does with the bytes of real connections: the traps that were measured of
// cpp-httplib, each tried on the plain transport and on the front. Behind them stands an
// application that says what it was asked; the contract of the host itself is in contract_test.cpp,
// what only the front can do in front_test.cpp and tests/abuse.
#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <stdexcept>
#include <thread>

#include "http/stream.hpp"
#include "http/transport.hpp"
#include "raw_client.hpp"

namespace ecluse::contract {
namespace {

struct Asked final : http::Application {
  http::Admission admit(const http::RequestHead& head) override {
    http::Admission admission;
    admission.body_limit = 100'000;
    admission.streams = head.path == "/long";
    return admission;
  }
  void answer(http::Admission&, const http::Request& request, http::Reply& reply) override {
    if (request.path == "/throw") throw std::runtime_error("CANARY in an exception");
    if (request.path == "/long") return stream(reply);
    http::Response response;
    response.content_type = "text/plain";
    response.headers = {{"Ecluse-Request-Id", "r"}};
    response.body = std::string(request.method) + " " + std::string(request.peer) + " " +
                    std::to_string(request.body.size()) + "\n";
    reply.send(std::move(response));
  }
  http::Response refuse(std::string_view slug, const base::Parameters&, std::string_view) override {
    http::Response response;
    response.status = slug == "internal" ? 500 : 400;
    response.headers = {{"Ecluse-Request-Id", "r"}};
    response.body = "refused: " + std::string(slug);
    return response;
  }
  /// Items until it is told to end: an answer that is under way for as long as a test wants.
  void stream(http::Reply& reply) {
    http::StreamSink sink(http::StreamForm::ndjson, reply);
    const auto ended = end.get_future();
    do sink.item("x");
    while (ended.wait_for(milliseconds(10)) != std::future_status::ready);
    sink.finish(http::StreamQueue::End::whole);
  }
  std::promise<void> end;
};

enum class Kind : std::uint8_t { plain, front };

class Transport : public ::testing::TestWithParam<Kind> {
 protected:
  std::unique_ptr<http::Transport> make(const http::TransportLimits& limits) {
    if (GetParam() == Kind::plain) return http::make_plain_transport(application_, limits);
    return http::make_front_transport(application_, limits, base::system_clock());
  }
  void listen(http::TransportLimits limits = {.threads = 4, .connections_of_address = 1000}) {
    transport_ = make(limits);
    const auto port = transport_->listen("127.0.0.1", 0);
    ASSERT_TRUE(port);
    port_ = *port;
  }
  void serve() {
    server_ = std::thread([this] { transport_->serve(); });
  }
  void start(http::TransportLimits limits = {.threads = 4, .connections_of_address = 1000}) {
    listen(limits);
    serve();
  }
  void stop() {
    transport_->stop();
    if (server_.joinable()) server_.join();
  }
  void TearDown() override {
    if (transport_) stop();
  }
  std::string ask(const std::string& bytes) const {
    const Client client(port_);
    client.send(bytes);
    return client.read_all();
  }

  Asked application_;
  std::unique_ptr<http::Transport> transport_;
  std::thread server_;
  int port_ = 0;
};

const std::string get = "GET /a HTTP/1.1\r\nHost: e\r\n\r\n";
const std::string last = "GET /a HTTP/1.1\r\nHost: e\r\nConnection: close\r\n\r\n";

TEST_P(Transport, ManyRequestsOnOneConnectionWithoutDelay) {
  // Nagle with delayed ACK gives 43 ms each; the library would close after five.
  start();
  const Client client(port_);
  const auto began = steady_clock::now();
  for (int count = 0; count < 60; ++count) {
    client.send(get);
    ASSERT_NE(client.read_until("GET 127.0.0.1 0\n").find("200 OK"), std::string::npos) << count;
  }
  EXPECT_LT(since(began), milliseconds(1000));
}

TEST_P(Transport, ABurstOfConnectionsIsKept) {
  listen();  // and nobody accepts yet: what connects is in the backlog
  std::vector<std::unique_ptr<Client>> clients;
  const auto began = steady_clock::now();
  for (int count = 0; count < 200; ++count) clients.push_back(std::make_unique<Client>(port_));
  EXPECT_LT(since(began), milliseconds(900)) << "a lost SYN is sent again after a second";
  serve();
  for (const auto& client : clients) {
    ASSERT_TRUE(client->connected());
    client->send(last);
  }
  for (const auto& client : clients) EXPECT_EQ(occurrences(client->read_all(), "200 OK"), 1);
}

TEST_P(Transport, AHeadIsRefusedBeforeItFillsTheMemory) {
  start();
  for (const std::string& unit : {std::string(64 * 1024, 'a'), std::string("Name: v\r\n")}) {
    const Client client(port_);
    std::size_t sent = 0;
    std::string head = "GET /a HTTP/1.1\r\nHost: e\r\nLong: ";
    while (client.send(head) && sent < (std::size_t{8} << 20)) {
      head.clear();
      while (head.size() < 64 * 1024) head += unit;
      sent += head.size();
    }
    EXPECT_LT(sent, std::size_t{8} << 20) << "it was not cut off";
    EXPECT_EQ(occurrences(client.read_all(), "refused: header-too-large"), 1);
  }
}

TEST_P(Transport, ALineLongerThanTheLibraryTakesIsStillAnswered) {
  start();
  const std::string end = " HTTP/1.1\r\nHost: e\r\n\r\n";
  EXPECT_EQ(occurrences(ask("GET /" + std::string(3000, 'a') + end), "refused: target-too-long"),
            1);
  EXPECT_EQ(occurrences(ask("GET /" + std::string(20'000, 'a') + end), "refused: target-too-long"),
            1);
  EXPECT_EQ(
      occurrences(ask("GET /a HTTP/1.1\r\nHost: e\r\nX: " + std::string(17'000, 'a') + "\r\n\r\n"),
                  "refused: header-too-large"),
      1);
}

TEST_P(Transport, ALongPathDoesNotRecurse) {
  start();
  EXPECT_EQ(occurrences(ask("GET /" + std::string(2000, 'a') +
                            " HTTP/1.1\r\nHost: e\r\nConnection: close\r\n\r\n"),
                        "200 OK"),
            1);
}

TEST_P(Transport, ASlowHeadIsCutOff) {
  start({.threads = 4, .idle = std::chrono::seconds(30), .head = std::chrono::seconds(1)});
  const Client slow(port_);
  slow.send("GET /a HT");
  const auto began = steady_clock::now();
  const auto told = slow.read_all();
  EXPECT_LT(since(began), milliseconds(4000));
  EXPECT_EQ(occurrences(told, "refused: request-timeout"), GetParam() == Kind::front ? 1 : 0);
}

TEST_P(Transport, TheTextOfAnExceptionStaysInside) {
  start();
  const auto answer = ask("GET /throw HTTP/1.1\r\nHost: e\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(occurrences(answer, "500"), 1) << answer;
  EXPECT_EQ(answer.find("CANARY"), std::string::npos) << answer;
  EXPECT_EQ(answer.find("EXCEPTION_WHAT"), std::string::npos) << answer;
}

TEST_P(Transport, AFormBodyHasTheLimitOfTheActionNotOfTheLibrary) {
  start();
  const std::string head =
      "POST /a HTTP/1.1\r\nHost: e\r\nConnection: close\r\nContent-Type: "
      "application/x-www-form-urlencoded\r\nContent-Length: ";
  EXPECT_NE(ask(head + "9000\r\n\r\na=" + std::string(8998, 'b')).find("POST 127.0.0.1 9000\n"),
            std::string::npos);
  EXPECT_NE(
      ask(head + "100001\r\n\r\na=" + std::string(99'999, 'b')).find("refused: body-too-large"),
      std::string::npos);
}

TEST_P(Transport, APostWithoutALengthIsAnsweredAtOnce) {
  start();
  const auto began = steady_clock::now();
  EXPECT_NE(
      ask("POST /a HTTP/1.1\r\nHost: e\r\nConnection: close\r\n\r\n").find("POST 127.0.0.1 0\n"),
      std::string::npos);
  EXPECT_LT(since(began), milliseconds(1000)) << "the library waits for five seconds";
}

TEST_P(Transport, ABodyIsTheSameHoweverItComes) {
  start();
  const std::string head = "POST /a HTTP/1.1\r\nHost: e\r\nContent-Length: 5\r\n\r\n";
  const Client client(port_);
  client.send(head + "12345");  // with its head
  EXPECT_NE(client.read_until("POST 127.0.0.1 5\n").find("200 OK"), std::string::npos);
  client.send(head + "12");  // in two pieces
  EXPECT_FALSE(client.closed_within(milliseconds(20)));
  client.send("345");
  EXPECT_NE(client.read_until("POST 127.0.0.1 5\n").find("200 OK"), std::string::npos);
  client.send(head + "12345" + last);  // with the next request behind it
  EXPECT_EQ(occurrences(client.read_all(), "200 OK"), 2);
}

TEST_P(Transport, AClientThatAsksBeforeItSendsIsToldToGoOn) {
  start();
  const Client client(port_);
  client.send("POST /a HTTP/1.1\r\nHost: e\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_NE(client.read_until("\r\n\r\n").find("100 Continue"), std::string::npos);
  client.send("12345");
  EXPECT_NE(client.read_until("POST 127.0.0.1 5\n").find("200 OK"), std::string::npos);
}

TEST_P(Transport, ThePeerIsNeverWhatAHeaderSays) {
  start();
  const auto answer =
      ask("GET /a HTTP/1.1\r\nHost: e\r\nREMOTE_ADDR: 6.6.6.6\r\nX-Forwarded-For: "
          "6.6.6.6\r\nConnection: close\r\n\r\n");
  EXPECT_NE(answer.find("GET 127.0.0.1 0\n"), std::string::npos) << answer;
}

TEST_P(Transport, RequestsSentAheadAreAllAnswered) {
  start();
  EXPECT_EQ(occurrences(ask(get + get + last), "200 OK"), 3);
  const std::string post = "POST /a HTTP/1.1\r\nHost: e\r\nContent-Length: 2\r\n\r\n{}";
  EXPECT_EQ(occurrences(ask(post + post + last), "200 OK"), 3);
}

TEST_P(Transport, FramingThatTwoReadersWouldReadDifferently) {
  start();
  const std::string post = "POST /a HTTP/1.1\r\nHost: e\r\n";
  const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: e\r\n\r\n";
  for (const std::string& bytes :
       {post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
        post + "Content-Length: 2\r\nContent-Length: 30\r\n\r\n{}" + hidden,
        post + "Content-Length : 4\r\n\r\n" + hidden, post + "Content-Length: -1\r\n\r\n" + hidden,
        post + "Content-Length: +4\r\n\r\n" + hidden,
        post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n" + hidden,
        post + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n" + hidden,
        post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + hidden,
        "GET /a HTTP/1.1\r\nHost: e\r\nContent-Length: 34\r\n\r\n" + hidden,
        "GET /a HTTP/1.1\r\n\r\n" + hidden,
        "GET /a HTTP/1.1\r\nHost: e\r\nHost: f\r\n\r\n" + hidden, "nonsense\r\n\r\n" + hidden}) {
    const auto answer = ask(bytes);
    EXPECT_EQ(occurrences(answer, "HTTP/1.1 "), 1) << bytes << "\n=>\n" << answer;
    EXPECT_EQ(occurrences(answer, "refused: malformed-request"), 1) << bytes << "\n=>\n" << answer;
  }
}

TEST_P(Transport, APartOfAnAnswerIsNotGiven) {
  start();
  const auto answer =
      ask("GET /a HTTP/1.1\r\nHost: e\r\nRange: bytes=0-1\r\nConnection: close\r\n\r\n");
  EXPECT_NE(answer.find("200 OK"), std::string::npos) << answer;
  EXPECT_NE(answer.find("GET 127.0.0.1 0\n"), std::string::npos) << answer;
}

TEST_P(Transport, AMethodThatNobodyKnowsHasAnAnswerWithAReason) {
  start();
  for (const std::string method : {"TRACE", "CONNECT", "PRI", "FETCH"})
    EXPECT_NE(ask(method + " /a HTTP/1.1\r\nHost: e\r\nConnection: close\r\n\r\n")
                  .find("refused: malformed-request"),
              std::string::npos)
        << method;
}

TEST_P(Transport, AStopEndsIdleConnectionsAtOnceAndLetsAnswersEnd) {
  start({.threads = 4, .idle = std::chrono::seconds(30)});
  const Client idle(port_), silent(port_), reader(port_);
  idle.send(get);
  idle.read_until("GET 127.0.0.1 0\n");
  reader.send("GET /long HTTP/1.1\r\nHost: e\r\n\r\n");
  reader.read_until("x");
  transport_->stop();
  EXPECT_TRUE(idle.closed_within(milliseconds(1000)));
  EXPECT_TRUE(silent.closed_within(milliseconds(2000))) << "who has just come is heard a second";
  EXPECT_FALSE(Client(port_).connected());
  EXPECT_FALSE(reader.closed_within(milliseconds(100)));
  application_.end.set_value();
  EXPECT_NE(reader.read_all().find("0\r\n\r\n"), std::string::npos) << "the last chunk";
  const auto began = steady_clock::now();
  server_.join();
  EXPECT_LT(since(began), milliseconds(1000));
}

TEST_P(Transport, AStopBeforeTheServerWaitsIsNotLost) {
  listen();
  transport_->stop();
  serve();
  server_.join();
}

TEST_P(Transport, ATakenAddressIsTold) {
  start();
  const auto second = make({});
  const auto port = second->listen("127.0.0.1", port_);
  ASSERT_FALSE(port);
  EXPECT_EQ(port.error().slug, "cannot-listen");
  EXPECT_EQ(port.error().parameters,
            (base::Parameters{{"address", "127.0.0.1:" + std::to_string(port_)}}));
}

INSTANTIATE_TEST_SUITE_P(Both, Transport, ::testing::Values(Kind::plain, Kind::front),
                         [](const auto& tested) {
                           return tested.param == Kind::plain ? "plain" : "front";
                         });

}  // namespace
}  // namespace ecluse::contract
