// SPDX-License-Identifier: EUPL-1.2
// seccomp(2) through libseccomp: what is not allowed here answers EPERM, as if the account had not
// the right, so that a library that only tries goes on. Nothing kills but a call by the numbers of
// another architecture, which no honest program makes: it is how one walks around a list.
//
// A name that this libseccomp or this processor does not know is left out, hence refused.
#include <fcntl.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "worker/sandbox_layers.hpp"

namespace ecluse::worker {
namespace {

// Not there, and why: chmod, chown, utimensat, setxattr, inotify (Landlock has no hook for them);
// memfd_create, shmget (memory that RLIMIT_DATA does not count); link, symlink, mknod (ways out of
// a folder for who reads it later); setpriority, sched_setscheduler, setsid; pidfd_open and all
// that DESIGN refuses: fork, execve, ptrace, process_vm_*, bpf, keyctl, mount, unshare, setns,
// perf_event_open, io_uring, userfaultfd, personality.
// clang-format off
constexpr const char* harmless[] = {
    // threads and their locks
    "futex", "futex_waitv", "set_robust_list", "get_robust_list", "rseq", "set_tid_address",
    "membarrier", "sched_yield", "sched_getaffinity", "sched_getparam", "sched_getscheduler",
    "sched_get_priority_max", "sched_get_priority_min", "sched_rr_get_interval", "getcpu",
    "exit", "exit_group", "restart_syscall", "wait4", "waitid",
    // signals to itself
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigsuspend",
    "rt_sigtimedwait", "sigaltstack", "pause",
    // memory
    "brk", "munmap", "mremap", "mprotect", "madvise", "msync", "mincore", "mlock", "munlock",
    // time
    "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time",
    "times", "getitimer", "setitimer", "alarm", "timer_create", "timer_settime", "timer_gettime",
    "timer_getoverrun", "timer_delete", "timerfd_create", "timerfd_settime", "timerfd_gettime",
    // waiting
    "poll", "ppoll", "select", "pselect6", "epoll_create", "epoll_create1", "epoll_ctl",
    "epoll_wait", "epoll_pwait", "epoll_pwait2", "eventfd", "eventfd2", "pipe", "pipe2",
    // what is open
    "read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev", "preadv2",
    "pwritev2", "lseek", "close", "close_range", "dup", "dup2", "dup3", "fstat", "fstatfs",
    "getdents64", "fsync", "fdatasync", "sync_file_range", "fallocate", "ftruncate", "fadvise64",
    "readahead", "flock", "copy_file_range", "sendfile", "fgetxattr", "flistxattr",
    // paths: Landlock says which
    "creat", "stat", "lstat", "newfstatat", "statx", "statfs", "access", "faccessat", "faccessat2",
    "getcwd", "chdir", "fchdir", "readlink", "readlinkat", "mkdir", "mkdirat", "rmdir", "unlink",
    "unlinkat", "rename", "renameat", "renameat2", "umask",
    // sockets that are there already
    "recvfrom", "recvmsg", "shutdown", "getsockopt", "getsockname", "getpeername",
    // who and where
    "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getgroups",
    "getresuid", "getresgid", "getpgrp", "getpgid", "getsid", "getpriority", "capget", "uname",
    "sysinfo", "getrusage", "getrlimit", "getrandom",
};
// clang-format on

constexpr std::uint64_t whole_int = 0xffffffff;
constexpr unsigned type_of_socket = 0xf;  // below SOCK_NONBLOCK and SOCK_CLOEXEC

/// The argument, of which the kernel looks at 32 bits, under a mask.
scmp_arg_cmp masked(unsigned index, std::uint64_t mask, std::uint64_t value) {
  return {index, SCMP_CMP_MASKED_EQ, mask, value};
}

scmp_arg_cmp is(unsigned index, std::uint64_t value) {
  return masked(index, whole_int, value & whole_int);
}

scmp_arg_cmp is_null(unsigned index) { return {index, SCMP_CMP_EQ, 0, 0}; }

class CallFilter {
 public:
  CallFilter() : filter_(seccomp_init(SCMP_ACT_ERRNO(EPERM)), &seccomp_release) {
    if (filter_ == nullptr) error_ = ENOMEM;
  }

  void allow(const char* name, const std::vector<scmp_arg_cmp>& when = {}) {
    add(SCMP_ACT_ALLOW, name, when);
  }
  void answer(const char* name, std::uint32_t error) { add(SCMP_ACT_ERRNO(error), name, {}); }

  /// The number of the error, or 0.
  int load() {
    set(SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    set(SCMP_FLTATR_CTL_OPTIMIZE, 2);  // a tree: the filter is run at each call
    if (error_ == 0) error_ = -seccomp_load(filter_.get());
    return error_;
  }

 private:
  void add(std::uint32_t action, const char* name, const std::vector<scmp_arg_cmp>& when) {
    const int number = seccomp_syscall_resolve_name(name);
    if (error_ != 0 || number < 0) return;
    error_ = -seccomp_rule_add_array(filter_.get(), action, number,
                                     static_cast<unsigned>(when.size()), when.data());
  }
  void set(scmp_filter_attr attribute, std::uint32_t value) {
    if (error_ == 0) error_ = -seccomp_attr_set(filter_.get(), attribute, value);
  }

  std::unique_ptr<void, void (*)(void*)> filter_;
  int error_ = 0;
};

/// New threads, and no new process. clone3 keeps its flags in memory, where a filter cannot look:
/// ENOSYS sends the C library back to clone.
void allow_threads(CallFilter& filter) {
  constexpr std::uint64_t apart = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                  CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
  filter.allow("clone", {masked(0, CLONE_THREAD | apart, CLONE_THREAD)});
  filter.answer("clone3", ENOSYS);
  filter.allow("sched_setaffinity", {is(0, 0)});
  const auto self = static_cast<std::uint64_t>(::getpid());
  filter.allow("kill", {is(0, self)});
  filter.allow("tgkill", {is(0, self)});
  filter.allow("prlimit64", {is_null(2)});
}

/// Memory that RLIMIT_DATA does not count is not given: shared without a file, huge pages, and
/// mappings that grow like a stack.
void allow_memory(CallFilter& filter) {
  constexpr std::uint64_t uncounted = MAP_GROWSDOWN | MAP_HUGETLB;
  for (const char* name : {"mmap", "mmap2"}) {
    filter.allow(name, {masked(3, uncounted | MAP_ANONYMOUS, 0)});
    filter.allow(name, {masked(3, uncounted | MAP_ANONYMOUS | MAP_SHARED, MAP_ANONYMOUS)});
  }
}

/// Before ABI 3 Landlock lets O_TRUNC empty a file that may only be read. openat2 keeps its flags
/// in memory: services::FileAccess does without it.
void allow_opening(CallFilter& filter, int landlock_abi) {
  if (landlock_abi == 0 || landlock_abi >= 3) {
    for (const char* name : {"open", "openat", "openat2", "truncate"}) filter.allow(name);
    return;
  }
  for (const auto& [name, flags] : {std::pair("open", 1U), std::pair("openat", 2U)}) {
    filter.allow(name, {masked(flags, O_TRUNC, 0)});
    filter.allow(name, {masked(flags, O_ACCMODE, O_WRONLY)});
    filter.allow(name, {masked(flags, O_ACCMODE, O_RDWR)});
  }
  filter.answer("openat2", ENOSYS);
}

/// The fcntl, ioctl and prctl requests of honest libraries. Not F_SETOWN and F_SETSIG, which send
/// any signal to any process of the account.
void allow_requests(CallFilter& filter) {
  for (const char* name : {"fcntl", "fcntl64"})
    for (const int command :
         {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW,
          F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW, F_GETPIPE_SZ, F_GET_SEALS})
      filter.allow(name, {is(1, static_cast<std::uint64_t>(command))});
  for (const unsigned long request : {FIONREAD, FIONBIO, FIOCLEX, FIONCLEX, TCGETS, TIOCGWINSZ})
    filter.allow("ioctl", {is(1, request)});
  for (const int option :
       {PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_GET_NO_NEW_PRIVS, PR_CAPBSET_READ})
    filter.allow("prctl", {is(0, static_cast<std::uint64_t>(option))});
#ifdef PR_SET_VMA
  filter.allow("prctl", {is(0, PR_SET_VMA)});  // names of mappings, by the C library
#endif
}

/// Only pairs of streams, which can never be turned to another peer: a datagram one could be sent
/// to any socket of the machine that has a name. MSG_FASTOPEN would connect past Landlock.
void allow_pairs(CallFilter& filter) {
  filter.allow("socketpair", {is(0, AF_UNIX), masked(1, type_of_socket, SOCK_STREAM)});
  filter.allow("sendmsg", {masked(2, MSG_FASTOPEN, 0)});
  for (const int option : {SO_REUSEADDR, SO_KEEPALIVE, SO_LINGER, SO_RCVTIMEO, SO_SNDTIMEO,
                           SO_SNDBUF, SO_RCVBUF, SO_ERROR})
    filter.allow("setsockopt", {is(1, SOL_SOCKET), is(2, static_cast<std::uint64_t>(option))});
}

/// TCP and UDP, the plain protocols alone: Landlock does not see MPTCP or SCTP. Names are looked up
/// over UDP; the C library does without AF_UNIX (nscd, resolved) and AF_NETLINK when refused.
void allow_network(CallFilter& filter, Network network, LocalSockets local) {
  if (network == Network::outbound && local == LocalSockets::reachable)
    filter.allow("socket", {is(0, AF_UNIX), masked(1, type_of_socket, SOCK_STREAM), is(2, 0)});
  if (network == Network::none) {
    filter.allow("sendto", {masked(3, MSG_FASTOPEN, 0), is_null(4)});
    return;
  }
  for (const int family : {AF_INET, AF_INET6})
    for (const auto& [type, protocol] :
         {std::pair(SOCK_STREAM, 0), std::pair(SOCK_STREAM, int{IPPROTO_TCP}),
          std::pair(SOCK_DGRAM, 0), std::pair(SOCK_DGRAM, int{IPPROTO_UDP})})
      filter.allow("socket", {is(0, static_cast<std::uint64_t>(family)),
                              masked(1, type_of_socket, static_cast<std::uint64_t>(type)),
                              is(2, static_cast<std::uint64_t>(protocol))});
  filter.allow("connect");
  filter.allow("sendto", {masked(3, MSG_FASTOPEN, 0)});
  filter.allow("sendmmsg", {masked(3, MSG_FASTOPEN, 0)});
  filter.allow("recvmmsg");
  for (const int level : {int{IPPROTO_TCP}, int{IPPROTO_IP}, int{IPPROTO_IPV6}})
    filter.allow("setsockopt", {is(1, static_cast<std::uint64_t>(level))});
}

/// LeakSanitizer stops the process from a task of its own that shares its memory.
void allow_sanitizer(CallFilter& filter) {
  if (!sanitized) return;
  filter.allow("clone", {masked(0, CLONE_VM, CLONE_VM)});
  for (const char* name : {"ptrace", "prctl", "personality", "tkill"}) filter.allow(name);
}

}  // namespace

base::Result<Layer> filter_calls(const SandboxPlan& plan, int landlock_abi) {
  CallFilter filter;
  for (const char* name : harmless) filter.allow(name);
  allow_threads(filter);
  allow_memory(filter);
  allow_opening(filter, landlock_abi);
  allow_requests(filter);
  allow_pairs(filter);
  allow_network(filter, plan.network, plan.local_sockets);
  allow_sanitizer(filter);
  if (const int error = filter.load(); error != 0) return sandbox_refusal("seccomp", error);
  if (!sanitized) return Layer{"seccomp", LayerState::active, {}};
  return Layer{"seccomp",
               LayerState::relaxed,
               {"construction sous sanitizer : ptrace, prctl et les tâches qu'il crée sont permis",
                "built with a sanitizer: ptrace, prctl and the tasks that it makes are allowed"}};
}

}  // namespace ecluse::worker
