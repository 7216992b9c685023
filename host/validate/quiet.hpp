// SPDX-License-Identifier: EUPL-1.2
// Watches what code does to the machine, from inside its own process. Private to this room.
#pragma once

#include <cstddef>

namespace ecluse::validate {

/// From now on a new thread or process, a socket and a file opened for writing end the process
/// through `noticed`, which is given a word for what was tried ("thread", "socket", "file"). A
/// seccomp filter: it cannot be taken back. False when the kernel has none. 64-bit x86 and Arm.
bool forbid_noise(void (*noticed)(const char* what));

/// Threads and open descriptors of this process, and bytes that are allocated (0 when nobody
/// counts).
struct Footprint {
  std::size_t threads = 0;
  std::size_t descriptors = 0;
  std::size_t bytes = 0;
};
Footprint footprint();

}  // namespace ecluse::validate
