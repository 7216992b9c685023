// SPDX-License-Identifier: EUPL-1.2
#include "services/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <mutex>
#include <nlohmann/json.hpp>

#include "json/canonical.hpp"
#include "json/parse.hpp"
#include "services/redaction.hpp"

namespace ecluse::services {
namespace {

constexpr std::string_view level_names[] = {"",        "debug", "info",
                                            "warning", "error", "host-misbehaving"};

constexpr std::size_t longest_message = 4096;
// A plugin's fields are a few facts: deeper or longer ones are a fault of the plugin, and said so.
constexpr json::Limits field_limits{8, 16 * 1024};

/// What a plugin gave is told apart from what the host adds: it stands under "fields".
json::Value line_of(LogLevel level, std::string_view message, const LogFields& fields,
                    std::string_view extra) {
  json::Value line = json::Value::object();
  if (!extra.empty()) {
    auto parsed = json::parse(extra, field_limits);
    if (parsed && parsed->is_object()) {
      redact(*parsed);
      line["fields"] = std::move(*parsed);
    } else {
      line["fields_fault"] = parsed ? "wrong-type" : parsed.error().slug;
    }
  }
  line["level"] = level_names[static_cast<std::size_t>(level)];
  line["message"] = redact(message.substr(0, longest_message));
  for (const auto& [name, value] : fields) line[std::string(name)] = redact(value);
  return line;
}

class StandardLog final : public Log {
 public:
  explicit StandardLog(LogLevel lowest)
      : lowest_(lowest), logger_("ecluse", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    // The line is JSON; spdlog puts the time in front of its members.
    logger_.set_pattern("{\"time\":\"%Y-%m-%dT%H:%M:%S.%e%z\",%v");
    logger_.set_level(spdlog::level::trace);
    logger_.flush_on(spdlog::level::warn);
  }
  using Log::write;
  void write(LogLevel level, std::string_view message, const LogFields& fields,
             std::string_view extra) override {
    if (level < lowest_) return;
    const std::string text = json::to_text(line_of(level, message, fields, extra));
    logger_.log(level >= LogLevel::warning ? spdlog::level::warn : spdlog::level::info,
                spdlog::string_view_t(text.data() + 1, text.size() - 1));
  }
  LogLevel lowest() const override { return lowest_; }

 private:
  LogLevel lowest_;
  spdlog::logger logger_;
};

}  // namespace

std::unique_ptr<Log> make_standard_log(LogLevel lowest) {
  return std::make_unique<StandardLog>(lowest);
}

struct MemoryLog::State {
  mutable std::mutex mutex;
  std::vector<std::string> lines;
};
MemoryLog::MemoryLog() : state_(std::make_unique<State>()) {}
MemoryLog::~MemoryLog() = default;
void MemoryLog::write(LogLevel level, std::string_view message, const LogFields& fields,
                      std::string_view extra) {
  const std::lock_guard lock(state_->mutex);
  state_->lines.push_back(json::to_text(line_of(level, message, fields, extra)));
}
std::vector<std::string> MemoryLog::lines() const {
  const std::lock_guard lock(state_->mutex);
  return state_->lines;
}

}  // namespace ecluse::services
