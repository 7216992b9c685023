// SPDX-License-Identifier: EUPL-1.2
// For tests: the other end of the socket, played by hand or by a Crew on a thread of the test, and
// a process that is none.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "worker/crew.hpp"
#include "worker/outcome.hpp"
#include "worker/process.hpp"
#include "worker/start_order.hpp"

namespace ecluse::worker {

/// What the host knows of the process that is none; shared with the test.
struct FakeFacts {
  int id = 0;
  std::atomic<bool> killed{false};
  Exit exit;
  std::atomic<std::uint64_t> resident{0};
};

class FakeProcess final : public Process {
 public:
  explicit FakeProcess(std::shared_ptr<FakeFacts> facts) : facts_(std::move(facts)) {}
  int id() const override { return facts_->id; }
  void kill() override { facts_->killed = true; }
  std::optional<Exit> wait(std::chrono::milliseconds) override { return facts_->exit; }
  std::uint64_t resident_bytes() const override { return facts_->resident; }
  std::uint64_t processor_seconds() const override { return 0; }
  void allow_processor(std::uint64_t) override {}

 private:
  std::shared_ptr<FakeFacts> facts_;
};

/// A worker that says what the test tells it to say.
class FakeWorker {
 public:
  explicit FakeWorker(int socket, int id) : facts(std::make_shared<FakeFacts>()), socket_(socket) {
    facts->id = id;
  }
  /// The next frame; its fields live until the one after it. Nothing after 5 s, or at the end.
  std::optional<Frame> hear() {
    std::string_view body;
    while (reader_.next(body) != FrameReader::Next::frame) {
      std::size_t size = 0;
      char* into = reader_.space(16 * 1024, size);
      if (socket_.receive(into, size, std::chrono::seconds(5)) != Socket::Got::bytes)
        return std::nullopt;
      reader_.received(size);
    }
    return decode(body, From::host);
  }
  void say(Kind kind, std::uint32_t id, std::initializer_list<std::string_view> fields) {
    std::string bytes;
    encode(bytes, kind, id, fields);
    say_bytes(bytes);
  }
  void say_bytes(std::string_view bytes) { socket_.send(bytes, std::chrono::seconds(5)); }
  void say_ended(std::uint32_t id, const base::Result<void>& outcome) {
    std::string bytes;
    encode_ended(bytes, id, outcome);
    say_bytes(bytes);
  }
  void say_started(const std::string& plugin) {
    say(Kind::started, 0,
        {handshake_line(plugin, facts->id, {}), R"({"fr":"aucune","en":"none"})"});
  }
  void die(Exit exit) {
    facts->exit = exit;
    socket_.shut();
  }
  Socket& socket() { return socket_; }
  FrameReader& reader() { return reader_; }

  const std::shared_ptr<FakeFacts> facts;

 private:
  Socket socket_;
  FrameReader reader_;
};

}  // namespace ecluse::worker
