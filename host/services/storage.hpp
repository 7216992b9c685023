// SPDX-License-Identifier: EUPL-1.2
// Where the values of ecluse.storage/1 are kept: in the host's store, or, for a plugin in a worker,
// behind a frame to the host.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace ecluse::services {

inline constexpr std::size_t longest_storage_key = 200;
inline constexpr std::size_t longest_storage_value = 64 * 1024;
inline constexpr std::size_t most_storage_keys = 1000;

/// The values of one system.
class Storage {
 public:
  using Rows = std::vector<std::pair<std::string, std::string>>;
  virtual ~Storage() = default;
  /// Nothing when there is no such key. [any]
  virtual base::Result<std::optional<std::string>> get(std::string_view key) = 0;
  /// Without `value` the key goes. Fails as aborted unless the value is `expected` (without it:
  /// unless there is none). [any]
  virtual base::Result<void> put(std::string_view key, const std::optional<std::string>& expected,
                                 const std::optional<std::string>& value) = 0;
  /// In the order of the keys. [any]
  virtual base::Result<Rows> list(std::string_view prefix) = 0;
};

}  // namespace ecluse::services
