// SPDX-License-Identifier: EUPL-1.2
// What needs the manifests and the machine.
#include <pwd.h>
#include <sys/stat.h>

#include <cerrno>

#include "config/checking.hpp"

namespace ecluse::config {
namespace {

constexpr std::string_view our_publisher = "Écluse";

std::string known_connectors(const Checking& checking) {
  std::string known;
  for (const auto* manifest : checking.manifests)
    for (const auto& each : manifest->connectors) known += (known.empty() ? "" : ", ") + each.id;
  return known.empty() ? "-" : known;
}

Place place_of_server_key(const Server& server, const char* key) {
  const auto found = server.places.find(key);
  return found == server.places.end() ? Place{} : found->second;
}

void check_account(const Checking& checking) {
  const Server& server = checking.config.server;
  if (server.user.empty() || server.user == "root") return;  // told by parse
  const passwd* entry = ::getpwnam(server.user.c_str());
  if (entry == nullptr)
    return checking.find("unknown-account", place_of_server_key(server, "user"),
                         {{"user", server.user}});
  if (entry->pw_uid == 0)
    checking.find("runs-as-root", place_of_server_key(server, "user"), {{"user", server.user}});
}

/// The folders that serve() makes when they are not there: they must not be something else.
void check_folders(const Checking& checking) {
  const Server& server = checking.config.server;
  struct stat info {};
  for (const auto& [key, path] : {std::pair("state_folder", &server.state_folder),
                                  {"secrets_folder", &server.secrets_folder}})
    if (::stat(path->c_str(), &info) == 0 && !S_ISDIR(info.st_mode))
      checking.find("not-a-folder", place_of_server_key(server, key), {{"path", *path}});
}

void check_system(const Checking& checking, const System& system) {
  if (system.connector.empty()) {
    if (!system.connector_given)
      checking.find("connector-missing", system.place,
                    {{"name", system.id}, {"known", known_connectors(checking)}});
    return;
  }
  const auto* found = checking.connector(system.connector);
  if (found == nullptr)
    return checking.find("unknown-connector", system.connector_place,
                         {{"name", system.connector}, {"known", known_connectors(checking)}});
  check_settings(checking, system, *found);
}

/// Said once, for all systems: code that is not ours runs where every secret is.
void check_isolation(const Checking& checking) {
  std::string names;
  Place place;
  for (const auto& [id, system] : checking.config.systems) {
    const auto* publisher = checking.publisher(system.connector);
    if (system.isolation != "none" || publisher == nullptr || *publisher == our_publisher) continue;
    if (names.empty()) place = system.isolation_place;
    names += (names.empty() ? "" : ", ") + id;
  }
  if (!names.empty()) checking.find("isolation-none", place, {{"names", names}});
}

}  // namespace

void check_path(const Checking& checking, const std::string& path, Wanted wanted, Place place) {
  struct stat info {};
  const bool folder = wanted == Wanted::folder;
  if (::stat(path.c_str(), &info) == 0) {
    if (folder ? !S_ISDIR(info.st_mode) : !S_ISREG(info.st_mode))
      checking.find(folder ? "not-a-folder" : "not-a-file", place, {{"path", path}});
  } else if (errno == ENOENT || errno == ENOTDIR) {
    checking.find(folder ? "folder-not-there" : "file-not-there", place, {{"path", path}});
  } else {
    base::Parameters parameters{{"path", path}};
    add_words(parameters, "why", reason(errno));
    checking.find("path-unreadable", place, std::move(parameters));
  }
}

void check(const Config& config, const std::vector<const manifest::Manifest*>& manifests,
           const SecretReader& secrets, std::vector<Finding>& findings) {
  const Checking checking{config, manifests, secrets, findings};
  check_account(checking);
  check_folders(checking);
  for (const auto& [id, system] : config.systems) check_system(checking, system);
  check_isolation(checking);
  for (const auto& [id, consumer] : config.consumers) check_scopes(checking, consumer);
  sort_by_place(findings);
}

}  // namespace ecluse::config
