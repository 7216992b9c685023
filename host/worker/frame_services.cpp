// SPDX-License-Identifier: EUPL-1.2
#include "worker/frame_services.hpp"

#include "base/problems.hpp"
#include "worker/crew.hpp"

namespace ecluse::worker {

void FrameLog::write(services::LogLevel level, std::string_view message, const services::LogFields&,
                     std::string_view extra) {
  if (level < lowest_ || crew_ == nullptr) return;
  constexpr std::size_t longest = 16 * 1024;  // the host keeps no more of either
  crew_->log(level, message.substr(0, longest),
             extra.size() > longest ? std::string_view("{}") : extra);
}

base::Result<std::optional<std::string>> FrameStorage::get(std::string_view key) {
  auto stored = crew_->ask(storage_get, key, {}, {});
  if (stored.status == base::Status::not_found) return std::nullopt;
  if (stored.status == base::Status::ok && stored.rows.size() == 1)
    return std::move(stored.rows[0].second);
  base::Error error = base::problem("store-unavailable");
  error.status = stored.status == base::Status::ok ? base::Status::internal : stored.status;
  return base::fail(std::move(error));
}

base::Result<void> FrameStorage::put(std::string_view key,
                                     const std::optional<std::string>& expected,
                                     const std::optional<std::string>& value) {
  const auto operation = static_cast<std::uint8_t>(storage_put | (expected ? storage_expects : 0) |
                                                   (value ? storage_keeps : 0));
  const auto stored =
      crew_->ask(operation, key, expected.value_or(std::string()), value.value_or(std::string()));
  if (stored.status == base::Status::ok) return {};
  base::Error error = base::problem("store-unavailable");
  error.status = stored.status;
  return base::fail(std::move(error));
}

base::Result<services::Storage::Rows> FrameStorage::list(std::string_view prefix) {
  auto stored = crew_->ask(storage_list, prefix, {}, {});
  if (stored.status == base::Status::ok) return std::move(stored.rows);
  base::Error error = base::problem("store-unavailable");
  error.status = stored.status;
  return base::fail(std::move(error));
}

}  // namespace ecluse::worker
