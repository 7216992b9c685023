// SPDX-License-Identifier: EUPL-1.2
// What a worker takes away from itself before it loads a plugin: three layers of the kernel that
// need no root, laid on once and never lifted. Each stops what the others cannot.
//
//   rlimits    how much: memory, open files, size of a file, no core dump (setrlimit(2))
//   Landlock   which files, and from ABI 4 which TCP ports (landlock(7))
//   seccomp    which calls of the kernel at all: an allow-list, the rest is EPERM (seccomp(2))
//
// Landlock knows what a path means and seccomp does not; seccomp sees the calls that Landlock has
// no hook for (chmod, signals by fcntl, sockets, new processes). SANDBOX.md says in plain words
// what each stops and what none of them can.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/language.hpp"
#include "base/result.hpp"

namespace ecluse::worker {

enum class Network : std::uint8_t {
  none,     ///< no socket can be made
  outbound  ///< TCP and UDP over IPv4 and IPv6; never bind, listen or accept
};

enum class LocalSockets : std::uint8_t {
  none,
  reachable  ///< streams of AF_UNIX may be connected: a database by its socket
};

struct SandboxPlan {
  /// Absolute paths, files or folders, beside those that every program needs (libraries, time
  /// zones, certificates): the plugin's library folder, the folder settings of the system.
  std::vector<std::string> readable;
  /// Read and written: the state folder, and the folder settings of a connector with an action that
  /// writes, for nothing in a manifest says more narrowly where files.publish goes.
  std::vector<std::string> writable;
  /// Becomes TMPDIR and SQLITE_TMPDIR: /tmp is out of reach. Stands beneath a writable folder.
  std::string temporary;
  Network network = Network::none;
  std::vector<std::uint16_t> ports;  ///< TCP, beside DNS; empty: every port
  LocalSockets local_sockets = LocalSockets::none;
  std::uint64_t memory_bytes = 0;  ///< private writable memory; 0: no limit
  std::uint32_t open_files = 256;
  std::uint64_t file_bytes = std::uint64_t{64} << 30;  ///< the largest file that it can write
  /// Soft limit of processor time since the start of the process, which the host keeps ahead with
  /// prlimit(2) while calls run; 0: no limit.
  std::uint64_t processor_seconds = 0;
  int highest_landlock_abi = 1000;  ///< lower in tests: an older kernel
};

enum class LayerState : std::uint8_t {
  active,
  relaxed,  ///< weaker than meant, `why` says how (a sanitizer build)
  absent    ///< this kernel has it not
};

struct Layer {
  std::string name;  ///< "no_new_privs", "rlimits", "landlock", "seccomp"
  LayerState state = LayerState::active;
  base::Localized why;  ///< a sentence each; empty when there is nothing to say
};

/// A declared path as it was when the sandbox began: Landlock holds on to the folder itself, not to
/// its name.
struct HeldPath {
  std::string path;
  std::uint64_t device = 0, inode = 0;  ///< 0 and 0: it was not there
};

struct SandboxReport {
  std::vector<Layer> layers;
  int landlock_abi = 0;  ///< 0: no Landlock
  std::vector<HeldPath> held;
};

/// Lays on every layer. Once, by a process of one thread, before any code of a plugin is loaded;
/// what is open already stays open. What the kernel lacks is said in the report; what it has and
/// refuses is "sandbox-refused" {layer, why}. [control]
base::Result<SandboxReport> enter_sandbox(const SandboxPlan& plan);

/// One line for the log and for `ecluse systems`.
std::string to_text(const SandboxReport& report, base::Language language);

/// Declared paths that are no longer what was held: a share that was mounted again, a folder made
/// after the start. The worker cannot reach them before it is started anew. [any]
std::vector<std::string> moved_paths(const SandboxReport& report);

}  // namespace ecluse::worker
