// SPDX-License-Identifier: EUPL-1.2
// What one system's plugin may ask of the host: the ABI's ecluse_host with its services.
#pragma once

#include <ecluse/abi.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "services/file_access.hpp"
#include "services/log.hpp"
#include "services/storage.hpp"
#include "sql/settings.hpp"

namespace ecluse::services {

/// Borrowed for the life of the SystemServices.
struct Surroundings {
  const base::Clock* clock = nullptr;
  Log* log = nullptr;
  Storage* storage = nullptr;    ///< null: the service says "unavailable"
  std::string_view connector{};  ///< named in log lines; copied
  /// What the settings name beside folders: hosts and sockets that ecluse.sql/1 may reach.
  std::vector<std::string> texts{};
  std::size_t sql_sessions = 4;  ///< of each kind at once, for each database
};

/// Owns the ecluse_host of one system; must outlive every instance opened with it.
class SystemServices {
 public:
  SystemServices(std::string system, std::vector<std::string> roots, Surroundings around);
  ~SystemServices();
  SystemServices(const SystemServices&) = delete;
  SystemServices& operator=(const SystemServices&) = delete;

  /// The same address for the life of this object.
  const ecluse_host* host() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// For each call one session and, for the background and what plays several at once, three more.
constexpr std::size_t sql_sessions_of(int max_concurrency) {
  return static_cast<std::size_t>(max_concurrency) + 3;
}

/// Ids of every service that this host offers: "ecluse.log/1", …
std::span<const std::string_view> offered_services();

}  // namespace ecluse::services
