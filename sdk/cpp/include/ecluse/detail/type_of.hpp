// SPDX-License-Identifier: MIT
// From a C++ type and its describe<> to a TypeInfo. The sentences of the static asserts are ours:
// tests/compile_fail shows each of them.
#pragma once

#include <array>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "../values.hpp"
#include "type_info.hpp"

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
/// How many members an aggregate of at most 32 has.
template <typename T, std::size_t Count = 32>
constexpr std::size_t member_count() {
  if constexpr (takes<T>(std::make_index_sequence<Count>{}))
    return Count;
  else if constexpr (Count == 0)
    return 0;
  else
    return member_count<T, Count - 1>();
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

template <typename T>
const TypeInfo& type_of();

// Types that every connector shares, in the compiled part (types.cpp).
const TypeInfo& string_type();
const TypeInfo& secret_type();
const TypeInfo& date_type();
const TypeInfo& partial_date_type();
const TypeInfo& decimal_type();

template <typename T>
constexpr TypeInfo integer_type() {
  TypeInfo info;
  info.kind = std::is_same_v<T, bool> ? Kind::boolean : Kind::integer;
  info.set_integer = [](void* object, std::int64_t value) {
    *static_cast<T*>(object) = static_cast<T>(value);
  };
  info.get_integer = [](const void* object) {
    return static_cast<std::int64_t>(*static_cast<const T*>(object));
  };
  if constexpr (!std::is_enum_v<T> && sizeof(T) < 8) {
    info.least = std::numeric_limits<T>::min();
    info.most = std::numeric_limits<T>::max();
  }
  return info;
}

template <typename T>
constexpr TypeInfo choice_type() {
  TypeInfo info = integer_type<T>();
  info.kind = Kind::choice;
  info.choices = {ecluse::describe<T>.each.data(), ecluse::describe<T>.each.size()};
  return info;
}

template <typename T>
constexpr TypeInfo list_type() {
  TypeInfo info;
  info.kind = Kind::list;
  info.element = &type_of<typename T::value_type>;
  info.append = [](void* object) -> void* { return &static_cast<T*>(object)->emplace_back(); };
  info.size = [](const void* object) { return static_cast<const T*>(object)->size(); };
  info.at = [](const void* object, std::size_t index) -> const void* {
    return &(*static_cast<const T*>(object))[index];
  };
  return info;
}

template <typename T>
constexpr TypeInfo optional_type() {
  TypeInfo info;
  info.kind = Kind::optional;
  info.element = &type_of<typename T::value_type>;
  info.append = [](void* object) -> void* { return &static_cast<T*>(object)->emplace(); };
  info.size = [](const void* object) {
    return static_cast<const T*>(object)->has_value() ? std::size_t{1} : std::size_t{0};
  };
  info.at = [](const void* object, std::size_t) -> const void* {
    return &**static_cast<const T*>(object);
  };
  return info;
}

template <auto Member>
void* reach(void* object) {
  return &(static_cast<typename ClassOf<decltype(Member)>::type*>(object)->*Member);
}

/// The fields of a description, sorted by name.
template <auto... Member>
constexpr auto rows_of(const Fields<Field<Member>...>& fields) {
  std::array<FieldInfo, sizeof...(Member)> rows = std::apply(
      [](const auto&... each) {
        return std::array<FieldInfo, sizeof...(Member)>{
            FieldInfo{member_name<Member>(), each.traits,
                      &type_of<typename ClassOf<decltype(Member)>::value>, &reach<Member>}...};
      },
      fields.each);
  for (std::size_t sorted = 1; sorted < rows.size(); ++sorted)
    for (std::size_t at = sorted; at > 0 && rows[at].name < rows[at - 1].name; --at) {
      const FieldInfo lower = rows[at];
      rows[at] = rows[at - 1];
      rows[at - 1] = lower;
    }
  return rows;
}

template <typename T>
inline constexpr auto field_rows = rows_of(ecluse::describe<T>);

template <typename T>
constexpr TypeInfo structure_type() {
  TypeInfo info;
  info.kind = Kind::structure;
  info.fields = {field_rows<T>.data(), field_rows<T>.size()};
  return info;
}

template <typename T>
constexpr TypeInfo make_type() {
  if constexpr (std::is_integral_v<T>) return integer_type<T>();
  else if constexpr (IsOptional<T>::value) return optional_type<T>();
  else if constexpr (IsList<T>::value) return list_type<T>();
  else if constexpr (std::is_enum_v<T>) {
    static_assert(!std::is_same_v<std::remove_cv_t<decltype(ecluse::describe<T>)>, NotDescribed>,
                  "Écluse: this enum has no describe<>; add "
                  "`template <> constexpr auto ecluse::describe<It> = ecluse::choices(…)`");
    return choice_type<T>();
  } else {
    static_assert(!std::is_floating_point_v<T>,
                  "Écluse: amounts are ecluse::Decimal and scores are integers; there are no floating-point fields");
    static_assert(IsFields<std::remove_cv_t<decltype(ecluse::describe<T>)>>::value,
                  "Écluse: this struct has no describe<>; add "
                  "`template <> constexpr auto ecluse::describe<It> = ecluse::fields(…)`");
    static_assert(std::tuple_size_v<decltype(ecluse::describe<T>.each)> == member_count<T>(),
                  "Écluse: describe<> does not list every member of the struct once");
    return structure_type<T>();
  }
}

template <typename T>
const TypeInfo& type_of() {
  static_assert(std::is_default_constructible_v<T>, "Écluse: a described type needs a default constructor");
  if constexpr (std::is_same_v<T, std::string>) return string_type();
  else if constexpr (std::is_same_v<T, Secret>) return secret_type();
  else if constexpr (std::is_same_v<T, Date>) return date_type();
  else if constexpr (std::is_same_v<T, PartialDate>) return partial_date_type();
  else if constexpr (std::is_same_v<T, Decimal>) return decimal_type();
  else {
    static constexpr TypeInfo info = make_type<T>();
    return info;
  }
}

}  // namespace ecluse::detail
