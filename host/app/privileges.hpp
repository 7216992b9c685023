// SPDX-License-Identifier: EUPL-1.2
// The host does not serve as root: started as root it becomes `[server] user` before it opens anything.
#pragma once

#include <string>

#include "base/result.hpp"

namespace ecluse::app {

/// [control] Before any thread exists. As root: gives up root for good (groups, gid, uid), and refuses
/// when `user` is empty, root or unknown. Otherwise does nothing. In both cases no core dump and no
/// ptrace of this process from now on (PR_SET_DUMPABLE 0).
base::Result<void> leave_root(const std::string& user);

/// [control] As root only: gives the folder (made when absent, mode 0700) to `user`.
base::Result<void> prepare_folder(const std::string& folder, const std::string& user);

}  // namespace ecluse::app
