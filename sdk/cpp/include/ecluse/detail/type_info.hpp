// SPDX-License-Identifier: MIT
// A C++ type seen from the compiled part of the SDK: what it is, and how to reach into it. All JSON
// work (schema, parse, write) is done there on this description, so that a connector compiles
// quickly. It is a constant of the library: nothing is built when a plugin is loaded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "../describe.hpp"

namespace ecluse::detail {

enum class Kind : std::uint8_t {
  text,
  secret,
  integer,
  boolean,
  choice,
  structure,
  list,
  optional
};

struct TypeInfo;

struct FieldInfo {
  std::string_view name;
  Traits traits;
  const TypeInfo& (*type)() = nullptr;
  void* (*reach)(void* object) = nullptr;
};

/// Constants in a row.
template <typename T>
struct Row {
  const T* first = nullptr;
  std::size_t count = 0;
  constexpr const T* begin() const { return first; }
  constexpr const T* end() const { return first + count; }
};

/// Every pointer is a function without state; those that do not fit the kind are null.
struct TypeInfo {
  Kind kind = Kind::structure;
  bool has_format = false;  ///< the type itself demands one (dates, decimals)
  Format format = Format::date;

  // text, secret: false when the text is not a value of the type.
  bool (*set_text)(void* object, std::string_view text) = nullptr;
  std::string (*get_text)(const void* object) = nullptr;

  // integer, boolean, choice
  void (*set_integer)(void* object, std::int64_t value) = nullptr;
  std::int64_t (*get_integer)(const void* object) = nullptr;
  std::int64_t least = INT64_MIN, most = INT64_MAX;  ///< what the C++ type holds
  Row<Choice> choices;

  Row<FieldInfo> fields;  ///< of a structure, sorted by name

  // list, optional
  const TypeInfo& (*element)() = nullptr;
  void* (*append)(void* object) = nullptr;  ///< list: a new last item; optional: the value, made
  std::size_t (*size)(const void* object) = nullptr;
  const void* (*at)(const void* object, std::size_t index) = nullptr;
};

}  // namespace ecluse::detail
