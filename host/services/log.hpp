// SPDX-License-Identifier: EUPL-1.2
// Where log lines go: one JSON object a line, with time, level, system and request. Never personal
// data, never a secret: callers pass slugs, names of files, counts and offsets, and redaction.hpp
// stands behind them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecluse::services {

enum class LogLevel : int { debug = 1, info = 2, warning = 3, error = 4, host_misbehaving = 5 };

using LogFields = std::vector<std::pair<std::string_view, std::string_view>>;

class Log {
 public:
  virtual ~Log() = default;
  /// [any] `extra` is a JSON object or empty, of at most 16 kB and 8 levels ("fields_fault" says
  /// why it is missing); a message is cut at 4 kB. Control characters are escaped: one call is one
  /// line.
  virtual void write(LogLevel level, std::string_view message, const LogFields& fields,
                     std::string_view extra) = 0;
  void write(LogLevel level, std::string_view message, const LogFields& fields = {}) {
    write(level, message, fields, {});
  }
  virtual LogLevel lowest() const = 0;
};

/// To standard error, by spdlog.
std::unique_ptr<Log> make_standard_log(LogLevel lowest);

/// For tests: keeps the lines. [any]
class MemoryLog final : public Log {
 public:
  MemoryLog();
  ~MemoryLog() override;
  void write(LogLevel level, std::string_view message, const LogFields& fields,
             std::string_view extra) override;
  LogLevel lowest() const override { return LogLevel::debug; }
  std::vector<std::string> lines() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ecluse::services
