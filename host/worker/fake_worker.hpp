// SPDX-License-Identifier: EUPL-1.2
// For tests: the other end of the lines, played by hand or by a Crew on a thread of the test, and
// a process that is none.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "worker/line.hpp"
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

/// The worker's end of one line, spoken by hand.
class FakeLine {
 public:
  explicit FakeLine(Ends ends) : line_(ends) {}
  explicit FakeLine(int control) : line_(control, Line::Passengers::kept) {}
  /// The next frame; its fields live until the one after it. Nothing after 5 s, or at the end.
  std::optional<Frame> hear() {
    std::string_view body;
    if (line_.hear(body, std::chrono::seconds(5)) != Line::Heard::frame) return std::nullopt;
    return decode(body, From::host);
  }
  void say(Kind kind, std::uint32_t id, std::initializer_list<std::string_view> fields) {
    std::string bytes;
    encode(bytes, kind, id, fields);
    say_bytes(bytes);
  }
  void say_bytes(std::string_view bytes) { line_.send(bytes, std::chrono::seconds(5)); }
  void say_ended(std::uint32_t id, const base::Result<void>& outcome) {
    std::string bytes;
    encode_ended(bytes, id, outcome);
    say_bytes(bytes);
  }
  Line& line() { return line_; }

 private:
  Line line_;
};

/// A worker that says what the test tells it to say; itself its control.
class FakeWorker : public FakeLine {
 public:
  FakeWorker(int control, int id) : FakeLine(control), facts(std::make_shared<FakeFacts>()) {
    facts->id = id;
  }
  void say_started(const std::string& plugin) {
    say(Kind::started, 0,
        {handshake_line(plugin, facts->id, {}), R"({"fr":"aucune","en":"none"})"});
  }
  /// The line that the host opens for a call which finds none free.
  FakeLine& new_line() {
    const auto frame = hear();
    if (!frame || frame->kind != Kind::line) throw std::runtime_error("no line was opened");
    return *lines_.emplace_back(std::make_unique<FakeLine>(line().take_passenger()));
  }
  void die(Exit exit) {
    facts->exit = exit;
    line().shut();
  }

  const std::shared_ptr<FakeFacts> facts;

 private:
  std::vector<std::unique_ptr<FakeLine>> lines_;
};

}  // namespace ecluse::worker
