// SPDX-License-Identifier: EUPL-1.2
// The report, and kernels that lack something.
#include "worker/sandbox.hpp"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <filesystem>
#include <fstream>

#include "worker/sandbox_layers.hpp"
#include "worker/sandbox_trial.hpp"

namespace ecluse::worker {
namespace {

namespace fs = std::filesystem;

/// From now on one call answers an error, as an older kernel or a container makes it.
void make_answer(long call, unsigned error) {
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter{4, program};
  ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0);
}

const Layer* find_layer(const SandboxReport& report, const std::string& name) {
  for (const Layer& layer : report.layers)
    if (layer.name == name) return &layer;
  return nullptr;
}

class Sandbox : public ::testing::Test {
 protected:
  /// What `see` makes of a sandbox entered in a child, after `before`.
  int entered(
      const std::function<int(const base::Result<SandboxReport>&)>& see, void (*before)() = [] {}) {
    return in_child([&] {
      before();
      return see(enter_sandbox(trial_plan(folder_.place())));
    });
  }
  TrialFolder folder_;
};

TEST_F(Sandbox, EveryLayerIsReported) {
  if (landlock_of_this_kernel() == 0) GTEST_SKIP() << "this kernel has no Landlock";
  const int newest = landlock_of_this_kernel();
  EXPECT_EQ(entered([newest](const auto& report) {
              const auto meant = sanitized ? LayerState::relaxed : LayerState::active;
              if (!report || report->layers.size() != 4) return 1;
              if (find_layer(*report, "no_new_privs")->state != LayerState::active) return 2;
              if (find_layer(*report, "rlimits")->state != meant) return 3;
              if (find_layer(*report, "landlock")->state != LayerState::active) return 4;
              if (find_layer(*report, "seccomp")->state != meant) return 5;
              return report->landlock_abi == newest ? 0 : 6;
            }),
            0);
}

TEST_F(Sandbox, AKernelWithoutLandlockIsSaidAndDoesNotFail) {
  for (void (*const before)() : {+[] { make_answer(SYS_landlock_create_ruleset, ENOSYS); },
                                 +[] { make_answer(SYS_landlock_create_ruleset, EOPNOTSUPP); },
                                 +[] { make_answer(SYS_landlock_create_ruleset, EPERM); }})
    EXPECT_EQ(entered(
                  [](const auto& report) {
                    if (!report || report->landlock_abi != 0) return 1;
                    const Layer* layer = find_layer(*report, "landlock");
                    if (layer->state != LayerState::absent) return 2;
                    const auto text = to_text(*report, base::Language::english);
                    if (text.find("hides Landlock") == text.npos &&
                        text.find("has no Landlock") == text.npos)
                      return 3;
                    return find_layer(*report, "seccomp")->state == LayerState::absent ? 4 : 0;
                  },
                  before),
              0);
}

TEST_F(Sandbox, WhatTheKernelHasAndRefusesIsAnError) {
  EXPECT_EQ(entered(
                [](const auto& report) {
                  return !report && report.error().slug == "sandbox-refused" &&
                                 report.error().parameters[0].second == "landlock"
                             ? 0
                             : 1;
                },
                [] { make_answer(SYS_landlock_restrict_self, E2BIG); }),
            0);
}

TEST_F(Sandbox, TheReportIsOneLineInTwoLanguages) {
  SandboxReport report;
  report.layers = {{"landlock", LayerState::absent, {"pas là", "not there"}},
                   {"seccomp", LayerState::active, {}}};
  EXPECT_EQ(to_text(report, base::Language::english),
            "landlock absent (not there), seccomp active");
  EXPECT_EQ(to_text(report, base::Language::french), "landlock absente (pas là), seccomp active");
}

TEST_F(Sandbox, AnUnlimitedPortIsSaid) {
  const int answer = in_child([this] {
    SandboxPlan plan = trial_plan(folder_.place(), 3);
    plan.network = Network::outbound;
    plan.ports = {443};
    const auto report = enter_sandbox(plan);
    return report && to_text(*report, base::Language::english).find("limits no ports") !=
                         std::string::npos
               ? 0
               : 1;
  });
  if (landlock_of_this_kernel() == 0) GTEST_SKIP() << "this kernel has no Landlock";
  EXPECT_EQ(answer, 0);
}

TEST_F(Sandbox, APathThatIsAnotherThanTheOneHeldIsTold) {
  const std::string file = folder_.place().readable + "/paper";
  const std::string late = folder_.place().root + "/late";
  SandboxReport report;
  struct stat info = {};
  ASSERT_EQ(::stat(file.c_str(), &info), 0);
  report.held = {{file, info.st_dev, info.st_ino}, {late, 0, 0}};
  EXPECT_TRUE(moved_paths(report).empty());
  std::ofstream(file + ".new") << "another";
  fs::rename(file + ".new", file);
  fs::create_directory(late);
  EXPECT_EQ(moved_paths(report), (std::vector<std::string>{file, late}));
}

TEST_F(Sandbox, DeclaredPathsAreHeld) {
  if (landlock_of_this_kernel() == 0) GTEST_SKIP() << "this kernel has no Landlock";
  EXPECT_EQ(entered([this](const auto& report) {
              if (!report || report->held.size() != 2) return 1;
              struct stat info = {};
              if (::stat(folder_.place().state.c_str(), &info) != 0) return 2;
              return report->held[1].inode == info.st_ino && moved_paths(*report).empty() ? 0 : 3;
            }),
            0);
}

/// The soft limit alone, which the host moves ahead from outside.
TEST_F(Sandbox, ProcessorTimeIsTheHostsToRaise) {
  rlimit before = {};
  ASSERT_EQ(::getrlimit(RLIMIT_CPU, &before), 0);
  EXPECT_EQ(in_child([&] {
              SandboxPlan plan = trial_plan(folder_.place());
              plan.processor_seconds = 7;
              rlimit inside = {};
              if (!enter_sandbox(plan) || ::getrlimit(RLIMIT_CPU, &inside) != 0) return 1;
              return inside.rlim_cur == 7 && inside.rlim_max == before.rlim_max ? 0 : 2;
            }),
            0);
}

#ifdef __x86_64__
/// The numbers of x32 programs are another list, which walks around ours.
TEST_F(Sandbox, TheCallsOfAnotherArchitectureEndTheProcess) {
  constexpr long x32 = 0x40000000;
  const auto call = [](const auto&) {
    ::syscall(x32 + SYS_getpid);
    return 0;
  };
  if (in_child([&] { return call(0); }) != 0) GTEST_SKIP() << "a filter around us does it already";
  EXPECT_EQ(entered(call), 256 + SIGSYS);
}
#endif

}  // namespace
}  // namespace ecluse::worker
