// SPDX-License-Identifier: EUPL-1.2
#include "app/pause_requests.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/problems.hpp"
#include "config/maintenance.hpp"

namespace ecluse::app {
namespace {

using store::PauseOf;

constexpr std::size_t longest_reason = 200;

std::string text(const json::Value& request, const char* name) {
  const auto found = request.find(name);
  return found == request.end() || !found->is_string() ? std::string() : found->get<std::string>();
}

template <typename Map>
std::string names_of(const Map& map) {
  std::string names;
  for (const auto& [name, value] : map) names += (names.empty() ? "" : ", ") + name;
  return names.empty() ? "-" : names;
}

/// What the administrator means by "salles", "system:salles" or "consumer:salles".
base::Result<store::PauseRow> target_of(Host& host, const std::string& words) {
  const auto snapshot = host.registry().current();
  const auto& config = snapshot->config;
  std::string id = words;
  const auto prefixed = [&](std::string_view prefix) {
    if (id.rfind(prefix, 0) != 0) return false;
    id.erase(0, prefix.size());
    return true;
  };
  const bool as_system = prefixed("system:"), as_consumer = !as_system && prefixed("consumer:");
  const bool system = !as_consumer && config.systems.count(id) != 0;
  const bool consumer = !as_system && config.consumers.count(id) != 0;
  if (system && consumer) return base::fail(base::problem("pause-ambiguous").with("name", id));
  if (!system && !consumer)
    return base::fail(base::problem("pause-unknown")
                          .with("name", words.substr(0, 100))
                          .with("systems", names_of(config.systems))
                          .with("consumers", names_of(config.consumers)));
  store::PauseRow row;
  row.of = system ? PauseOf::system : PauseOf::consumer;
  row.id = id;
  return row;
}

/// Callers and terminals read it: no character that moves the text about.
bool is_reason(std::string_view reason) {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < reason.size(); ++at) {
    const auto byte = static_cast<unsigned char>(reason[at]);
    const auto next = at + 1 < reason.size() ? static_cast<unsigned char>(reason[at + 1]) : 0;
    const auto third = at + 2 < reason.size() ? static_cast<unsigned char>(reason[at + 2]) : 0;
    if (byte < 0x20 || byte == 0x7f || (byte == 0xC2 && next < 0xA0)) return false;  // C0, C1
    // Marks of direction, and ends of lines and paragraphs: U+200E to U+202E, but for the dashes
    // and quotes between them; U+2066 to U+2069.
    if (byte == 0xE2 && next == 0x80 &&
        ((third >= 0xA8 && third <= 0xAE) || third == 0x8E || third == 0x8F))
      return false;
    if (byte == 0xE2 && next == 0x81 && third >= 0xA6 && third <= 0xA9) return false;
    characters += (byte & 0xC0) != 0x80 ? 1 : 0;
  }
  return characters > 0 && characters <= longest_reason &&
         reason.find_first_not_of(' ') != reason.npos;
}

}  // namespace

base::Result<store::PauseRow> begin_pause(Host& host, const json::Value& request,
                                          std::string_view by) {
  auto row = target_of(host, text(request, "target"));
  if (!row) return row;
  row->by = by;
  row->reason = text(request, "reason");
  if (!is_reason(row->reason))
    return base::fail(
        base::problem("pause-reason-wrong").with("limit", std::to_string(longest_reason)));
  // The sentence around it ends with a point of its own.
  while (row->reason.size() > 1 && (row->reason.back() == '.' || row->reason.back() == ' '))
    row->reason.pop_back();
  if (const std::string until = text(request, "until"); !until.empty()) {
    const auto minute = config::parse_time_of_day(until);
    if (!minute || *minute == config::minutes_of_day)
      return base::fail(base::problem("pause-until-wrong").with("value", until.substr(0, 20)));
    row->until_ns =
        config::next_time_of_day(*minute, base::system_clock().wall()).time_since_epoch().count();
  }
  if (auto begun = host.runtime().pause(*row); !begun) return base::fail(begun.error());
  return row;
}

base::Result<store::PauseRow> end_pause(Host& host, const json::Value& request,
                                        std::string_view by) {
  auto row = target_of(host, text(request, "target"));
  if (!row) return row;
  if (auto ended = host.runtime().resume(row->of, row->id, by); !ended)
    return base::fail(ended.error());
  return row;
}

std::string told_pause(const store::PauseRow& row, base::Language language) {
  const bool french = language == base::Language::french;
  const bool system = row.of == PauseOf::system;
  std::string told = french ? (system ? "Le système « " : "Le consommateur « ") + row.id + " »"
                            : (system ? "The system \"" : "The consumer \"") + row.id + "\"";
  if (row.reason.empty())
    return told + (french ? " n'est plus en pause." : " is no longer paused.");
  told += french ? " est en pause" : " is paused";
  if (row.until_ns != 0)
    told += (french ? " jusqu'à " : " until ") +
            config::local_time_of_day(base::Wall(std::chrono::nanoseconds(row.until_ns)));
  return told + (french ? " : " : ": ") + row.reason + ". → ecluse resume " +
         (system ? "system:" : "consumer:") + row.id;
}

}  // namespace ecluse::app
