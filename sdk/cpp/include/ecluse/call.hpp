// SPDX-License-Identifier: MIT
// One run of an action, as its author sees it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <ecluse/abi.h>
#include "detail/type_of.hpp"
#include "result.hpp"

namespace ecluse {

namespace detail {
template <typename Duration>
constexpr std::int64_t nanoseconds_of(Duration time) {
  using Period = typename Duration::period;
  static_assert(Period::den <= 1'000'000'000, "ecluse: nothing is finer than a nanosecond");
  return static_cast<std::int64_t>(time.count()) * Period::num * (1'000'000'000 / Period::den);
}
}  // namespace detail

enum class Language : std::uint8_t { french, english };

/// Borrows the ABI's call; valid until the method returns.
class Call {
 public:
  explicit Call(const ecluse_call& raw) : raw_(raw) {}

  std::string_view request_id() const { return view(raw_.request_id); }
  /// Empty for a reading action.
  std::string_view idempotency_key() const { return view(raw_.idempotency_key); }
  std::string_view consumer() const { return view(raw_.consumer); }
  std::string_view case_reference() const { return view(raw_.case_reference); }
  Language language() const {
    return view(raw_.language) == "en" ? Language::english : Language::french;
  }
  /// The text in the caller's language.
  std::string_view say(const Words& words) const {
    return language() == Language::english ? words.english : words.french;
  }
  bool dry_run() const { return (raw_.flags & ECLUSE_CALL_DRY_RUN) != 0; }

  /// [any] Ask it in every loop; true: return at once, with any error.
  bool cancelled() const { return raw_.cancelled(&raw_) != 0; }
  /// [caller] Sleeps for a duration of <chrono>; false as soon as the call is cancelled.
  template <typename Duration>
  bool wait(Duration time) const {
    return raw_.wait(&raw_, detail::nanoseconds_of(time)) == ECLUSE_OK;
  }

  const ecluse_call& raw() const { return raw_; }

 private:
  static std::string_view view(ecluse_text text) { return {text.data, text.size}; }
  const ecluse_call& raw_;
};

namespace detail {
/// Writes the object as JSON and hands it over. False: nobody listens any more.
bool emit(const ecluse_call& call, const TypeInfo& type, const void* object);
bool emit_line(const ecluse_call& call, std::string_view line);
}  // namespace detail

/// Where a streaming action puts its items, one by one.
template <typename Item>
class Stream {
 public:
  explicit Stream(const ecluse_call& call) : call_(call) {}
  /// [caller] Blocks while the reader is slow; false: nobody listens, return at once.
  bool put(const Item& item) { return detail::emit(call_, detail::type_of<Item>(), &item); }

 private:
  const ecluse_call& call_;
};

/// Where an operator's command writes, line by line.
class Lines {
 public:
  explicit Lines(const ecluse_call& call) : call_(call) {}
  /// [caller] False: the operator left.
  bool put(std::string_view line) { return detail::emit_line(call_, line); }

 private:
  const ecluse_call& call_;
};

}  // namespace ecluse
