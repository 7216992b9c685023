// SPDX-License-Identifier: EUPL-1.2
#include "app/privileges.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>

#include "base/problems.hpp"

namespace ecluse::app {
namespace {

base::Failure refuse_user(const std::string& user) {
  return base::fail(base::problem("runs-as-root").with("user", user));
}

const passwd* account(const std::string& user) {
  return user.empty() ? nullptr : ::getpwnam(user.c_str());
}

}  // namespace

base::Result<void> leave_root(const std::string& user) {
  if (::geteuid() == 0) {
    const passwd* entry = account(user);
    if (entry == nullptr || entry->pw_uid == 0) return refuse_user(user);
    if (::initgroups(user.c_str(), entry->pw_gid) != 0 || ::setgid(entry->pw_gid) != 0 ||
        ::setuid(entry->pw_uid) != 0)
      return refuse_user(user);
    if (::setuid(0) == 0) return refuse_user(user);  // it must not be possible to come back
  }
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  return {};
}

base::Result<void> prepare_folder(const std::string& folder, const std::string& user) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(folder, error);
  if (error) {
    base::Error failure = base::problem("folder-not-made").with("folder", folder);
    failure.upstream_text = error.message();
    return base::fail(std::move(failure));
  }
  if (made) ::chmod(folder.c_str(), 0700);
  const passwd* entry = ::geteuid() == 0 ? account(user) : nullptr;
  const bool ours = made || std::filesystem::is_empty(folder, error);
  if (entry != nullptr && ours && ::chown(folder.c_str(), entry->pw_uid, entry->pw_gid) != 0)
    return base::fail(base::problem("folder-not-made").with("folder", folder));
  return {};
}

base::Result<void> become_service_user(const config::Server& server, base::Language language) {
  const std::string socket_folder =
      std::filesystem::path(server.control_socket).parent_path().string();
  std::error_code ignored;
  if (account(server.user) != nullptr ||
      ::geteuid() != 0)  // else leave_root refuses, and nothing is made
    for (const auto* folder : {&server.state_folder, &server.secrets_folder, &socket_folder})
      if (folder != &socket_folder || !std::filesystem::exists(socket_folder, ignored))
        if (auto made = prepare_folder(*folder, server.user); !made) return made;
  const bool root = ::geteuid() == 0;
  if (auto left = leave_root(server.user); !left) return left;
  if (root)
    std::cerr << (language == base::Language::french
                      ? "Écluse : root est quitté, le compte qui sert est « " + server.user +
                            " ».\n"
                      : "Écluse: root is left, the account that serves is \"" + server.user +
                            "\".\n");
  if (::access(server.state_folder.c_str(), W_OK | X_OK) != 0) {
    base::Error failure = base::problem("folder-not-made").with("folder", server.state_folder);
    failure.upstream_text = std::strerror(errno);
    return base::fail(std::move(failure));
  }
  return {};
}

}  // namespace ecluse::app
