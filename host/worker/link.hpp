// SPDX-License-Identifier: EUPL-1.2
// The host's end of one worker's socket, shared by the threads whose calls run there. No thread is
// set aside to read: of those that wait, one reads, hands the frames of others to them, and when
// its own has come lets the next one read. A reader thread would be a hop more for each call.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "worker/process.hpp"
#include "worker/protocol.hpp"
#include "worker/socket.hpp"

namespace ecluse::worker {

/// Lower ids are no calls: 0 of the start, 1 and 2 of the two opens.
inline constexpr std::uint32_t first_call = 16;

/// Why the host gave a worker up.
enum class Cause : std::uint8_t { closed, garbage, stuck, memory, processor, asked };

class Link {
 public:
  struct Handlers {
    /// `request`: of the call that the line belongs to, or empty. [any]
    std::function<void(const Frame&, std::string_view request)> log;
    std::function<std::string(const Frame&)> storage;        ///< the frame that answers; [any]
    std::function<base::Error(Cause, const Exit*)> verdict;  ///< what its calls end with; [any]
  };
  Link(Spawned spawned, Handlers handlers);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  /// What is on its way to one call; that of id 0, the supervisor's, gets every id below
  /// first_call.
  class Inbox {
   public:
    Inbox(Link& link, std::uint32_t id, std::string_view request = {});
    ~Inbox();
    Inbox(const Inbox&) = delete;
    Inbox& operator=(const Inbox&) = delete;
    std::uint32_t id() const { return id_; }

   private:
    friend class Link;
    Link& link_;
    const std::uint32_t id_;
    const std::string request_;
    std::deque<std::string> bodies_;
    std::size_t items_ = 0, others_ = 0;  ///< what they cost
    std::condition_variable arrived_;
    bool waiting_ = false;
  };
  std::uint32_t new_id() { return first_call + next_id_.fetch_add(1) % 0xfffffff0u; }

  enum class Wait : std::uint8_t { frame, nothing, broken };
  /// The next frame for this inbox, decoded, in `body`; reads for everybody meanwhile. [any]
  Wait receive(Inbox& inbox, std::string& body, Frame& frame, std::chrono::milliseconds patience);
  /// For the supervisor: the same for id 0, but leaves the reading to callers where there are any.
  Wait receive_idle(Inbox& inbox, std::string& body, Frame& frame,
                    std::chrono::milliseconds patience);

  bool send(std::string_view bytes);        ///< [any]
  void answer_storage(const Frame& frame);  ///< [any]
  /// The first cause stays; every call ends with its verdict. [any]
  void give_up(Cause cause);
  bool broken() const { return broken_.load(); }
  /// Ends the process where it has not ended. [any] once broken
  const base::Error& verdict();
  Process& process() { return *process_; }
  int calls_in_flight() const;

 private:
  void read(std::unique_lock<std::mutex>& lock, std::chrono::milliseconds patience);
  struct Line {
    std::string body, request;
  };
  bool dispatch(std::vector<Line>& lines);
  bool deliver(std::string_view body, std::vector<Line>& lines);
  static bool is_within_credit(Inbox& inbox, Kind kind, std::size_t size);
  bool is_attended() const;
  void promote();
  bool take(Inbox& inbox, std::string& body, Frame& frame);

  std::unique_ptr<Process> process_;
  Socket socket_;
  Handlers handlers_;
  FrameReader reader_;  ///< of who reads
  mutable std::mutex mutex_;
  std::map<std::uint32_t, Inbox*> inboxes_;
  bool reading_ = false;
  std::uint64_t enrolled_ = 0;  ///< calls so far: whether anybody was here
  std::optional<Cause> cause_;
  std::atomic<bool> broken_{false};
  std::atomic<std::uint32_t> next_id_{0};
  std::once_flag judged_;
  std::optional<base::Error> verdict_;
};

}  // namespace ecluse::worker
