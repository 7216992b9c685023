// SPDX-License-Identifier: MIT
// What is wrong with the description of a struct or an enum, said by the compiler in our own
// sentences. tests/compile_fail shows each of them with a twin that compiles.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "../values.hpp"
#include "reflect.hpp"

namespace ecluse::detail {

template <typename T>
constexpr bool is_described =
    !std::is_same_v<std::remove_cv_t<decltype(ecluse::describe<T>)>, NotDescribed>;
template <typename T>
constexpr bool has_fields = IsFields<std::remove_cv_t<decltype(ecluse::describe<T>)>>::value;

template <typename T>
struct Within {  ///< of an optional or a list: what is in it, to the last
  using type = T;
};
template <typename T>
struct Within<std::optional<T>> : Within<T> {};
template <typename T>
struct Within<std::vector<T>> : Within<T> {};

template <typename T>
struct WithoutOptional {
  using type = T;
};
template <typename T>
struct WithoutOptional<std::optional<T>> {
  using type = T;
};

template <typename T>
constexpr bool is_free_text = std::is_same_v<T, std::string>;
template <typename T>
constexpr bool is_text = is_free_text<T> || std::is_same_v<T, Secret>;
template <typename T>
constexpr bool is_dated_or_decimal =
    std::is_same_v<T, Date> || std::is_same_v<T, PartialDate> || std::is_same_v<T, Decimal>;
template <typename T>
constexpr bool is_integer = std::is_integral_v<T> && !std::is_same_v<T, bool>;

constexpr bool said(const Words& words) { return !words.french.empty() && !words.english.empty(); }
constexpr bool said_or_silent(const Words& words) {
  return words.french.empty() == words.english.empty();
}

constexpr bool is_snake_case(std::string_view name) {
  if (name.empty() || name.front() < 'a' || name.front() > 'z' || name.back() == '_') return false;
  for (const char letter : name)
    if (!(letter >= 'a' && letter <= 'z') && !(letter >= '0' && letter <= '9') && letter != '_')
      return false;
  return true;
}

template <typename T>
constexpr bool is_choice_of(std::string_view name) {
  if constexpr (std::is_enum_v<T>)
    for (const Choice& choice : ecluse::describe<T>.each)
      if (choice.name == name) return true;
  return false;
}

template <typename T>
constexpr bool fallback_fits(const Traits& traits) {
  switch (traits.fallback) {
    case Traits::Fallback::none:
      return true;
    case Traits::Fallback::integer:
      return is_integer<T>;
    case Traits::Fallback::boolean:
      return std::is_same_v<T, bool>;
    case Traits::Fallback::text:
      return is_free_text<T> || is_dated_or_decimal<T> || std::is_enum_v<T>;
  }
  return false;
}

template <typename T>
constexpr bool fallback_is_allowed(const Traits& traits) {
  if (traits.fallback == Traits::Fallback::integer)
    return traits.least <= traits.fallback_integer && traits.fallback_integer <= traits.most;
  if (traits.fallback == Traits::Fallback::text && std::is_enum_v<T>)
    return is_choice_of<T>(traits.fallback_text);
  return true;
}

/// One field of a description, against the type of its member.
template <typename T, std::size_t Index>
constexpr bool judge_field() {
  constexpr const auto& field = std::get<Index>(ecluse::describe<T>.each);
  constexpr Traits traits = field.traits;
  using Value = typename ClassOf<std::remove_cv_t<decltype(field.member)>>::value;
  using Whole = typename WithoutOptional<Value>::type;
  using Leaf = typename Within<Value>::type;
  static_assert(is_snake_case(member_name<field.member>()),
                "ecluse: a field is called in snake_case, for that is its name in JSON");
  static_assert(said(traits.title), "ecluse: a field has a title in French and in English");
  static_assert(said_or_silent(traits.description),
                "ecluse: a description is in French and in English");
  static_assert(is_integer<Leaf> || (traits.least == INT64_MIN && traits.most == INT64_MAX),
                "ecluse: range() is for integers");
  static_assert(is_text<Leaf> || (traits.shortest == 0 && traits.longest == SIZE_MAX),
                "ecluse: length() is for text");
  static_assert(IsList<Whole>::value || (traits.fewest_items == 0 && traits.most_items == SIZE_MAX),
                "ecluse: items() is for std::vector");
  static_assert(is_free_text<Leaf> || traits.has_format == 0,
                "ecluse: format() is for std::string; dates and decimals have their own");
  static_assert(is_free_text<Leaf> || is_integer<Leaf> || traits.option_list.empty(),
                "ecluse: options() is for text and integers");
  static_assert(traits.least <= traits.most && traits.shortest <= traits.longest &&
                    traits.fewest_items <= traits.most_items,
                "ecluse: the lower limit of a field is above its upper one");
  static_assert(fallback_fits<Whole>(traits), "ecluse: the fallback is not of the field's type");
  static_assert(fallback_is_allowed<Whole>(traits),
                "ecluse: the fallback is a value that the field refuses");
  static_assert(!std::is_same_v<Leaf, Secret> || traits.example.empty(),
                "ecluse: a Secret has no example");
  return true;
}

template <typename T>
constexpr bool names_each_once() {
  return std::apply(
      [](const auto&... each) {
        const std::string_view names[] = {
            member_name<std::remove_cvref_t<decltype(each)>::member>()..., ""};
        for (std::size_t left = 0; left < sizeof...(each); ++left)
          for (std::size_t right = left + 1; right < sizeof...(each); ++right)
            if (names[left] == names[right]) return false;
        return true;
      },
      ecluse::describe<T>.each);
}

template <typename T, std::size_t... Index>
constexpr bool judge_fields(std::index_sequence<Index...>) {
  return (judge_field<T, Index>() && ... && true);
}

template <typename T>
constexpr bool members_are_its_own() {
  return std::apply(
      [](const auto&... each) {
        return (
            std::is_same_v<typename ClassOf<std::remove_cv_t<decltype(each.member)>>::type, T> &&
            ... && true);
      },
      ecluse::describe<T>.each);
}

template <typename T>
constexpr bool judge_structure() {
  constexpr std::size_t listed = std::tuple_size_v<decltype(ecluse::describe<T>.each)>;
  static_assert(std::is_aggregate_v<T>,
                "ecluse: a described struct is an aggregate: no constructor, nothing private");
  static_assert(members_are_its_own<T>(), "ecluse: describe<> lists a member of another struct");
  static_assert(names_each_once<T>(), "ecluse: describe<> lists a member twice");
  static_assert(!std::is_aggregate_v<T> || has_members<T, listed>(),
                "ecluse: describe<> does not list every member of the struct once");
  if constexpr (members_are_its_own<T>())
    return judge_fields<T>(std::make_index_sequence<listed>{});
  return false;
}

template <typename T>
constexpr bool judge_choices() {
  const auto& each = ecluse::describe<T>.each;
  for (std::size_t left = 0; left < each.size(); ++left)
    for (std::size_t right = left + 1; right < each.size(); ++right)
      if (each[left].name == each[right].name || each[left].value == each[right].value)
        return false;
  return true;
}

}  // namespace ecluse::detail
