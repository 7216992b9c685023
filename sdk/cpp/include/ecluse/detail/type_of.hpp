// SPDX-License-Identifier: MIT
// From a C++ type and its describe<> to a TypeInfo.
#pragma once

#include <array>
#include <limits>
#include <string>
#include <tuple>

#include "../values.hpp"
#include "judge.hpp"
#include "reflect.hpp"
#include "type_info.hpp"

namespace ecluse::detail {

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
  if constexpr (std::is_integral_v<T>)
    return integer_type<T>();
  else if constexpr (IsOptional<T>::value) {
    static_assert(!IsOptional<typename T::value_type>::value,
                  "ecluse: an optional of an optional says nothing more than one");
    return optional_type<T>();
  } else if constexpr (IsList<T>::value) {
    static_assert(!IsOptional<typename T::value_type>::value,
                  "ecluse: an item of a list is there; it cannot be std::optional");
    static_assert(
        !std::is_same_v<typename T::value_type, bool>,
        "ecluse: a list of bool has no items to point at; use a list of a described struct");
    return list_type<T>();
  } else if constexpr (std::is_enum_v<T>) {
    static_assert(is_described<T>,
                  "ecluse: this enum has no describe<>; add "
                  "`template <> constexpr auto ecluse::describe<It> = ecluse::choices(...)`");
    if constexpr (is_described<T>) {
      static_assert(judge_choices<T>(),
                    "ecluse: two choices of an enum have one name or one value");
      return choice_type<T>();
    }
  } else if constexpr (!std::is_class_v<T>) {
    static_assert(!std::is_floating_point_v<T>,
                  "ecluse: amounts are ecluse::Decimal and scores are "
                  "integers; there are no floating-point fields");
    static_assert(
        std::is_floating_point_v<T>,
        "ecluse: this type has no JSON; a field is text, an integer, bool, an enum, a date, "
        "a Decimal, a Secret, a described struct, or std::vector or std::optional of one");
  } else {
    static_assert(is_described<T>,
                  "ecluse: this struct has no describe<>; add "
                  "`template <> constexpr auto ecluse::describe<It> = ecluse::fields(...)`");
    if constexpr (is_described<T> && judge_structure<T>()) return structure_type<T>();
  }
  return {};
}

template <typename T>
const TypeInfo& type_of() {
  static_assert(std::is_default_constructible_v<T>,
                "ecluse: a described type needs a default constructor");
  if constexpr (is_free_text<T>)
    return string_type();
  else if constexpr (std::is_same_v<T, Secret>)
    return secret_type();
  else if constexpr (std::is_same_v<T, Date>)
    return date_type();
  else if constexpr (std::is_same_v<T, PartialDate>)
    return partial_date_type();
  else if constexpr (std::is_same_v<T, Decimal>)
    return decimal_type();
  else {
    static constexpr TypeInfo info = make_type<T>();
    return info;
  }
}

}  // namespace ecluse::detail
