// SPDX-License-Identifier: EUPL-1.2
// setrlimit(2). RLIMIT_DATA counts private writable memory, stacks of threads included, and not
// what is only reserved, as RLIMIT_AS does: libraries, mapped databases, arenas that are never
// touched. RLIMIT_AS is there too, far above, for its page tables alone: a terabyte that is only
// read costs two gigabytes of them. Memory that neither counts (shared without a file, memfd) is
// refused by seccomp. RLIMIT_NPROC is no use here: it counts every process of the account, so a
// bound for one worker would be one for the host and its neighbours.
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>

#include "worker/sandbox_layers.hpp"

namespace ecluse::worker {
namespace {

enum class Which : std::uint8_t { soft_and_hard, soft_alone };

/// Never above what we may: an unprivileged process cannot raise its hard limit.
int lower_limit(int resource, rlim_t value, Which which = Which::soft_and_hard) {
  rlimit limit = {};
  if (::getrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0) return errno;
  const rlim_t bound = std::min(value, limit.rlim_max);
  limit.rlim_cur = bound;
  if (which == Which::soft_and_hard) limit.rlim_max = bound;
  return ::setrlimit(static_cast<__rlimit_resource>(resource), &limit) == 0 ? 0 : errno;
}

struct Limit {
  int resource;
  rlim_t value;
  Which which = Which::soft_and_hard;
};

}  // namespace

base::Result<Layer> limit_resources(const SandboxPlan& plan) {
  constexpr rlim_t main_stack = rlim_t{8} << 20;
  constexpr rlim_t reserved_memory = rlim_t{64} << 30;
  std::vector<Limit> limits{{RLIMIT_CORE, 0},
                            {RLIMIT_NOFILE, plan.open_files},
                            {RLIMIT_FSIZE, plan.file_bytes},
                            {RLIMIT_MEMLOCK, 0},
                            {RLIMIT_MSGQUEUE, 0},
                            {RLIMIT_RTPRIO, 0}};
  if (!sanitized) limits.push_back({RLIMIT_STACK, main_stack});
  if (!sanitized && plan.memory_bytes != 0) {
    limits.push_back({RLIMIT_DATA, plan.memory_bytes});
    limits.push_back({RLIMIT_AS, plan.memory_bytes + reserved_memory});
  }
  // The soft limit alone, for the host moves it ahead while calls run and may not raise a hard one.
  if (plan.processor_seconds != 0)
    limits.push_back({RLIMIT_CPU, plan.processor_seconds, Which::soft_alone});
  for (const Limit& limit : limits)
    if (const int error = lower_limit(limit.resource, limit.value, limit.which); error != 0)
      return sandbox_refusal("rlimits", error);
  if (!sanitized) return Layer{"rlimits", LayerState::active, {}};
  return Layer{"rlimits",
               LayerState::relaxed,
               {"construction sous sanitizer : mémoire sans limite",
                "built with a sanitizer: no limit of memory"}};
}

}  // namespace ecluse::worker
