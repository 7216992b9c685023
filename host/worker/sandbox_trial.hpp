// SPDX-License-Identifier: EUPL-1.2
// For tests: one act in a child process that has entered the sandbox, told by its exit code.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "worker/sandbox.hpp"

namespace ecluse::worker {

/// What stands around a trial: readable/paper, state/ (writable), other/secret (another system's).
struct Place {
  std::string root, readable, state, other;
  std::string paper() const { return readable + "/paper"; }
  std::string secret() const { return other + "/secret"; }
};

/// 0 when the act worked, else its errno.
using Deed = int (*)(const Place&);

enum class Under : std::uint8_t { anything, no_sanitizer };

struct Act {
  const char* name;
  Deed deed;
  std::vector<int> answers;  ///< what it may come to: 0, or numbers of errors
  int from_abi = 0;          ///< of Landlock: below it nothing is promised
  Under under = Under::anything;
};

inline const std::vector<int> works{0};
inline const std::vector<int> refused{1 /* EPERM */, 13 /* EACCES */};

enum class Account : std::uint8_t { mine, nobody };

/// The sandbox of a trial: no network, 256 MB, 64 files; `abi` is the newest of Landlock to use.
SandboxPlan trial_plan(const Place& place, int abi = 1000);

/// The acts one by one, each in a child of its own.
void try_acts(const std::vector<Act>& acts, const SandboxPlan& plan, const Place& place,
              Account account);

/// A folder that takes itself away, as Place says.
class TrialFolder {
 public:
  TrialFolder();
  TrialFolder(const TrialFolder&) = delete;
  TrialFolder& operator=(const TrialFolder&) = delete;
  ~TrialFolder();
  const Place& place() const { return place_; }

 private:
  Place place_;
};

/// Runs `body` in a child; its exit code, or 256 + the signal that ended it.
int in_child(const std::function<int()>& body);

/// The newest ABI of Landlock here; 0 without.
int landlock_of_this_kernel();

}  // namespace ecluse::worker
