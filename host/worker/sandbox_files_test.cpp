// SPDX-License-Identifier: EUPL-1.2
// Files: what a connector needs goes on working, with libraries that are loaded after the sandbox
// began, and nothing else of the disk can be read, written, or spoilt.
#include <dlfcn.h>
#include <fcntl.h>
#include <iconv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <ctime>

#include "worker/sandbox_trial.hpp"

namespace ecluse::worker {
namespace {

int outcome(long result) { return result < 0 ? errno : 0; }

int opens(const std::string& path, int flags) {
  const int handle = ::open(path.c_str(), flags, 0600);
  if (handle < 0) return errno;
  ::close(handle);
  return 0;
}

int writes(const std::string& path) {
  const int handle = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (handle < 0) return errno;
  const int done = outcome(::write(handle, "ink", 3));
  return done != 0 ? done : outcome(::fsync(handle)) + ::close(handle);
}

template <typename Function>
Function* function_of(const char* library, const char* name) {
  void* handle = ::dlopen(library, RTLD_NOW);
  return handle == nullptr ? nullptr : reinterpret_cast<Function*>(::dlsym(handle, name));
}

/// A database in WAL mode, with a sort that spills into TMPDIR.
int sqlite(const Place& place) {
  const char* library = "libsqlite3.so.0";
  const auto open = function_of<int(const char*, void**)>(library, "sqlite3_open");
  const auto run =
      function_of<int(void*, const char*, int (*)(void*, int, char**, char**), void*, char**)>(
          library, "sqlite3_exec");
  void* database = nullptr;
  if (open == nullptr || run == nullptr) return ELIBACC;
  if (open((place.state + "/index.db").c_str(), &database) != 0) return EIO;
  const char* statements =
      "PRAGMA journal_mode=WAL; CREATE TABLE t(a); PRAGMA temp_store=FILE; PRAGMA cache_size=10;"
      "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 3000)"
      " SELECT hex(randomblob(40)) FROM n; CREATE INDEX i ON t(a); SELECT a FROM t ORDER BY a||'x';"
      "PRAGMA wal_checkpoint(TRUNCATE);";
  const int failed = run(database, statements, nullptr, nullptr, nullptr);
  return failed != 0 ? EIO : outcome(::access((place.state + "/index.db-wal").c_str(), R_OK));
}

int libxml(const Place&) {
  const auto read = function_of<void*(const char*, int, const char*, const char*, int)>(
      "libxml2.so.2", "xmlReadMemory");
  const std::string text = "<?xml version='1.0' encoding='windows-1252'?><a>\xe9</a>";
  return read != nullptr && read(text.data(), static_cast<int>(text.size()), nullptr, nullptr, 0)
             ? 0
             : ELIBACC;
}

/// CP1252 is a module that the C library loads.
int converts(const Place&) {
  const iconv_t converter = ::iconv_open("UTF-8", "CP1252");
  if (converter == reinterpret_cast<iconv_t>(-1)) return errno;
  ::iconv_close(converter);
  return 0;
}

int knows_paris(const Place&) {
  ::setenv("TZ", "Europe/Paris", 1);
  ::tzset();
  const std::time_t summer = 1'750'000'000;
  return std::localtime(&summer)->tm_gmtoff == 7200 ? 0 : EDOM;
}

int temporary_file(const Place& place) {
  const std::string folder = ::getenv("TMPDIR");
  return folder == place.state ? writes(folder + "/scratch") : ENOENT;
}

int maps(const Place& place) {
  const int handle = ::open((place.readable + "/paper").c_str(), O_RDONLY | O_CLOEXEC);
  return ::mmap(nullptr, 5, PROT_READ, MAP_SHARED, handle, 0) == MAP_FAILED ? errno : 0;
}

int renames(const std::string& from, const std::string& to) {
  return outcome(::rename(from.c_str(), to.c_str()));
}

const std::vector<Act> needed{
    {"read a declared file", [](const Place& p) { return opens(p.paper(), O_RDONLY); }, works},
    {"map a declared file", maps, works},
    {"list a declared folder",
     [](const Place& p) { return opens(p.readable, O_RDONLY | O_DIRECTORY); }, works},
    {"write into the state folder", [](const Place& p) { return writes(p.state + "/own"); }, works},
    {"replace a file of the state folder",
     [](const Place& p) {
       return writes(p.state + "/a") + renames(p.state + "/a", p.state + "/b");
     },
     works},
    {"make and remove a folder",
     [](const Place& p) {
       const std::string folder = p.state + "/folder";
       return outcome(::mkdir(folder.c_str(), 0700)) + outcome(::rmdir(folder.c_str()));
     },
     works},
    {"SQLite in WAL mode", sqlite, works},
    {"libxml2, loaded now", libxml, works},
    {"iconv with a module", converts, works},
    {"the time zones", knows_paris, works},
    {"a temporary file", temporary_file, works},
    {"/dev/urandom", [](const Place&) { return opens("/dev/urandom", O_RDONLY); }, works},
    {"write to /dev/null", [](const Place&) { return opens("/dev/null", O_WRONLY); }, works},
    {"/proc/self/status", [](const Place&) { return opens("/proc/self/status", O_RDONLY); }, works},
};

/// By Landlock from ABI 1.
const std::vector<Act> kept_apart{
    {"read another system's file", [](const Place& p) { return opens(p.secret(), O_RDONLY); },
     refused, 1},
    {"read /etc/passwd", [](const Place&) { return opens("/etc/passwd", O_RDONLY); }, refused, 1},
    {"list the root", [](const Place&) { return opens("/", O_RDONLY | O_DIRECTORY); }, refused, 1},
    {"look into another process",  // which lives: where /proc hides it, as under systemd, it "is
                                   // not"
     [](const Place&) {
       return opens("/proc/" + std::to_string(::getppid()) + "/status", O_RDONLY);
     },
     {EPERM, EACCES, ENOENT},
     1},
    {"write into another system's folder", [](const Place& p) { return writes(p.other + "/new"); },
     refused, 1},
    {"write into /tmp", [](const Place&) { return writes("/tmp/ecluse-sandbox-leak"); }, refused,
     1},
    {"write a file that is only readable", [](const Place& p) { return writes(p.paper()); },
     refused, 1},
    {"remove another system's file",
     [](const Place& p) { return outcome(::unlink(p.secret().c_str())); }, refused, 1},
    {"make a folder outside",
     [](const Place& p) { return outcome(::mkdir((p.root + "/new").c_str(), 0700)); }, refused, 1},
    {"move a file out",
     [](const Place& p) {
       return writes(p.state + "/a") + renames(p.state + "/a", p.other + "/a");
     },
     {EPERM, EACCES, EXDEV},
     1},
    {"run a program's file",
     [](const Place&) { return outcome(::execl("/bin/true", "true", nullptr)); }, refused},
};

/// By seccomp, for Landlock has no hook for them, or not yet in the ABI at hand.
const std::vector<Act> without_a_hook{
    {"empty a file that is only readable",
     [](const Place& p) { return opens(p.paper(), O_RDONLY | O_TRUNC); }, refused, 1},
    {"empty another system's file",
     [](const Place& p) { return outcome(::truncate(p.secret().c_str(), 0)); }, refused, 1},
    {"chmod outside", [](const Place& p) { return outcome(::chmod(p.secret().c_str(), 0)); },
     refused},
    {"chown outside", [](const Place& p) { return outcome(::chown(p.secret().c_str(), 0, 0)); },
     refused},
    {"utimensat outside",
     [](const Place& p) { return outcome(::utimensat(AT_FDCWD, p.secret().c_str(), nullptr, 0)); },
     refused},
    {"setxattr outside",
     [](const Place& p) { return outcome(::setxattr(p.secret().c_str(), "user.a", "b", 1, 0)); },
     refused},
    {"a symbolic link in the state folder",
     [](const Place& p) { return outcome(::symlink("/etc/passwd", (p.state + "/l").c_str())); },
     refused},
    {"a hard link in the state folder",
     [](const Place& p) { return outcome(::link(p.secret().c_str(), (p.state + "/l").c_str())); },
     refused},
    {"a named pipe",
     [](const Place& p) { return outcome(::mkfifo((p.state + "/f").c_str(), 0600)); }, refused},
    {"watch a folder", [](const Place&) { return outcome(::syscall(SYS_inotify_init1, 0)); },
     refused},
    {"chroot", [](const Place& p) { return outcome(::chroot(p.state.c_str())); }, refused},
    {"mount",
     [](const Place& p) {
       return outcome(::syscall(SYS_mount, "none", p.state.c_str(), "no-such-kind", 0, 0));
     },
     refused},
};

/// Each ABI of Landlock that a kernel may have: Debian 12 has 2.
class SandboxFiles : public ::testing::TestWithParam<int> {
 protected:
  void run(const std::vector<Act>& acts, Account account) {
    if (GetParam() > landlock_of_this_kernel())
      GTEST_SKIP() << "this kernel has Landlock ABI " << landlock_of_this_kernel();
    const TrialFolder folder;
    try_acts(acts, trial_plan(folder.place(), GetParam()), folder.place(), account);
  }
};

TEST_P(SandboxFiles, WhatAConnectorNeedsWorks) { run(needed, Account::mine); }
TEST_P(SandboxFiles, OtherFilesAreOutOfReach) { run(kept_apart, Account::mine); }
TEST_P(SandboxFiles, NorCanTheyBeSpoiltAroundLandlock) { run(without_a_hook, Account::mine); }

TEST_P(SandboxFiles, TheSameForAnOrdinaryUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "this is an ordinary user";
  for (const auto* acts : {&needed, &kept_apart, &without_a_hook}) run(*acts, Account::nobody);
}

INSTANTIATE_TEST_SUITE_P(Landlock, SandboxFiles, ::testing::Values(0, 1, 2, 3, 4, 5, 6, 7));

}  // namespace
}  // namespace ecluse::worker
