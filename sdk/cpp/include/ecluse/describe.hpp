// SPDX-License-Identifier: MIT
// Plain structs, described once: from the member pointers come names, JSON Schema, parsing and
// docs.
//
//   struct FindRooms { ecluse::Date day; std::optional<int> seats; };
//   template <> constexpr auto ecluse::describe<FindRooms> = ecluse::fields(
//       ecluse::field<&FindRooms::day>("Jour", "Day"),
//       ecluse::field<&FindRooms::seats>("Places", "Seats").range(1, 500));
//
// A member that is forgotten does not compile. What is not std::optional and has no fallback is
// required.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>

#include <ecluse/kit/formats.hpp>

namespace ecluse {

/// A text for people, in both languages; static storage.
struct Words {
  std::string_view french;
  std::string_view english;
};

using kit::Format;

/// What kind of personal data a field is; the host masks by it.
enum class Personal : std::uint8_t { none, identity, contact, bank, nir, filiation };

/// What a schema says of a field beside its type (sdk/abi/SCHEMA.md).
struct Traits {
  Words title, description;
  std::int64_t least = INT64_MIN, most = INT64_MAX;
  std::size_t shortest = 0, longest = SIZE_MAX;  ///< characters
  std::size_t fewest_items = 0, most_items = SIZE_MAX;
  Format format = Format::date;
  std::string_view example, option_list;
  Personal personal = Personal::none;
  enum class Fallback : std::uint8_t { none, integer, boolean, text } fallback = Fallback::none;
  std::int64_t fallback_integer = 0;
  std::string_view fallback_text;
  std::uint8_t has_format : 1 = 0;
  std::uint8_t folded : 1 = 0;  ///< `advanced`
};

template <auto Member>
struct Field {
  static constexpr auto member = Member;
  Traits traits;

  constexpr Field describe(std::string_view fr, std::string_view en) const {
    auto f = *this;
    f.traits.description = {fr, en};
    return f;
  }
  constexpr Field range(std::int64_t least, std::int64_t most) const {
    auto f = *this;
    f.traits.least = least;
    f.traits.most = most;
    return f;
  }
  constexpr Field length(std::size_t shortest, std::size_t longest) const {
    auto f = *this;
    f.traits.shortest = shortest;
    f.traits.longest = longest;
    return f;
  }
  constexpr Field items(std::size_t fewest, std::size_t most) const {
    auto f = *this;
    f.traits.fewest_items = fewest;
    f.traits.most_items = most;
    return f;
  }
  constexpr Field format(Format format) const {
    auto f = *this;
    f.traits.format = format;
    f.traits.has_format = 1;
    return f;
  }
  /// As text: "50" for an integer.
  constexpr Field example(std::string_view text) const {
    auto f = *this;
    f.traits.example = text;
    return f;
  }
  constexpr Field options(std::string_view list) const {
    auto f = *this;
    f.traits.option_list = list;
    return f;
  }
  constexpr Field personal(Personal kind) const {
    auto f = *this;
    f.traits.personal = kind;
    return f;
  }
  constexpr Field advanced() const {
    auto f = *this;
    f.traits.folded = 1;
    return f;
  }
  constexpr Field fallback(int value) const {
    auto f = *this;
    f.traits.fallback = Traits::Fallback::integer;
    f.traits.fallback_integer = value;
    return f;
  }
  constexpr Field fallback(bool value) const {
    auto f = *this;
    f.traits.fallback = Traits::Fallback::boolean;
    f.traits.fallback_integer = value ? 1 : 0;
    return f;
  }
  constexpr Field fallback(const char* value) const {
    auto f = *this;
    f.traits.fallback = Traits::Fallback::text;
    f.traits.fallback_text = value;
    return f;
  }
};

template <auto Member>
constexpr Field<Member> field(std::string_view french, std::string_view english) {
  Field<Member> made{};
  made.traits.title = {french, english};
  return made;
}

template <typename... Each>
struct Fields {
  std::tuple<Each...> each;
};
template <typename... Each>
constexpr Fields<Each...> fields(Each... each) {
  return {std::tuple<Each...>(each...)};
}

/// One value of an enum, with its name on the wire.
struct Choice {
  std::int64_t value;
  std::string_view name;
  Words label;
};
template <auto Value>
constexpr Choice choice(std::string_view name, std::string_view french, std::string_view english) {
  return {static_cast<std::int64_t>(Value), name, {french, english}};
}
template <std::size_t Count>
struct Choices {
  std::array<Choice, Count> each;
};
template <typename... Each>
constexpr Choices<sizeof...(Each)> choices(Each... each) {
  return {{each...}};
}

struct NotDescribed {};

/// Specialise it with fields(…) for a struct, with choices(…) for an enum.
template <typename T>
constexpr auto describe = NotDescribed{};

}  // namespace ecluse
