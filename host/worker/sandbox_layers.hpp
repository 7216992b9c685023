// SPDX-License-Identifier: EUPL-1.2
// The layers of the sandbox, one source each; enter_sandbox lays them on in this order.
#pragma once

#include "worker/sandbox.hpp"

#if defined(__has_feature)
#define ECLUSE_HAS_FEATURE(name) __has_feature(name)
#else
#define ECLUSE_HAS_FEATURE(name) 0
#endif

namespace ecluse::worker {

/// ASan and TSan keep terabytes of shadow, and LeakSanitizer looks at the process through ptrace
/// from a process of its own: under them two layers are relaxed, and the report says so.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || \
    ECLUSE_HAS_FEATURE(address_sanitizer) || ECLUSE_HAS_FEATURE(thread_sanitizer)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

/// "sandbox-refused", with the words of the error number. [any]
base::Failure sandbox_refusal(const std::string& layer, int error_number);

/// rlimits. [control]
base::Result<Layer> limit_resources(const SandboxPlan& plan);

/// Landlock; fills in landlock_abi and held of the report. [control]
base::Result<Layer> restrict_files(const SandboxPlan& plan, SandboxReport& report);

/// seccomp; the last one, for it refuses what the others need. `landlock_abi` tells what Landlock
/// leaves to it. [control]
base::Result<Layer> filter_calls(const SandboxPlan& plan, int landlock_abi);

}  // namespace ecluse::worker
