// SPDX-License-Identifier: EUPL-1.2
#include "worker/sandbox_trial.hpp"

#include <grp.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "worker/sandbox_layers.hpp"

namespace ecluse::worker {
namespace {

constexpr int not_entered = 250, no_account = 251;
constexpr unsigned nobody = 65534;

/// A trial of nobody needs the folders to be his.
void give(const Place& place) {
  if (::geteuid() != 0) return;
  for (const auto& path :
       {place.root, place.readable, place.state, place.other, place.paper(), place.secret()})
    if (::chown(path.c_str(), nobody, nobody) != 0) ADD_FAILURE() << path;
}

int attempt(const Act& act, const SandboxPlan& plan, const Place& place, Account account) {
  if (account == Account::nobody &&
      (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 || ::setuid(nobody) != 0))
    return no_account;
  if (!enter_sandbox(plan)) return not_entered;
  return act.deed(place);
}

std::string told(int answer) {
  if (answer == not_entered) return "the sandbox was not entered";
  if (answer >= 256) return std::string("ended by ") + ::strsignal(answer - 256);
  return answer == 0 ? "worked" : std::strerror(answer);
}

}  // namespace

SandboxPlan trial_plan(const Place& place, int abi) {
  SandboxPlan plan;
  plan.readable = {place.readable};
  plan.writable = {place.state};
  plan.temporary = place.state;
  plan.memory_bytes = std::uint64_t{256} << 20;
  plan.open_files = 64;
  plan.file_bytes = std::uint64_t{8} << 20;
  plan.highest_landlock_abi = abi;
  return plan;
}

void try_acts(const std::vector<Act>& acts, const SandboxPlan& plan, const Place& place,
              Account account) {
  const int abi = std::min(plan.highest_landlock_abi, landlock_of_this_kernel());
  for (const Act& act : acts) {
    if (act.from_abi > abi || (sanitized && act.under == Under::no_sanitizer)) continue;
    const int answer = in_child([&] { return attempt(act, plan, place, account); });
    EXPECT_TRUE(std::count(act.answers.begin(), act.answers.end(), answer) == 1)
        << act.name << ", Landlock ABI " << abi << ": " << told(answer);
  }
}

TrialFolder::TrialFolder() {
  std::string root = ::testing::TempDir() + "ecluse-sandbox-XXXXXX";
  if (::mkdtemp(root.data()) == nullptr) ADD_FAILURE() << "no temporary folder";
  place_ = {root, root + "/readable", root + "/state", root + "/other"};
  for (const auto& folder : {place_.readable, place_.state, place_.other})
    std::filesystem::create_directory(folder);
  std::ofstream(place_.paper()) << "paper";
  std::ofstream(place_.secret()) << "secret";
  give(place_);
}

TrialFolder::~TrialFolder() { std::filesystem::remove_all(place_.root); }

int in_child(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child) return -1;
  return WIFSIGNALED(status) ? 256 + WTERMSIG(status) : WEXITSTATUS(status);
}

int landlock_of_this_kernel() {
  const long abi =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return abi < 1 ? 0 : static_cast<int>(abi);
}

}  // namespace ecluse::worker
