// SPDX-License-Identifier: MIT
// What is wrong with where a described struct is used, as an input, settings or an output, said by
// the compiler in our own sentences. tests/compile_fail shows each of them.
#pragma once

#include "judge_struct.hpp"

namespace ecluse::detail {

/// Whether a Secret is anywhere in it; a struct that holds itself has no end, and is refused.
template <typename T, int Depth = 0>
constexpr bool holds_secret() {
  using Leaf = typename Within<T>::type;
  if constexpr (Depth > 32) {
    static_assert(Depth <= 32, "ecluse: a described struct cannot hold itself");
    return false;
  } else if constexpr (has_fields<Leaf>) {
    return std::apply(
        [](const auto&... each) {
          return (holds_secret<typename ClassOf<std::remove_cv_t<decltype(each.member)>>::value,
                               Depth + 1>() ||
                  ... || false);
        },
        ecluse::describe<Leaf>.each);
  } else {
    return std::is_same_v<Leaf, Secret>;
  }
}

/// A field whose name the host keeps for the query of a call, or of /api/events.
template <typename T>
constexpr bool has_field(std::string_view wanted) {
  return std::apply(
      [wanted](const auto&... each) {
        return ((member_name<std::remove_cvref_t<decltype(each)>::member>() == wanted) || ... ||
                false);
      },
      ecluse::describe<T>.each);
}

/// What is called with, or asked of a trigger: an object, without secrets and without kept names.
template <typename Input>
constexpr bool judge_input() {
  constexpr bool described = has_fields<Input>;
  static_assert(described, "ecluse: an input, like settings, is a described struct");
  if constexpr (described) {
    static_assert(!holds_secret<Input>(), "ecluse: a Secret stands in settings and nowhere else");
    static_assert(!has_field<Input>("dry_run") && !has_field<Input>("wait") &&
                      !has_field<Input>("idempotency_key"),
                  "ecluse: dry_run, wait and idempotency_key are kept for the query of a call");
  }
  return described;
}

/// Of a trigger: its query is /api/events'.
template <typename Params>
constexpr bool judge_params() {
  if constexpr (judge_input<Params>())
    static_assert(!has_field<Params>("after") && !has_field<Params>("page_size"),
                  "ecluse: after and page_size are kept for the query of /api/events");
  return true;
}

template <typename Settings>
constexpr bool judge_settings() {
  constexpr bool described = has_fields<Settings>;
  static_assert(described, "ecluse: an input, like settings, is a described struct");
  if constexpr (described) return holds_secret<Settings>() || true;  // that it has an end
  return false;
}

template <typename Output>
constexpr bool judge_output() {
  static_assert(!holds_secret<Output>(), "ecluse: a Secret stands in settings and nowhere else");
  return true;
}

}  // namespace ecluse::detail
