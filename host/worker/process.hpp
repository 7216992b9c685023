// SPDX-License-Identifier: EUPL-1.2
// One worker process as the host sees it, behind an interface: the tests of what the host does when
// one dies need no process.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace ecluse::worker {

/// How it ended, as wait4(2) says.
struct Exit {
  int signal = 0;  ///< 0: it ended by itself
  int code = 0;
  std::uint64_t most_resident_bytes = 0;
};

/// The worker ends itself with this when memory is refused to it.
inline constexpr int exit_out_of_memory = 82;

class Process {
 public:
  virtual ~Process() = default;
  virtual int id() const = 0;
  /// SIGKILL. [any]
  virtual void kill() = 0;
  /// Waits until it has ended, and takes its remains; nothing when that did not happen within
  /// `patience` (a call of the kernel that cannot be interrupted). The same answer when asked
  /// again. [any]
  virtual std::optional<Exit> wait(std::chrono::milliseconds patience) = 0;
  virtual std::uint64_t resident_bytes() const = 0;     ///< now; 0 when it has ended
  virtual std::uint64_t processor_seconds() const = 0;  ///< since its start
  /// Processor time in all, after which the kernel stops it (SIGXCPU).
  virtual void allow_processor(std::uint64_t seconds) = 0;
};

struct Spawned {
  std::unique_ptr<Process> process;
  int socket = -1;  ///< our end; the caller owns it
};
/// Starts one; "worker-not-started" {why}. [any]
using Spawn = std::function<base::Result<Spawned>()>;

/// `program` is the path of ecluse-worker. It gets the socket as descriptor 3 and nothing else of
/// ours: no descriptor, no argument, no variable of the environment but the time zone.
Spawn spawn_program(std::string program);

/// Beside this program, or in ../lib/ecluse/ of it; empty when it is in neither.
std::string find_worker_program();

}  // namespace ecluse::worker
