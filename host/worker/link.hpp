// SPDX-License-Identifier: EUPL-1.2
// The host's end of one worker: a line for its control, which the supervisor alone hears, and one
// line for each call that runs at a time. A caller sends and hears on a line that is its own until
// the call has ended: no thread stands between, nobody reads for another, and a caller that is slow
// fills no socket but its own.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "loader/instance.hpp"
#include "worker/line.hpp"
#include "worker/process.hpp"
#include "worker/protocol.hpp"

namespace ecluse::worker {

/// Why the host gave a worker up.
enum class Cause : std::uint8_t { closed, garbage, stuck, memory, processor, asked };

class Link {
 public:
  struct Handlers {
    /// `request`: of the call that the line of the log belongs to, or empty. Comes back late where
    /// a plugin floods: the worker then waits to write more. [any]
    std::function<void(const Frame&, std::string_view request)> log;
    std::function<std::string(const Frame&)> storage;        ///< the frame that answers; [any]
    std::function<base::Error(Cause, const Exit*)> verdict;  ///< what its calls end with; [any]
  };
  /// `most_calls`: at a time, of each of the two instances.
  Link(Spawned spawned, Handlers handlers, int most_calls);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  /// The line of one call, and its number; goes back by itself. Must end before the link.
  class Lease {
   public:
    Lease(Link& link, loader::Role role, Line& line, std::uint32_t call)
        : link_(&link), role_(role), line_(&line), call_(call) {}
    Lease(Lease&& other) noexcept
        : link_(std::exchange(other.link_, nullptr)),
          role_(other.role_),
          line_(other.line_),
          call_(other.call_) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (link_ != nullptr) link_->give_back(role_, *line_);
    }
    Line& line() const { return *line_; }
    std::uint32_t call() const { return call_; }

   private:
    Link* link_;
    loader::Role role_;
    Line* line_;
    std::uint32_t call_;
  };
  /// Waits for one slice at most; nothing: none is free yet, or the worker is gone. [any]
  std::optional<Lease> take(loader::Role role);

  enum class Heard : std::uint8_t { frame, nothing, broken };
  /// The next frame of a line, decoded; lines of the log and questions are dealt with here. [who
  /// has the line]
  Heard hear(const Lease& lease, std::string_view request, Frame& frame);
  /// The same of control. [control]
  Heard hear_control(Frame& frame, std::chrono::milliseconds patience);

  bool send(const Lease& lease, std::string_view frames) { return send(lease.line(), frames); }
  bool send_control(std::string_view frames) { return send(control_, frames); }  ///< [any]
  /// Of a call that runs on another line. [any]
  void cancel(std::uint32_t call);

  /// The first cause stays; every call ends with its verdict. [any]
  void give_up(Cause cause);
  bool broken() const { return broken_.load(); }
  /// Ends the process where it has not ended. [any] once broken
  const base::Error& verdict();
  Process& process() { return *process_; }
  int calls_in_flight() const;

 private:
  bool send(Line& line, std::string_view frames);
  Heard understand(Line& line, Line::Heard heard, std::string_view body, std::string_view request,
                   std::uint32_t call, Frame& frame);
  Line* open_line();
  void give_back(loader::Role role, Line& line);
  int& taken(loader::Role role) { return taken_[role == loader::Role::serving ? 0 : 1]; }

  std::unique_ptr<Process> process_;
  Line control_;
  Handlers handlers_;
  const int most_calls_;
  mutable std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::vector<Line*> free_;
  std::array<int, 2> taken_{};
  std::optional<Cause> cause_;
  std::atomic<bool> broken_{false};
  std::atomic<std::uint32_t> last_call_{0};
  std::once_flag judged_;
  std::optional<base::Error> verdict_;
};

}  // namespace ecluse::worker
