// SPDX-License-Identifier: MIT
// What C++20 lets one ask of a struct and of its members, without a preprocessor.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "../describe.hpp"

namespace ecluse::detail {

template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <typename T>
struct IsList : std::false_type {};
template <typename T>
struct IsList<std::vector<T>> : std::true_type {};
template <typename T>
struct IsFields : std::false_type {};
template <typename... Each>
struct IsFields<Fields<Each...>> : std::true_type {};

/// Stands for any member in an aggregate's braces; never run.
struct Anything {
  template <typename T>
  operator T() const noexcept;
};
template <typename T, std::size_t... Index>
constexpr bool takes(std::index_sequence<Index...>) {
  return requires { T{(static_cast<void>(Index), Anything{})...}; };
}
/// Whether an aggregate has exactly so many members.
template <typename T, std::size_t Count>
constexpr bool has_members() {
  if constexpr (std::is_empty_v<T>)
    return Count == 0;  // its braces take a copy of itself
  else
    return Count > 0 && takes<T>(std::make_index_sequence<Count>{}) &&
           !takes<T>(std::make_index_sequence<Count + 1>{});
}

/// "seats" of &FindRooms::seats, as the compiler spells it.
template <auto Member>
constexpr std::string_view member_name() {
  std::string_view text = __PRETTY_FUNCTION__;
  text.remove_suffix(text.size() - text.rfind(']'));
  if (const auto end = text.find(';'); end != text.npos) text = text.substr(0, end);
  return text.substr(text.rfind(':') + 1);
}

template <typename T>
struct ClassOf;
template <typename Class, typename Value>
struct ClassOf<Value Class::*> {
  using type = Class;
  using value = Value;
};

}  // namespace ecluse::detail
