// SPDX-License-Identifier: EUPL-1.2
// The threads of a worker. They take turns at the socket: who reads a call runs it, and lets
// another one read meanwhile; at once where calls take long, and after a millisecond where they are
// short, for to wake a thread costs more than a short call. A cancel is always read.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "loader/instance.hpp"
#include "services/log.hpp"
#include "services/storage.hpp"
#include "worker/protocol.hpp"
#include "worker/socket.hpp"

namespace ecluse::worker {

/// What a crew works on: opens an instance, from the frame's settings.
using OpenInstance =
    std::function<base::Result<std::unique_ptr<loader::Instance>>(loader::Role, std::string)>;

class Crew {
 public:
  /// `reader` may hold bytes of the socket already. `most_calls`: of both instances together.
  Crew(Socket& socket, FrameReader& reader, OpenInstance open, int most_calls);
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// Until the host closes, or is gone. The threads may still be inside the plugin then: a process
  /// ends itself here. [control]
  void serve();
  /// Closes the instances where the host asked for the end and no call runs. [control]
  void close_instances();

  void say_moved();  ///< [any]

  /// To the host, from any thread of the plugin. [any]
  void log(services::LogLevel level, std::string_view message, std::string_view fields);
  struct Stored {
    base::Status status = base::Status::unavailable;
    services::Storage::Rows rows;
  };
  Stored ask(std::uint8_t operation, std::string_view key, std::string_view expected,
             std::string_view value);

 private:
  struct Running;
  class RunningSink;
  bool take_turn();
  bool give_turn(std::uint64_t seen);
  void yield_turn();
  bool read_one();
  bool is_short(const Frame& frame) const;
  bool is_aside() const;
  enum class End : std::uint8_t { asked, alone };
  void end(End how);
  bool next_body(std::string_view& body);
  void work();
  void start_thread();
  void open(const Frame& frame);
  void run(const Frame& frame);
  void on_control(const Frame& frame);
  void flush_soon();
  void wake_watcher();
  void watch();
  void send(std::string_view bytes) { socket_.send(bytes, std::chrono::hours(24)); }

  Socket& socket_;
  FrameReader& reader_;
  OpenInstance open_;
  const int most_threads_;
  std::mutex mutex_;
  std::condition_variable over_, turn_free_, watcher_wanted_;
  /// Number of the turn, with two marks (crew.cpp): changed by who has it, or to take it away.
  std::atomic<std::uint64_t> turn_{0}, calls_begun_{0};
  std::atomic<std::int64_t> typical_ns_{0};
  std::atomic<bool> flush_asked_{false}, watcher_sleeps_{false};
  bool turn_taken_ = false, ended_ = false, asked_ = false;
  int idle_ = 0;
  std::thread watcher_;
  std::vector<std::thread> threads_;
  std::map<std::uint32_t, std::shared_ptr<Running>> running_;
  struct Question {
    bool answered = false;
    Stored stored;
    std::condition_variable changed;
  };
  std::map<std::uint32_t, Question*> questions_;
  std::uint32_t next_question_ = 0;
  std::unique_ptr<loader::Instance> serving_, background_;
};

/// The log of a plugin in a worker.
class FrameLog final : public services::Log {
 public:
  explicit FrameLog(services::LogLevel lowest) : lowest_(lowest) {}
  void aim(Crew* crew) { crew_ = crew; }
  using Log::write;
  void write(services::LogLevel level, std::string_view message, const services::LogFields& fields,
             std::string_view extra) override;
  services::LogLevel lowest() const override { return lowest_; }

 private:
  services::LogLevel lowest_;
  Crew* crew_ = nullptr;
};

/// The stored values of a plugin in a worker.
class FrameStorage final : public services::Storage {
 public:
  void aim(Crew* crew) { crew_ = crew; }
  base::Result<std::optional<std::string>> get(std::string_view key) override;
  base::Result<void> put(std::string_view key, const std::optional<std::string>& expected,
                         const std::optional<std::string>& value) override;
  base::Result<Rows> list(std::string_view prefix) override;

 private:
  Crew* crew_ = nullptr;
};

}  // namespace ecluse::worker
