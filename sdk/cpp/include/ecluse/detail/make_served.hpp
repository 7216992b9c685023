// SPDX-License-Identifier: MIT
// From the methods that callers reach, actions, triggers, option lists and outcomes, to the values
// of model.hpp. Each `run` is a function without state that parses the input, calls the method and
// hands over what it answered.
#pragma once

#include <type_traits>
#include <utility>
#include <vector>

#include "part.hpp"

namespace ecluse::detail {

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

}  // namespace ecluse::detail
