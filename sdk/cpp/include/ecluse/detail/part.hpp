// SPDX-License-Identifier: MIT
// A part of a connector: a value of model.hpp that still knows the method it was made of.
#pragma once

#include <string>
#include <string_view>

#include "judge.hpp"
#include "method_shapes.hpp"
#include "model.hpp"
#include "type_of.hpp"

namespace ecluse::detail {

enum class PartKind : std::uint8_t { action, trigger, options, command, check, refresh, outcome };

/// A part of a connector that still knows its method: two of one name do not compile.
template <typename Model, PartKind Kind, auto Method>
struct Part : Model {
  static constexpr PartKind kind = Kind;
  static constexpr std::string_view method_name() { return member_name<Method>(); }
};

/// "find-rooms" of &Rooms::find_rooms.
template <auto Method>
std::string wire_name() {
  return kebab_case(member_name<Method>());
}

template <typename Input>
Result<void> read_input(std::string_view json, Input& input) {
  return parse_into(json, type_of<Input>(), &input);
}

}  // namespace ecluse::detail
