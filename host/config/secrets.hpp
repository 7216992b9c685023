// SPDX-License-Identifier: EUPL-1.2
// Secrets are named in the configuration and kept elsewhere: a file of mode 0600 beneath the
// secrets folder, the environment, or a systemd credential. They are never printed.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ecluse::config {

struct SecretReference {
  enum class Kind : std::uint8_t { file, environment, systemd } kind = Kind::file;
  std::string name;
};

enum class SecretFault : std::uint8_t { none, missing, exposed, unreadable, empty };

struct SecretValue {
  SecretFault fault = SecretFault::none;
  std::string text;  ///< wipe it after use
};

/// Given from outside, so that tests need no files: the product's is read_secret of a folder.
using SecretReader = std::function<SecretValue(const SecretReference&)>;

/// One line end at the end of a file does not belong to the secret.
SecretReader secrets_in(std::string folder);

/// Writes a file of mode 0600, all or nothing; replaces an older one.
base::Result<void> write_secret(const std::string& folder, const std::string& name,
                                std::string_view text);

/// Letters, digits, '.', '-', '_'; no path.
bool is_secret_name(std::string_view name);

}  // namespace ecluse::config
