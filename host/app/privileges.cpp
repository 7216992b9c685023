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
  if (entry != nullptr && ::chown(folder.c_str(), entry->pw_uid, entry->pw_gid) != 0)
    return base::fail(base::problem("folder-not-made").with("folder", folder));
  return {};
}

}  // namespace ecluse::app
