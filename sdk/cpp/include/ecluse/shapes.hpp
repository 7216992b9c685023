// SPDX-License-Identifier: MIT
// What the extensions of a connector take and give, as plain types.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "result.hpp"

namespace ecluse {

/// What `check` found (ecluse/ext/check.h).
struct Checked {
  std::string version;                                     ///< of the legacy system, or empty
  std::vector<std::pair<std::string, std::string>> facts;  ///< shown to the operator
};

/// What a drop-down asks (ecluse/ext/options.h).
struct OptionQuery {
  std::string search;
  int page_size = 50;
  std::string cursor;  ///< empty: from the beginning
};
struct Option {
  std::string value;
  std::string label;
};
struct OptionPage {
  std::vector<Option> options;
  std::string cursor;  ///< empty: there are no more
};

/// Where a trigger's poll begins (ecluse/ext/trigger.h).
struct PollQuery {
  std::optional<std::string> cursor;  ///< nothing: from now on; answer no events, only a cursor
  int page_size = 100;
};
template <typename Data>
struct Event {
  std::string id;    ///< the same whenever it is told again
  std::string time;  ///< RFC 3339 with offset
  Data data;
};
template <typename Data>
struct Polled {
  std::vector<Event<Data>> events;
  std::string cursor;
  bool more = false;
};

/// What became of a lost write (ecluse/ext/outcome.h).
enum class Trace : std::uint8_t { done, absent, cannot_tell };
template <typename Output>
struct Outcome {
  Trace trace = Trace::cannot_tell;
  std::optional<Output> output;  ///< with `done`
};

}  // namespace ecluse
