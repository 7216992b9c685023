// SPDX-License-Identifier: EUPL-1.2
// The filter is written out as BPF: it looks at the call's number and, for openat, at its flags. It
// traps rather than kills, so that the handler can still say what was tried.
#include "validate/quiet.hpp"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <vector>

extern "C" __attribute__((weak)) std::size_t __sanitizer_get_current_allocated_bytes();

namespace ecluse::validate {
namespace {

void (*noise_noticed)(const char*) = nullptr;

const char* noise_of(int number) {
  switch (number) {
    case SYS_clone:
    case SYS_clone3:
      return "thread";
    case SYS_socket:
      return "socket";
    default:
      return "file";
  }
}

void on_trap(int, siginfo_t* info, void*) { noise_noticed(noise_of(info->si_syscall)); }

std::vector<std::uint32_t> forbidden_calls() {
  std::vector<std::uint32_t> all{SYS_clone,    SYS_clone3,    SYS_socket, SYS_mkdirat,
                                 SYS_unlinkat, SYS_renameat2, SYS_openat2};
#ifdef SYS_open
  all.insert(all.end(), {SYS_creat, SYS_mkdir, SYS_unlink, SYS_rename, SYS_fork, SYS_vfork});
#endif
  return all;
}

/// Traps when the flags that stand in argument `argument` of call `number` open for writing.
void add_open(std::vector<sock_filter>& program, std::uint32_t number, std::uint32_t argument) {
  const auto flags = static_cast<std::uint32_t>(offsetof(seccomp_data, args) + argument * 8);
  program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 4));
  program.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, flags));
  program.push_back(
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC, 0, 1));
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
  program.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)));
}

std::vector<sock_filter> noise_filter() {
  std::vector<sock_filter> program{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  add_open(program, SYS_openat, 2);
#ifdef SYS_open
  add_open(program, SYS_open, 1);
#endif
  for (const auto number : forbidden_calls()) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  return program;
}

std::size_t entries_of(const char* folder) {
  std::error_code error;
  const std::filesystem::directory_iterator first(folder, error);
  return error ? 0
               : static_cast<std::size_t>(
                     std::distance(first, std::filesystem::directory_iterator()));
}

}  // namespace

bool forbid_noise(void (*noticed)(const char* what)) {
  noise_noticed = noticed;
  struct sigaction action {};
  action.sa_sigaction = on_trap;
  action.sa_flags = SA_SIGINFO;
  auto filter = noise_filter();
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  return ::sigaction(SIGSYS, &action, nullptr) == 0 &&
         ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

Footprint footprint() {
  Footprint now;
  now.threads = entries_of("/proc/self/task");
  now.descriptors = entries_of("/proc/self/fd");
  if (__sanitizer_get_current_allocated_bytes != nullptr) {
    now.bytes = __sanitizer_get_current_allocated_bytes();
  } else {
    const auto counted = ::mallinfo2();
    now.bytes = counted.uordblks + counted.hblkhd;
  }
  return now;
}

}  // namespace ecluse::validate
