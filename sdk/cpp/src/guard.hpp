// SPDX-License-Identifier: MIT
// Private to the SDK: between the plugin's code and the ABI, through which nothing may be thrown.
#pragma once

#include "json.hpp"

namespace ecluse::detail {

inline ecluse_text text_in(std::string_view view) { return {view.data(), view.size()}; }
inline std::string_view view_of(ecluse_text text) { return {text.data, text.size}; }

/// Calls `report` with the ABI's form of an error; answers its status.
template <typename Report>
ecluse_status report_error(const Error& error, Report report) {
  std::string parameters;
  if (!error.parameters.empty() || !error.details.empty()) {
    Json object = error.details.empty() ? Json::object() : Json::parse(error.details);
    for (const auto& [name, value] : error.parameters) object[name] = value;
    parameters = text_of(object);
  }
  ecluse_error raw{};
  raw.size = sizeof raw;
  raw.status = static_cast<ecluse_status>(error.status);
  raw.slug = text_in(error.slug);
  raw.pointer = text_in(error.pointer);
  raw.parameters = text_in(parameters);
  raw.upstream_text = text_in(error.upstream_text);
  raw.retry_after_ms = error.retry_after_ms;
  report(raw);
  return raw.status;
}

/// Runs `body` behind the ABI: what it throws becomes INTERNAL with slug "unexpected".
template <typename Body, typename Report>
ecluse_status guarded(Body body, Report report) noexcept {
  try {
    try {
      const Result<void> result = body();
      return result ? ECLUSE_OK : report_error(result.error(), report);
    } catch (...) {
      // What was thrown may hold personal data: it is not passed on.
      Error error;
      error.slug = "unexpected";
      return report_error(error, report);
    }
  } catch (...) {
    return ECLUSE_INTERNAL;
  }
}

}  // namespace ecluse::detail
