// SPDX-License-Identifier: EUPL-1.2
// What only the front can do: lanes, streams under way, clients that leave, caps, a drain. Its
// deadlines are in front_deadlines_test.cpp, attacks in tests/abuse.
#include "front_world.hpp"

namespace ecluse::contract {
namespace {

class Front : public FrontWorld {};

TEST_F(Front, AFullLaneIsToldAndStopsNoOther) {
  start();
  const Client running(port_), waiting(port_);
  running.send(get("/hold/slow"));
  ASSERT_TRUE(application_.wait_for(1));
  waiting.send(get("/hold/slow"));
  EXPECT_FALSE(waiting.closed_within(milliseconds(50)));
  const auto began = steady_clock::now();
  EXPECT_NE(ask("/hold/slow").find("refused: system-busy"), std::string::npos);
  EXPECT_NE(ask("/a/other").find("200 OK"), std::string::npos);
  EXPECT_LT(since(began), milliseconds(1000));
  application_.open();
  EXPECT_NE(running.read_until("127.0.0.1").find("200 OK"), std::string::npos);
  EXPECT_NE(waiting.read_until("127.0.0.1").find("200 OK"), std::string::npos);
}

TEST_F(Front, WhoWaitsTooLongInALaneIsTold) {
  application_.patience = milliseconds(300);
  start();
  const Client running(port_), waiting(port_);
  running.send(get("/hold/slow"));
  ASSERT_TRUE(application_.wait_for(1));
  waiting.send(get("/hold/slow"));
  EXPECT_NE(waiting.read_until("busy").find("503"), std::string::npos);
  waiting.send(get("/a/other"));
  EXPECT_NE(waiting.read_until("127.0.0.1").find("200 OK"), std::string::npos) << "the same client";
}

TEST_F(Front, AClientThatLeavesCancelsItsCallWithinASecond) {
  start();
  Client client(port_);
  client.send(get("/hold/a"));
  ASSERT_TRUE(application_.wait_for(1));
  const auto began = steady_clock::now();
  client.leave();
  EXPECT_TRUE(application_.wait_for(0));
  EXPECT_LT(since(began), milliseconds(1000));
  EXPECT_TRUE(application_.was_cancelled());
}

TEST_F(Front, WhoLeavesWhileHeWaitsMakesRoomWithinASecond) {
  start();
  const Client running(port_);
  running.send(get("/hold/slow"));
  ASSERT_TRUE(application_.wait_for(1));
  Client waiting(port_);  // the one place of the queue
  waiting.send(get("/hold/slow"));
  EXPECT_FALSE(waiting.closed_within(milliseconds(50)));
  const auto began = steady_clock::now();
  waiting.leave();
  bool there_is_room = false;
  while (!there_is_room && since(began) < milliseconds(3000)) {
    Client next(port_);
    next.send(get("/hold/slow"));
    there_is_room = !next.closed_within(milliseconds(50)) && next.read_for_now().empty();
    next.leave();
  }
  EXPECT_TRUE(there_is_room);
  EXPECT_LT(since(began), milliseconds(1000));
}

TEST_F(Front, AWriteRunsToItsEndWithoutItsClient) {
  start();
  Client client(port_);
  client.send(get("/write/a"));
  ASSERT_TRUE(application_.wait_for(1));
  client.leave();
  EXPECT_FALSE(application_.wait_for(0, milliseconds(1200)));
  application_.open();
  EXPECT_TRUE(application_.wait_for(0));
  EXPECT_FALSE(application_.was_cancelled());
}

TEST_F(Front, AClientThatOnlyStopsSendingStillGetsAShortAnswer) {
  start();
  const Client client(port_);
  client.send(get("/a/a") + get("/a/a"));
  client.send_no_more();
  EXPECT_EQ(occurrences(client.read_all(), "200 OK"), 2);
}

TEST_F(Front, AStreamWaitsForItsReader) {
  start();
  Client client(port_);
  client.send(get("/stream"));
  client.read_until("iii");
  ASSERT_TRUE(application_.wait_for(1));
  std::size_t before = 0;
  for (int looks = 0; looks < 100 && before != application_.produced; ++looks) {
    before = application_.produced;
    std::this_thread::sleep_for(milliseconds(50));
  }
  EXPECT_EQ(before, application_.produced) << "it goes on without a reader";
  EXPECT_LT(before, std::size_t{16} << 20) << "what the two sockets and the queue hold";
  client.leave();
  EXPECT_TRUE(application_.wait_for(0, milliseconds(1000)));
}

TEST_F(Front, AStreamThatSaysNothingEndsWithItsClientToo) {
  start();
  Client client(port_);
  client.send(get("/mute"));
  client.read_until("iii");
  const auto began = steady_clock::now();
  client.leave();
  EXPECT_TRUE(application_.wait_for(0));
  EXPECT_LT(since(began), milliseconds(1000));
}

TEST_F(Front, ABrokenStreamIsNoWholeAnswer) {
  start();
  const Client client(port_);
  client.send("GET /mute HTTP/1.0\r\n\r\n");
  EXPECT_NE(client.read_until("iii").find("Connection: close"), std::string::npos);
  EXPECT_EQ(client.read_until("iii").find("Transfer-Encoding"), std::string::npos);
}

TEST_F(Front, AnAddressHasSoManyConnections) {
  http::TransportLimits limits;
  limits.connections_of_address = 3;
  start(limits);
  std::vector<std::unique_ptr<Client>> held;
  for (int count = 0; count < 3; ++count) {
    held.push_back(std::make_unique<Client>(port_));
    held.back()->send(get("/a/a"));
    EXPECT_NE(held.back()->read_until("127.0.0.1").find("200 OK"), std::string::npos);
  }
  EXPECT_NE(ask("/a/a").find("refused: too-many-connections"), std::string::npos);
  const Client other(port_, 2);
  other.send(get("/a/a"));
  EXPECT_NE(other.read_until("127.0.0.2").find("200 OK"), std::string::npos);
  held.pop_back();
  std::string answer;
  for (int tries = 0; tries < 50 && answer.find("200 OK") == answer.npos; ++tries)
    answer = ask("/a/a");
  EXPECT_NE(answer.find("200 OK"), std::string::npos);
}

TEST_F(Front, BehindATrustedProxyTheClientCounts) {
  http::TransportLimits limits;
  limits.connections_of_address = 2;
  limits.trusted_proxies = {"127.0.0.0/30"};
  start(limits);
  const std::string by = "X-Forwarded-For: 192.0.2.1\r\n";
  const Client one(port_), two(port_), three(port_);
  one.send(get("/hold/a", by));
  ASSERT_TRUE(application_.wait_for(1));
  two.send(get("/hold/a", by));
  EXPECT_FALSE(two.closed_within(milliseconds(50)));
  three.send(get("/a/b", by));
  EXPECT_NE(three.read_until("connections").find("refused: too-many-"), std::string::npos);
  three.send(get("/a/b", "X-Forwarded-For: 192.0.2.2\r\n"));  // the proxy's connection goes on
  EXPECT_NE(three.read_until("192.0.2.2").find("200 OK"), std::string::npos);
  application_.open();
  EXPECT_NE(one.read_until("192.0.2.1").find("200 OK"), std::string::npos);
  EXPECT_NE(two.read_until("192.0.2.1").find("200 OK"), std::string::npos);
  std::string answer;  // the loop hears of an end a moment after the client
  for (int tries = 0; tries < 50 && answer.find("200 OK") == answer.npos; ++tries) {
    three.send(get("/a/b", by));
    answer = three.read_until(" \n");
  }
  EXPECT_NE(answer.find("200 OK"), std::string::npos);
}

TEST_F(Front, AStopLetsCallsEndAndServesOpenConnectionsMeanwhile) {
  http::TransportLimits limits;
  limits.drain_idle = milliseconds(2000);
  start(limits);
  const Client calling(port_), reused(port_);
  calling.send(get("/hold/a"));
  ASSERT_TRUE(application_.wait_for(1));
  reused.send(get("/a/b"));
  reused.read_until("127.0.0.1");
  transport_->stop();
  while (Client(port_).connected()) {
  }
  reused.send(get("/a/b"));  // a proxy that did not know yet
  const auto answer = reused.read_all();
  EXPECT_NE(answer.find("200 OK"), std::string::npos);
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  application_.open();
  EXPECT_NE(calling.read_all().find("200 OK"), std::string::npos);
  server_.join();
}

TEST_F(Front, WhatDoesNotEndIsCutAtTheEndOfADrain) {
  http::TransportLimits limits;
  limits.drain = milliseconds(300);
  start(limits);
  const Client calling(port_);
  calling.send(get("/write/a"));
  ASSERT_TRUE(application_.wait_for(1));
  transport_->stop();
  server_.join();
  EXPECT_EQ(calling.read_all().find("200 OK"), std::string::npos);
  EXPECT_TRUE(application_.wait_for(0)) << "told even of a write: the host is about to end";
}

TEST_F(Front, TakesASocketThatListensAlready) {
  transport_ = http::make_front_transport(application_, {}, base::system_clock());
  EXPECT_EQ(transport_->listen_on(0).error().slug, "cannot-listen");
  const int given = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::listen(given, 16), 0);
  port_ = transport_->listen_on(given).value();
  const Client early(port_);  // in the backlog of who held the socket before
  early.send(get("/a/a"));
  server_ = std::thread([this] { transport_->serve(); });
  EXPECT_NE(early.read_until("127.0.0.1").find("200 OK"), std::string::npos);
}

}  // namespace
}  // namespace ecluse::contract
