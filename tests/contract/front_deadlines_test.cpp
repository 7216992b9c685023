// SPDX-License-Identifier: EUPL-1.2
// The front's deadlines, on a clock that a test moves: the sockets are real, the seconds are not.
// "Before" and "after" are a second on either side; the loop looks four times a second.
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "front_world.hpp"

namespace ecluse::contract {
namespace {

using std::chrono::seconds;

class FrontDeadlines : public FrontWorld {
 protected:
  FrontDeadlines() : FrontWorld(time_) {}
  /// The loop has seen all that was sent before: who comes later from elsewhere was answered.
  void settle() const {
    for (int times = 0; times < 2; ++times)
      EXPECT_NE(ask("/a/settle", "", 99).find("200 OK"), std::string::npos);
  }
  /// Time goes on, and the loop has looked at every connection.
  void pass(seconds time) {
    time_.advance(time);
    settle();
    time_.advance(milliseconds(250));
    settle();
  }
  /// Once the connections of an address are gone it may have others; with limits.…_address = 1.
  bool is_gone(std::uint32_t from, milliseconds within = milliseconds(3000)) const {
    for (const auto began = steady_clock::now(); since(began) < within;)
      if (ask("/a/again", "", from).find("200 OK") != std::string::npos) return true;
    return false;
  }
  static http::TransportLimits one_each() {
    http::TransportLimits limits;
    limits.connections_of_address = 1;
    return limits;
  }
  base::ManualClock time_;
};

TEST_F(FrontDeadlines, AHeadHasTenSeconds) {
  start();
  const Client slow(port_);
  slow.send("GET /a/a HTTP/1.1\r\nHost: e\r\nX-Slow: ");
  settle();
  for (int times = 0; times < 7; ++times) {  // 8.75 s
    pass(seconds(1));
    slow.send("x");  // a byte a second gains it nothing
  }
  EXPECT_EQ(slow.read_for_now(), "");
  pass(seconds(3));
  EXPECT_NE(slow.read_all().find("refused: request-timeout"), std::string::npos);
}

TEST_F(FrontDeadlines, ABodyMayRestForTenSeconds) {
  start();
  const Client slow(port_);
  slow.send("POST /a/a HTTP/1.1\r\nHost: e\r\nContent-Length: 1000\r\n\r\nbody");
  settle();
  for (int piece = 0; piece < 3; ++piece) {  // 27 s in all
    pass(seconds(8));
    EXPECT_EQ(slow.read_for_now(), "");
    slow.send("more");
    settle();
  }
  pass(seconds(11));
  EXPECT_NE(slow.read_all().find("refused: request-timeout"), std::string::npos);
}

TEST_F(FrontDeadlines, ABodyOfAFewBytesASecondHasAMinute) {
  start();
  const Client slow(port_);
  slow.send("POST /a/a HTTP/1.1\r\nHost: e\r\nContent-Length: 1000\r\n\r\n");
  settle();
  int time = 0;
  std::string answer;
  for (; time < 90 && answer.empty(); time += 5) {
    slow.send("x");
    settle();
    pass(seconds(5));
    answer = slow.read_for_now();
  }
  EXPECT_NE(answer.find("refused: request-timeout"), std::string::npos);
  EXPECT_GE(time, 60);
  EXPECT_LT(time, 75);
}

TEST_F(FrontDeadlines, AParkedConnectionEndsAtItsTime) {
  start();  // five seconds, unless who makes a front says another
  const Client parked(port_);
  parked.send(get("/a/a"));
  parked.read_until("127.0.0.1");
  pass(seconds(0));  // its answer is behind it
  pass(seconds(4));
  EXPECT_FALSE(parked.closed_within(milliseconds(1)));
  pass(seconds(2));
  EXPECT_TRUE(parked.closed_within(milliseconds(2000)));
}

TEST_F(FrontDeadlines, WhoReadsNothingIsCutAfterThirtySeconds) {
  start(one_each());
  const Client deaf(port_, 5);
  deaf.send(get("/big/a"));
  ASSERT_TRUE(application_.wait_for(1));
  ASSERT_TRUE(application_.wait_for(0));
  settle();
  pass(seconds(28));
  EXPECT_NE(ask("/a/again", "", 5).find("too-many-connections"), std::string::npos);
  pass(seconds(4));
  EXPECT_TRUE(is_gone(5));
  EXPECT_LT(deaf.read_all().size(), big_bytes) << "what the two sockets held";
}

TEST_F(FrontDeadlines, WhoReadsALittleIsNotCut) {
  start(one_each());
  const Client slow(port_, 5);
  slow.send(get("/big/a"));
  ASSERT_TRUE(application_.wait_for(1));
  ASSERT_TRUE(application_.wait_for(0));
  std::size_t read = 0;
  for (int times = 0; times < 3; ++times) {  // 60 s; then the rest lies in the two sockets
    const std::size_t before = read;
    while (read < before + (std::size_t{6} << 20)) {
      const auto piece = slow.read_for_now().size();
      read += piece;
      if (piece == 0) std::this_thread::yield();
    }
    settle();
    pass(seconds(20));
    EXPECT_NE(ask("/a/again", "", 5).find("too-many-connections"), std::string::npos);
  }
  read += slow.read_until("127.0.0.5 \n").size();
  EXPECT_GT(read, big_bytes);
}

TEST_F(FrontDeadlines, AStreamWhoseReaderStoppedIsCancelledAfterThirtySeconds) {
  start(one_each());
  const Client deaf(port_, 5);
  deaf.send(get("/stream"));
  ASSERT_TRUE(application_.wait_for(1));
  std::size_t before = 1;
  while (before != application_.produced) {  // until all that lies between is full
    before = application_.produced;
    std::this_thread::sleep_for(milliseconds(50));
  }
  settle();
  pass(seconds(28));
  EXPECT_FALSE(application_.wait_for(0, milliseconds(100)));
  pass(seconds(4));
  EXPECT_TRUE(application_.wait_for(0));
  EXPECT_TRUE(is_gone(5));
}

/// A handshake that waits for its client for ever.
class Mute final : public http::Channel {
 public:
  Io handshake() override { return Io::wait_read; }
  Io read(std::span<char>, std::size_t&) override { return Io::wait_read; }
  Io write(std::string_view, std::size_t&) override { return Io::wait_write; }
  bool has_pending() const override { return false; }
  void end() override {}
  std::shared_ptr<const http::ClientCertificate> client() const override { return nullptr; }
};
class MuteChannels final : public http::ChannelFactory {
 public:
  std::unique_ptr<http::Channel> accept(int) override { return std::make_unique<Mute>(); }
  bool has_handshake() const override { return true; }
};

TEST_F(FrontDeadlines, AHandshakeHasTenSeconds) {
  start({}, std::make_unique<MuteChannels>());
  const Client silent(port_), half(port_);
  half.send("\x16\x03\x01");
  // Nobody is answered here: the loop is asked itself whether it has looked.
  const auto look = [this] {
    for (int times = 0; times < 2; ++times) EXPECT_TRUE(transport_->is_alive());
  };
  look();
  time_.advance(seconds(9));
  look();
  EXPECT_FALSE(silent.closed_within(milliseconds(300)));
  EXPECT_FALSE(half.closed_within(milliseconds(1)));
  half.send("\x02");  // gains it nothing
  look();
  time_.advance(seconds(2));
  EXPECT_TRUE(silent.closed_within(milliseconds(2000)));
  EXPECT_TRUE(half.closed_within(milliseconds(2000)));
}

/// The process may open so many more files; all again at its end.
class FewDescriptors {
 public:
  explicit FewDescriptors(int more) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int next = ::dup(0);
    ::close(next);
    rlimit few = before_;
    few.rlim_cur = static_cast<rlim_t>(next + more);
    ::setrlimit(RLIMIT_NOFILE, &few);
  }
  ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;

 private:
  rlimit before_{};
};

milliseconds time_on_a_core() {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return milliseconds(used.tv_sec * 1000 + used.tv_nsec / 1'000'000);
}

TEST_F(FrontDeadlines, WithoutDescriptorsItPausesAndServesWhoWaitedAfterwards) {
  start();
  settle();
  std::unique_ptr<Client> waiting;
  {
    const FewDescriptors one(1);
    waiting = std::make_unique<Client>(port_);  // takes it: nothing is left to accept with
    ASSERT_TRUE(waiting->connected());
    EXPECT_TRUE(waiting->send(get("/a/a")));
    const auto used = time_on_a_core();
    EXPECT_FALSE(waiting->closed_within(milliseconds(400)));
    EXPECT_LT(time_on_a_core() - used, milliseconds(200)) << "it spins";
    time_.advance(seconds(1));  // tries again, in vain
    EXPECT_FALSE(waiting->closed_within(milliseconds(400)));
    EXPECT_TRUE(waiting->read_for_now().empty());
  }
  time_.advance(seconds(1));
  EXPECT_NE(waiting->read_until("127.0.0.1").find("200 OK"), std::string::npos);
  EXPECT_NE(ask("/a/a").find("200 OK"), std::string::npos);
}

}  // namespace
}  // namespace ecluse::contract
