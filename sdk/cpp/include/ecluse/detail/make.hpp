// SPDX-License-Identifier: MIT
// From methods to the values of model.hpp: what connector.hpp's functions call. Each `run` is a
// function without state that parses the input, calls the method and hands over what it answered.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

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

// What is moved where the method has the right shape: clang-tidy reads the other branch too.
template <auto Method>
auto make_action(Words title, ActionFacts facts) {  // NOLINT(performance-unnecessary-value-param)
  using Of = ActionShape<typename Plain<decltype(Method)>::type>;
  static_assert(Of::known,
                "ecluse: an action is `Result<Output> method(const Input&, Call&)` or "
                "`Result<void> method(const Input&, Call&, Stream<Item>&)`");
  Part<ActionModel, PartKind::action, Method> model;
  if constexpr (Of::known) {
    static_assert(judge_input<typename Of::In>() && judge_output<typename Of::Out>());
    model.name = wire_name<Method>();
    model.title = title;
    model.facts = std::move(facts);
    model.stream = Of::stream;
    model.input = &type_of<typename Of::In>;
    model.output = &type_of<typename Of::Out>;
    model.run = [](void* object, const ecluse_call& raw) -> Result<void> {
      typename Of::In input{};
      if (auto parsed = read_input(input_of(raw), input); !parsed) return parsed;
      Call call(raw);
      auto* self = static_cast<typename Of::Class*>(object);
      if constexpr (Of::stream) {
        Stream<typename Of::Out> stream(raw);
        return (self->*Method)(input, call, stream);
      } else {
        auto output = (self->*Method)(input, call);
        if (!output) return fail(std::move(output));
        return handed_over(emit(raw, type_of<typename Of::Out>(), &*output));
      }
    };
  }
  return model;
}

template <auto Method>
auto make_trigger(Words title, TriggerFacts facts) {  // NOLINT(performance-unnecessary-value-param)
  using Of = PollShape<typename Plain<decltype(Method)>::type>;
  static_assert(Of::known,
                "ecluse: a trigger is "
                "`Result<Polled<Data>> method(const Params&, const PollQuery&, Call&)`");
  Part<TriggerModel, PartKind::trigger, Method> model;
  if constexpr (Of::known) {
    static_assert(judge_params<typename Of::In>() && judge_output<typename Of::Out>());
    model.name = wire_name<Method>();
    model.title = title;
    model.facts = std::move(facts);
    model.params = &type_of<typename Of::In>;
    model.event = &type_of<typename Of::Out>;
    model.run = [](void* object, const ecluse_call& raw) -> Result<void> {
      auto input = parse_poll(input_of(raw));
      if (!input) return fail(std::move(input));
      typename Of::In params{};
      if (auto parsed = read_input(input->params, params); !parsed) return parsed;
      Call call(raw);
      auto polled = (static_cast<typename Of::Class*>(object)->*Method)(params, input->query, call);
      if (!polled) return fail(std::move(polled));
      std::vector<EventText> events;
      for (const auto& event : polled->events)
        events.push_back({event.id, event.time, to_json(type_of<typename Of::Out>(), &event.data)});
      return handed_over(emit_text(raw, polled_json(events, polled->cursor, polled->more)));
    };
  }
  return model;
}

template <auto Method>
auto make_options(Words title) {
  using Of = OptionShape<typename Plain<decltype(Method)>::type>;
  static_assert(Of::known,
                "ecluse: an option list is `Result<OptionPage> method(const OptionQuery&, Call&)`");
  Part<OptionModel, PartKind::options, Method> model;
  if constexpr (Of::known) {
    model.name = wire_name<Method>();
    model.title = title;
    model.run = [](void* object, const ecluse_call& raw) -> Result<void> {
      auto query = parse_option_query(input_of(raw));
      if (!query) return fail(std::move(query));
      Call call(raw);
      auto page = (static_cast<typename Of::Class*>(object)->*Method)(*query, call);
      if (!page) return fail(std::move(page));
      return handed_over(emit_text(raw, option_page_json(*page)));
    };
  }
  return model;
}

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

template <auto Action, auto Method>
auto make_outcome() {
  using Of = ActionShape<typename Plain<decltype(Action)>::type>;
  using Found = OutcomeShape<typename Plain<decltype(Method)>::type>;
  constexpr bool fits = [] {
    if constexpr (Of::known && Found::known)
      return std::is_same_v<typename Of::In, typename Found::In> &&
             std::is_same_v<typename Of::Out, typename Found::Out>;
    return false;
  }();
  static_assert(fits,
                "ecluse: an outcome is `Result<Outcome<Output>> method(const Input&, Call&)`, "
                "with the input and the output of its action");
  Part<OutcomeModel, PartKind::outcome, Action> model;
  if constexpr (fits) {
    model.action = wire_name<Action>();
    model.run = [](void* object, const ecluse_call& raw) -> Result<void> {
      typename Of::In input{};
      if (auto parsed = read_input(input_of(raw), input); !parsed) return parsed;
      Call call(raw);
      auto found = (static_cast<typename Of::Class*>(object)->*Method)(input, call);
      if (!found) return fail(std::move(found));
      const std::string output =
          found->output ? to_json(type_of<typename Of::Out>(), &*found->output) : "";
      return handed_over(emit_text(raw, outcome_json(found->trace, output)));
    };
  }
  return model;
}

/// No two parts of one kind with one name; of check and refresh there is one.
template <typename... Parts>
constexpr bool differ() {
  constexpr std::size_t count = sizeof...(Parts);
  const PartKind kinds[] = {Parts::kind..., PartKind::action};
  const std::string_view names[] = {Parts::method_name()..., ""};
  for (std::size_t left = 0; left < count; ++left)
    for (std::size_t right = left + 1; right < count; ++right) {
      const bool single = kinds[left] == PartKind::check || kinds[left] == PartKind::refresh;
      if (kinds[left] == kinds[right] && (single || names[left] == names[right])) return false;
    }
  return true;
}

template <typename Class, typename Settings>
ConnectorModel make_connector(ConnectorFacts facts) {
  static_assert(judge_settings<Settings>());
  ConnectorModel model;
  model.facts = std::move(facts);
  model.settings = &type_of<Settings>;
  model.open = [](std::string_view text, const Host& host) -> Result<void*> {
    Settings settings{};
    if (auto parsed = read_input(text, settings); !parsed) return fail(std::move(parsed));
    if constexpr (requires { Class::open(std::move(settings), host); }) {
      auto opened = Class::open(std::move(settings), host);
      if (!opened) return fail(std::move(opened));
      return static_cast<void*>(opened->release());
    } else if constexpr (std::is_constructible_v<Class, Settings, Host>) {
      return static_cast<void*>(new Class(std::move(settings), host));
    } else {
      static_assert(
          std::is_constructible_v<Class, Settings>,
          "ecluse: a connector has `static Result<std::unique_ptr<It>> open(Settings, Host)` "
          "or a constructor from Settings, or from Settings and Host");
      return static_cast<void*>(new Class(std::move(settings)));
    }
  };
  model.close = [](void* object) { delete static_cast<Class*>(object); };
  return model;
}

}  // namespace ecluse::detail
