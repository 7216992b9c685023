// SPDX-License-Identifier: EUPL-1.2
#include "config/secrets.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "base/problems.hpp"

namespace ecluse::config {
namespace {

constexpr std::size_t longest_secret = 64 * 1024;

/// What an editor or `echo` puts behind the secret.
void drop_line_end(std::string& text) {
  if (!text.empty() && text.back() == '\n') text.pop_back();
  if (!text.empty() && text.back() == '\r') text.pop_back();
}

SecretValue read_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (file < 0) return {errno == ENOENT ? SecretFault::missing : SecretFault::unreadable, {}};
  SecretValue value;
  struct stat info {};
  if (::fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(file);
    return {SecretFault::unreadable, {}};
  }
  if ((info.st_mode & 077) != 0) value.fault = SecretFault::exposed;
  char buffer[4096];
  for (ssize_t got = 0;
       (got = ::read(file, buffer, sizeof buffer)) > 0 && value.text.size() <= longest_secret;)
    value.text.append(buffer, static_cast<std::size_t>(got));
  ::close(file);
  drop_line_end(value.text);
  if (value.text.size() > longest_secret) return {SecretFault::unreadable, {}};
  if (value.text.empty() && value.fault == SecretFault::none) value.fault = SecretFault::empty;
  return value;
}

SecretValue read_environment(const std::string& name) {
  const char* text = std::getenv(name.c_str());
  if (text == nullptr) return {SecretFault::missing, {}};
  return {*text == '\0' ? SecretFault::empty : SecretFault::none, text};
}

}  // namespace

bool is_secret_name(std::string_view name) {
  if (name.empty() || name.size() > 100 || name.front() == '.') return false;
  return std::all_of(name.begin(), name.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '.' || letter == '-' || letter == '_';
  });
}

SecretReader secrets_in(std::string folder) {
  return [folder = std::move(folder)](const SecretReference& reference) -> SecretValue {
    if (reference.kind == SecretReference::Kind::environment)
      return read_environment(reference.name);
    if (reference.kind == SecretReference::Kind::systemd) {
      const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
      if (credentials == nullptr) return {SecretFault::missing, {}};
      SecretValue value = read_file(std::string(credentials) + "/" + reference.name);
      if (value.fault == SecretFault::exposed)
        value.fault = SecretFault::none;  // systemd set the mode
      return value;
    }
    return read_file(folder + "/" + reference.name);
  };
}

base::Result<void> write_secret(const std::string& folder, const std::string& name,
                                std::string_view text) {
  const auto failed = [&] {
    return base::fail(base::problem("folder-not-made").with("folder", folder));
  };
  if (!is_secret_name(name)) return base::fail(base::problem("invalid-query").with("name", name));
  ::mkdir(folder.c_str(), 0700);
  const std::string temporary = folder + "/." + name + ".part";
  const int file =
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return failed();
  const bool whole = ::fchmod(file, 0600) == 0 &&
                     ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                     ::fsync(file) == 0;
  ::close(file);
  if (!whole || ::rename(temporary.c_str(), (folder + "/" + name).c_str()) != 0) {
    ::unlink(temporary.c_str());
    return failed();
  }
  return {};
}

}  // namespace ecluse::config
