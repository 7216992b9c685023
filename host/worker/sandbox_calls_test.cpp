// SPDX-License-Identifier: EUPL-1.2
// Calls of the kernel: processes, signals, memory, sockets.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

#include "worker/sandbox_trial.hpp"

namespace ecluse::worker {
namespace {

int result_of(long result) { return result < 0 ? errno : 0; }

int threads(const Place&) {
  int sum = 0;
  for (int i = 0; i < 20; ++i) std::thread([&sum] { ++sum; }).join();
  return sum == 20 ? 0 : EAGAIN;
}

int exchange_over_a_pair(const Place&) {
  int ends[2];
  char byte = 0;
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return errno;
  if (::send(ends[0], "x", 1, MSG_NOSIGNAL) != 1) return errno;
  return ::recv(ends[1], &byte, 1, 0) == 1 && byte == 'x' ? 0 : EIO;
}

volatile std::sig_atomic_t signals = 0;
int signal_to_itself(const Place&) {
  std::signal(SIGUSR1, [](int) { signals = signals + 1; });
  ::raise(SIGUSR1);
  ::kill(::getpid(), SIGUSR1);
  return signals == 2 ? 0 : EIO;
}

int waits(const Place&) {
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC), event = ::eventfd(1, EFD_CLOEXEC);
  epoll_event wanted = {EPOLLIN, {}};
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, event, &wanted) != 0) return errno;
  return ::epoll_wait(epoll, &wanted, 1, 0) == 1 ? 0 : EIO;
}

int random_bytes(const Place&) {
  char bytes[16];
  return result_of(::getrandom(bytes, sizeof bytes, 0));
}

int allocates(std::size_t megabytes) {
  char* memory = static_cast<char*>(
      ::mmap(nullptr, megabytes << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  if (memory == MAP_FAILED) return errno;
  std::memset(memory, 1, megabytes << 20);
  return 0;
}

int maps_with(int flags) {
  return ::mmap(nullptr, 1 << 20, PROT_READ | PROT_WRITE, flags, -1, 0) == MAP_FAILED ? errno : 0;
}

/// More threads than there is memory for their stacks.
int endless_threads(const Place&) {
  try {
    for (int i = 0; i < 10'000; ++i) std::thread([] { ::pause(); }).detach();
  } catch (const std::system_error& error) {
    return error.code().value();
  }
  return 0;
}

int endless_files(const Place&) {
  for (int i = 0; i < 1000; ++i)
    if (::dup(0) < 0) return errno;
  return 0;
}

int endless_writing(const Place& place) {
  std::signal(SIGXFSZ, SIG_IGN);
  const int file = ::open((place.state + "/big").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  return result_of(::pwrite(file, "x", 1, std::int64_t{1} << 30));
}

int spawns(const Place&) {
  pid_t child = 0;
  char name[] = "true";
  char* arguments[] = {name, nullptr};
  return ::posix_spawn(&child, "/bin/true", nullptr, nullptr, arguments, nullptr);
}

int raises_a_limit(const Place&) {
  const rlimit much = {1 << 20, 1 << 20};
  return result_of(::setrlimit(RLIMIT_NOFILE, &much));
}

int reads_memory_of_parent(const Place&) {
  char byte = 0;
  const iovec here{&byte, 1}, there{&byte, 1};
  return result_of(::process_vm_readv(::getppid(), &here, 1, &there, 1, 0));
}

int owner_of_signals(int command, long value) {
  int ends[2];
  return ::pipe(ends) != 0 ? ENOTSUP : result_of(::fcntl(ends[0], command, value));
}

int pins_parent(const Place&) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(0, &one);
  return result_of(::sched_setaffinity(::getppid(), sizeof one, &one));
}

int makes_socket(int family, int type, int protocol = 0) {
  return result_of(::socket(family, type | SOCK_CLOEXEC, protocol));
}

int call_alone(long number) { return result_of(::syscall(number, 0, 0, 0, 0, 0, 0)); }

const std::vector<Act> useful{
    {"twenty threads", threads, works},
    {"a pair of sockets", exchange_over_a_pair, works},
    {"a signal to itself", signal_to_itself, works},
    {"epoll and eventfd", waits, works},
    {"getrandom", random_bytes, works},
    {"memory below the limit", [](const Place&) { return allocates(100); }, works},
    {"the name of a thread", [](const Place&) { return result_of(::prctl(PR_SET_NAME, "poll")); },
     works},
    {"reading a limit",
     [](const Place&) {
       rlimit limit = {};
       return result_of(::getrlimit(RLIMIT_NOFILE, &limit));
     },
     works},
};

const std::vector<Act> other_processes{
    {"fork", [](const Place&) { return result_of(::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); },
     refused},
    {"fork of the C library", [](const Place&) { return result_of(::fork()); }, refused},
    {"posix_spawn", spawns, refused, 0, Under::no_sanitizer},
    {"clone3", [](const Place&) { return call_alone(SYS_clone3); }, {ENOSYS}},
    {"a signal to the parent", [](const Place&) { return result_of(::kill(::getppid(), 0)); },
     refused},
    {"a signal to the group", [](const Place&) { return result_of(::kill(0, 0)); }, refused},
    {"a signal to a thread of the parent",
     [](const Place&) { return result_of(::syscall(SYS_tgkill, ::getppid(), ::getppid(), 0)); },
     refused},
    {"a signal by fcntl: the owner",
     [](const Place&) { return owner_of_signals(F_SETOWN, ::getppid()); }, refused},
    {"a signal by fcntl: which", [](const Place&) { return owner_of_signals(F_SETSIG, SIGKILL); },
     refused},
    {"pidfd_open",
     [](const Place&) { return result_of(::syscall(SYS_pidfd_open, ::getppid(), 0)); }, refused},
    {"ptrace", [](const Place&) { return result_of(::ptrace(PTRACE_SEIZE, ::getppid(), 0, 0)); },
     refused, 0, Under::no_sanitizer},
    {"memory of the parent", reads_memory_of_parent, refused},
    {"the parent's processor", pins_parent, refused},
    {"the parent's priority",
     [](const Place&) { return result_of(::setpriority(PRIO_PROCESS, ::getppid(), 10)); }, refused},
    {"being dumpable again", [](const Place&) { return result_of(::prctl(PR_SET_DUMPABLE, 1)); },
     refused, 0, Under::no_sanitizer},
    {"outliving the parent", [](const Place&) { return result_of(::prctl(PR_SET_PDEATHSIG, 0)); },
     refused, 0, Under::no_sanitizer},
    {"a session of its own", [](const Place&) { return result_of(::setsid()); }, refused},
};

const std::vector<Act> without_end{
    {"memory above the limit",
     [](const Place&) { return allocates(400); },
     {ENOMEM},
     0,
     Under::no_sanitizer},
    {"shared memory without a file",
     [](const Place&) { return maps_with(MAP_SHARED | MAP_ANONYMOUS); }, refused},
    {"memory that grows",
     [](const Place&) { return maps_with(MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN); }, refused},
    {"memory by memfd", [](const Place&) { return result_of(::memfd_create("m", 0)); }, refused},
    {"memory by shmget", [](const Place&) { return result_of(::shmget(IPC_PRIVATE, 4096, 0600)); },
     refused},
    {"threads", endless_threads, {EAGAIN, ENOMEM}, 0, Under::no_sanitizer},
    {"open files", endless_files, {EMFILE}},
    {"a large file", endless_writing, {EFBIG}},
    {"a higher limit", raises_a_limit, refused},
};

const std::vector<Act> the_kernel{
    {"bpf", [](const Place&) { return call_alone(SYS_bpf); }, refused},
    {"keyctl", [](const Place&) { return call_alone(SYS_keyctl); }, refused},
    {"perf_event_open", [](const Place&) { return call_alone(SYS_perf_event_open); }, refused},
    {"io_uring", [](const Place&) { return call_alone(SYS_io_uring_setup); }, refused},
    {"userfaultfd", [](const Place&) { return call_alone(SYS_userfaultfd); }, refused},
    {"unshare", [](const Place&) { return result_of(::unshare(CLONE_NEWUSER)); }, refused},
    {"setns", [](const Place&) { return call_alone(SYS_setns); }, refused},
    {"execveat", [](const Place&) { return call_alone(SYS_execveat); }, refused},
    {"seccomp", [](const Place&) { return call_alone(SYS_seccomp); }, refused},
    {"personality", [](const Place&) { return result_of(::personality(ADDR_NO_RANDOMIZE)); },
     refused, 0, Under::no_sanitizer},
    {"a key pushed into the terminal",
     [](const Place&) { return result_of(::ioctl(0, TIOCSTI, "x")); }, refused},
};

const std::vector<Act> no_sockets{
    {"IPv4", [](const Place&) { return makes_socket(AF_INET, SOCK_STREAM); }, refused},
    {"IPv6", [](const Place&) { return makes_socket(AF_INET6, SOCK_DGRAM); }, refused},
    {"AF_UNIX", [](const Place&) { return makes_socket(AF_UNIX, SOCK_STREAM); }, refused},
    {"AF_NETLINK", [](const Place&) { return makes_socket(AF_NETLINK, SOCK_RAW); }, refused},
    {"a pair of datagrams, which can be sent to any name",
     [](const Place&) {
       int ends[2];
       return result_of(::socketpair(AF_UNIX, SOCK_DGRAM, 0, ends));
     },
     refused},
};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

constexpr std::uint16_t declared = 1, undeclared = 2;  // nobody listens on either

int connects(int type, std::uint16_t port) {
  const sockaddr_in address = loopback(port);
  const int socket = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
  if (socket < 0) return errno;
  return result_of(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address));
}

int sends_fast(const Place&) {
  const sockaddr_in address = loopback(undeclared);
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  return result_of(::sendto(socket, "x", 1, MSG_FASTOPEN | MSG_NOSIGNAL,
                            reinterpret_cast<const sockaddr*>(&address), sizeof address));
}

int binds(const Place&) {
  const sockaddr_in address = loopback(0);
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  return result_of(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address));
}

int listens(const Place&) { return result_of(::listen(::socket(AF_INET, SOCK_STREAM, 0), 1)); }

int accepts(const Place&) {
  return result_of(::accept(::socket(AF_INET, SOCK_STREAM, 0), nullptr, nullptr));
}

const std::vector<Act> outwards{
    {"TCP to a declared port",
     [](const Place&) { return connects(SOCK_STREAM, declared); },
     {ECONNREFUSED}},
    {"UDP, for names", [](const Place&) { return connects(SOCK_DGRAM, 53); }, works},
    {"TCP to another port", [](const Place&) { return connects(SOCK_STREAM, undeclared); }, refused,
     4},
    {"TCP without connect", sends_fast, refused},
    {"MPTCP, which Landlock does not see",
     [](const Place&) { return makes_socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP); }, refused},
    {"raw packets", [](const Place&) { return makes_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP); },
     refused},
    {"AF_UNIX", [](const Place&) { return makes_socket(AF_UNIX, SOCK_STREAM); }, refused},
    {"bind", binds, refused},
    {"listen", listens, refused},
    {"accept", accepts, refused},
};

class SandboxCalls : public ::testing::TestWithParam<Account> {
 protected:
  void SetUp() override {
    if (GetParam() == Account::nobody && ::geteuid() != 0)
      GTEST_SKIP() << "this is an ordinary user already";
  }
  void run(const std::vector<Act>& acts) {
    try_acts(acts, trial_plan(folder_.place()), folder_.place(), GetParam());
  }
  TrialFolder folder_;
};

TEST_P(SandboxCalls, WhatAConnectorNeedsWorks) { run(useful); }
TEST_P(SandboxCalls, NoOtherProcess) { run(other_processes); }
TEST_P(SandboxCalls, NothingWithoutEnd) { run(without_end); }
TEST_P(SandboxCalls, LittleOfTheKernel) { run(the_kernel); }
TEST_P(SandboxCalls, NoSocketWithoutNetwork) { run(no_sockets); }

TEST_P(SandboxCalls, OutwardsAlone) {
  SandboxPlan plan = trial_plan(folder_.place());
  plan.network = Network::outbound;
  plan.ports = {declared};
  try_acts(outwards, plan, folder_.place(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(As, SandboxCalls, ::testing::Values(Account::mine, Account::nobody));

}  // namespace
}  // namespace ecluse::worker
