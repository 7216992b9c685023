// SPDX-License-Identifier: EUPL-1.2
// The host does not serve as root: started as root it becomes `[server] user` before it opens
// anything.
#pragma once

#include <string>

#include "base/result.hpp"
#include "config/config.hpp"

namespace ecluse::app {

/// [control] Before any thread exists. As root: gives up root for good (groups, gid, uid), and
/// refuses when `user` is empty, root or unknown. Otherwise does nothing. In both cases no core
/// dump and no ptrace of this process from now on (PR_SET_DUMPABLE 0).
base::Result<void> leave_root(const std::string& user);

/// [control] Makes the folder (mode 0700) when it is absent. As root a folder that is new or empty
/// is given to `user`; one that holds something already keeps its owner: `state_folder = "/var"`
/// must not give /var away.
base::Result<void> prepare_folder(const std::string& folder, const std::string& user);

/// [control] The folders of the host, then leave_root(), which is said on standard error, then
/// whether the account can work in its state folder.
base::Result<void> become_service_user(const config::Server& server, base::Language language);

}  // namespace ecluse::app
