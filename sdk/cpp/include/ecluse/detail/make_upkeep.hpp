// SPDX-License-Identifier: MIT
// From the methods that the host calls for itself or its administrator, check, refresh and
// commands, to the values of model.hpp.
#pragma once

#include <utility>
#include <vector>

#include "part.hpp"

namespace ecluse::detail {

template <auto Method>
// NOLINTNEXTLINE(performance-unnecessary-value-param)
auto make_check(std::vector<const ErrorType*> errors) {
  using Of = CheckShape<typename Plain<decltype(Method)>::type>;
  static_assert(Of::known, "ecluse: a check is `Result<Checked> method(Call&)`");
  Part<CheckModel, PartKind::check, Method> model;
  if constexpr (Of::known) {
    model.errors = std::move(errors);
    model.run = [](void* object, const ecluse_call& raw) -> Result<void> {
      Call call(raw);
      auto checked = (static_cast<typename Of::Class*>(object)->*Method)(call);
      if (!checked) return fail(std::move(checked));
      return handed_over(emit_text(raw, checked_json(*checked)));
    };
  }
  return model;
}

template <auto Method>
auto make_refresh(int seconds) {
  using Of = RefreshShape<typename Plain<decltype(Method)>::type>;
  static_assert(Of::known, "ecluse: a refresh is `Result<bool> method(Call&)`");
  Part<RefreshModel, PartKind::refresh, Method> model;
  if constexpr (Of::known) {
    model.seconds = seconds;
    model.run = [](void* object, const ecluse_call& raw) -> Result<void> {
      Call call(raw);
      auto changed = (static_cast<typename Of::Class*>(object)->*Method)(call);
      if (!changed) return fail(std::move(changed));
      const auto* said = *changed ? R"({"changed":true})" : R"({"changed":false})";
      return handed_over(emit_text(raw, said));
    };
  }
  return model;
}

template <auto Method>
auto make_command(Words title, Words description) {
  using Of = CommandShape<typename Plain<decltype(Method)>::type>;
  static_assert(Of::known,
                "ecluse: a command is `Result<void> method(const Input&, Call&, Lines&)`");
  Part<CommandModel, PartKind::command, Method> model;
  if constexpr (Of::known) {
    static_assert(judge_input<typename Of::In>());
    model.name = wire_name<Method>();
    model.title = title;
    model.description = description;
    model.input = &type_of<typename Of::In>;
    model.run = [](void* object, const ecluse_call& raw) -> Result<void> {
      typename Of::In input{};
      if (auto parsed = read_input(input_of(raw), input); !parsed) return parsed;
      Call call(raw);
      Lines lines(raw);
      return (static_cast<typename Of::Class*>(object)->*Method)(input, call, lines);
    };
  }
  return model;
}

}  // namespace ecluse::detail
