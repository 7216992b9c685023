// SPDX-License-Identifier: EUPL-1.2
// What a plugin in a worker has of its host beyond its process: the log and the stored values, each
// a frame.
#pragma once

#include <optional>
#include <string>

#include "services/log.hpp"
#include "services/storage.hpp"

namespace ecluse::worker {

class Crew;

/// The log of a plugin in a worker.
class FrameLog final : public services::Log {
 public:
  explicit FrameLog(services::LogLevel lowest) : lowest_(lowest) {}
  void aim(Crew* crew) { crew_ = crew; }
  using Log::write;
  void write(services::LogLevel level, std::string_view message, const services::LogFields& fields,
             std::string_view extra) override;
  services::LogLevel lowest() const override { return lowest_; }

 private:
  services::LogLevel lowest_;
  Crew* crew_ = nullptr;
};

/// The stored values of a plugin in a worker.
class FrameStorage final : public services::Storage {
 public:
  void aim(Crew* crew) { crew_ = crew; }
  base::Result<std::optional<std::string>> get(std::string_view key) override;
  base::Result<void> put(std::string_view key, const std::optional<std::string>& expected,
                         const std::optional<std::string>& value) override;
  base::Result<Rows> list(std::string_view prefix) override;

 private:
  Crew* crew_ = nullptr;
};

}  // namespace ecluse::worker
