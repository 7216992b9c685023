// SPDX-License-Identifier: EUPL-1.2
// A worker at work: its control, heard by one thread, and a line with a thread of its own for each
// call that the host wants to run at a time.
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
#include "worker/call_line.hpp"
#include "worker/line.hpp"

namespace ecluse::worker {

/// What a crew works on: opens an instance, from the frame's settings.
using OpenInstance =
    std::function<base::Result<std::unique_ptr<loader::Instance>>(loader::Role, std::string)>;

class Crew final : private CallLine::Owner {
 public:
  /// `control` must keep descriptors: lines come with it.
  Crew(Line& control, OpenInstance open);
  ~Crew() override;
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// Until the host closes, or is gone. Threads may be inside the plugin then: a process ends
  /// itself here. [control]
  void serve();
  /// Closes the instances where the host asked for the end and no call runs. [control]
  void close_instances();

  void say_moved();  ///< [any]

  /// To the host, from any thread of the plugin: over the line of its call where it has one. [any]
  void log(services::LogLevel level, std::string_view message, std::string_view fields);
  Stored ask(std::uint8_t operation, std::string_view key, std::string_view expected,
             std::string_view value);

 private:
  struct Question {
    bool answered = false;
    Stored stored;
    std::condition_variable changed;
  };
  const loader::Instance* instance(loader::Role role) override;
  void flush_soon() override;
  bool obey(std::string_view body);
  void open(std::string body);
  void answer(const Frame& frame);
  void end();
  void flush_now_and_then();
  std::vector<CallLine*> lines();
  void send(std::string_view frames);

  Line& control_;
  OpenInstance open_;
  std::mutex mutex_;
  std::condition_variable flush_wanted_, over_;
  std::atomic<bool> flush_asked_{false};
  bool ended_ = false, asked_ = false;
  std::map<std::uint32_t, Question*> questions_;
  std::uint32_t last_question_ = 0;
  std::unique_ptr<loader::Instance> serving_, background_;
  std::vector<std::unique_ptr<CallLine>> lines_;
  std::vector<std::thread> threads_;  ///< the flusher, and one for each open
};

}  // namespace ecluse::worker
