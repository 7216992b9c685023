// SPDX-License-Identifier: MIT
// A plugin as values: what connector.hpp's functions make, and what the compiled part reads to write the
// manifest and to answer the ABI.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "../call.hpp"
#include "../host.hpp"
#include "../shapes.hpp"
#include "type_of.hpp"

namespace ecluse {

struct ErrorType {
  std::string_view slug = {};
  Status status = Status::internal;
  Words title = {}, sentence = {}, remedy = {};
};

struct PluginFacts {
  std::string_view id = {}, version = {}, license = {}, publisher = {}, contact = {};
};

struct ConnectorFacts {
  std::string_view id = {};
  Words title = {}, description = {};
  std::string_view product = {};
  std::vector<std::string_view> versions = {};
  bool personal = false;
  int max_concurrency = 1;
  std::vector<std::string_view> requires_services = {};  ///< beside log and clock
  std::vector<std::string_view> uses_services = {};
  std::vector<const ErrorType*> errors = {};  ///< those of no action in particular
};

enum class KeyUse : std::uint8_t { optional, required };

struct ActionFacts {
  Words description = {};
  bool safe = false;  ///< reads only
  bool personal = false;
  KeyUse idempotency = KeyUse::optional;  ///< of an action that is not safe
  int timeout_seconds = 20;
  int max_body = 1 << 20;
  std::vector<const ErrorType*> errors = {};
  /// Input and output as JSON, shown as example; empty for none.
  std::string_view example_input = {}, example_output = {};
};

struct TriggerFacts {
  Words description = {};
  bool personal = false;
  std::vector<const ErrorType*> errors = {};
};

namespace detail {

/// Runs one method on an object of the connector's class.
using Run = Result<void> (*)(void* object, const ecluse_call& call);

// Made and moved in the compiled part (model.cpp): inline, they were half of what a connector compiled.
struct ActionModel {
  ActionModel();
  ActionModel(ActionModel&&) noexcept;
  ~ActionModel();

  std::string name;
  Words title;
  ActionFacts facts;
  bool stream = false;
  const TypeInfo& (*input)() = nullptr;
  const TypeInfo& (*output)() = nullptr;
  Run run = nullptr;
};
struct TriggerModel {
  TriggerModel();
  TriggerModel(TriggerModel&&) noexcept;
  ~TriggerModel();

  std::string name;
  Words title;
  TriggerFacts facts;
  const TypeInfo& (*params)() = nullptr;
  const TypeInfo& (*event)() = nullptr;
  Run run = nullptr;
};
struct OptionModel {
  std::string name;
  Words title;
  Run run = nullptr;
};
struct CheckModel {
  std::vector<const ErrorType*> errors;
  Run run = nullptr;
};
struct RefreshModel {
  int seconds = 60;
  Run run = nullptr;
};
struct CommandModel {
  std::string name;
  Words title, description;
  const TypeInfo& (*input)() = nullptr;
  Run run = nullptr;
};
struct OutcomeModel {
  std::string action;
  Run run = nullptr;
};

struct ConnectorModel {
  ConnectorModel();
  ConnectorModel(ConnectorModel&&) noexcept;
  ~ConnectorModel();

  ConnectorFacts facts;
  const TypeInfo& (*settings)() = nullptr;
  Result<void*> (*open)(std::string_view settings, const Host& host) = nullptr;
  void (*close)(void* object) = nullptr;
  std::vector<ActionModel> actions;
  std::vector<TriggerModel> triggers;
  std::vector<OptionModel> options;
  std::vector<CommandModel> commands;
  std::vector<OutcomeModel> outcomes;
  CheckModel check;
  RefreshModel refresh;

  void add(ActionModel&& part);
  void add(TriggerModel&& part);
  void add(OptionModel&& part);
  void add(CommandModel&& part);
  void add(OutcomeModel&& part);
  void add(CheckModel&& part);
  void add(RefreshModel&& part);
};

struct PluginModel {
  PluginModel(PluginFacts facts, std::vector<ConnectorModel> connectors);
  PluginModel(PluginModel&&) noexcept;
  ~PluginModel();
  void add(ConnectorModel&& connector);

  PluginFacts facts;
  std::vector<ConnectorModel> connectors;
};

/// The table behind ecluse_plugin_v1; made at the first call, null when that fails.
const ecluse_plugin* plugin_table(PluginModel (*make)()) noexcept;

// In the compiled part (parse.cpp, write.cpp): JSON text to an object and back.
Result<void> parse_into(std::string_view json, const TypeInfo& type, void* object);
bool emit_text(const ecluse_call& call, std::string_view json);
std::string to_json(const TypeInfo& type, const void* object);

// The inputs and outputs of extensions.
struct PollInput {
  std::string params;  ///< JSON
  PollQuery query;
};
Result<PollInput> parse_poll(std::string_view json);
Result<OptionQuery> parse_option_query(std::string_view json);
std::string checked_json(const Checked& checked);
std::string option_page_json(const OptionPage& page);
struct EventText {
  std::string id, time, data;
};
std::string polled_json(const std::vector<EventText>& events, const std::string& cursor, bool more);
std::string outcome_json(Trace trace, const std::string& output);

inline std::string_view input_of(const ecluse_call& call) { return {call.input.data, call.input.size}; }

/// "find-rooms" of "find_rooms".
std::string kebab_case(std::string_view name);
template <auto Method>
std::string wire_name() {
  return kebab_case(member_name<Method>());
}

/// Whether somebody still listens; else `cancelled`.
Result<void> handed_over(bool taken);

template <typename Method>
struct Shape {
  static constexpr bool known = false;
};
template <typename C, typename Output, typename Input>
struct Shape<Result<Output> (C::*)(const Input&, Call&)> {
  static constexpr bool known = true, stream = false;
  using Class = C;
  using In = Input;
  using Out = Output;
};
template <typename C, typename Item, typename Input>
struct Shape<Result<void> (C::*)(const Input&, Call&, Stream<Item>&)> {
  static constexpr bool known = true, stream = true;
  using Class = C;
  using In = Input;
  using Out = Item;
};

template <auto Method>
ActionModel make_action(Words title, ActionFacts facts) {
  using Of = Shape<decltype(Method)>;
  static_assert(Of::known,
                "Écluse: an action is `Result<Output> method(const Input&, Call&)` or "
                "`Result<void> method(const Input&, Call&, Stream<Item>&)`");
  ActionModel model;
  if constexpr (Of::known) {
    model.name = wire_name<Method>();
    model.title = title;
    model.facts = std::move(facts);
    model.stream = Of::stream;
    model.input = &type_of<typename Of::In>;
    model.output = &type_of<typename Of::Out>;
    model.run = [](void* object, const ecluse_call& raw) -> Result<void> {
      typename Of::In input{};
      if (auto parsed = parse_into(input_of(raw), type_of<typename Of::In>(), &input); !parsed)
        return parsed;
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

template <typename Method>
struct PollShape;
template <typename C, typename Data, typename Params>
struct PollShape<Result<Polled<Data>> (C::*)(const Params&, const PollQuery&, Call&)> {
  using Class = C;
  using In = Params;
  using Out = Data;
};

template <auto Method>
TriggerModel make_trigger(Words title, TriggerFacts facts) {
  using Of = PollShape<decltype(Method)>;
  TriggerModel model;
  model.name = wire_name<Method>();
  model.title = title;
  model.facts = std::move(facts);
  model.params = &type_of<typename Of::In>;
  model.event = &type_of<typename Of::Out>;
  model.run = [](void* object, const ecluse_call& raw) -> Result<void> {
    auto input = parse_poll(input_of(raw));
    if (!input) return fail(std::move(input));
    typename Of::In params{};
    if (auto parsed = parse_into(input->params, type_of<typename Of::In>(), &params); !parsed)
      return parsed;
    Call call(raw);
    auto polled = (static_cast<typename Of::Class*>(object)->*Method)(params, input->query, call);
    if (!polled) return fail(std::move(polled));
    std::vector<EventText> events;
    for (const auto& event : polled->events)
      events.push_back({event.id, event.time, to_json(type_of<typename Of::Out>(), &event.data)});
    return handed_over(emit_text(raw, polled_json(events, polled->cursor, polled->more)));
  };
  return model;
}

template <typename Method>
struct MethodClass;
template <typename C, typename R, typename... Arguments>
struct MethodClass<R (C::*)(Arguments...)> {
  using type = C;
};

template <auto Method>
OptionModel make_options(Words title) {
  using Class = typename MethodClass<decltype(Method)>::type;
  return {wire_name<Method>(), title, [](void* object, const ecluse_call& raw) -> Result<void> {
            auto query = parse_option_query(input_of(raw));
            if (!query) return fail(std::move(query));
            Call call(raw);
            auto page = (static_cast<Class*>(object)->*Method)(*query, call);
            if (!page) return fail(std::move(page));
            return handed_over(emit_text(raw, option_page_json(*page)));
          }};
}

template <auto Method>
CheckModel make_check(std::vector<const ErrorType*> errors) {
  using Class = typename MethodClass<decltype(Method)>::type;
  return {std::move(errors), [](void* object, const ecluse_call& raw) -> Result<void> {
            Call call(raw);
            auto checked = (static_cast<Class*>(object)->*Method)(call);
            if (!checked) return fail(std::move(checked));
            return handed_over(emit_text(raw, checked_json(*checked)));
          }};
}

template <auto Method>
RefreshModel make_refresh(int seconds) {
  using Class = typename MethodClass<decltype(Method)>::type;
  return {seconds, [](void* object, const ecluse_call& raw) -> Result<void> {
            Call call(raw);
            auto changed = (static_cast<Class*>(object)->*Method)(call);
            if (!changed) return fail(std::move(changed));
            return handed_over(emit_text(raw, *changed ? R"({"changed":true})" : R"({"changed":false})"));
          }};
}

template <typename Method>
struct CommandShape;
template <typename C, typename Input>
struct CommandShape<Result<void> (C::*)(const Input&, Call&, Lines&)> {
  using Class = C;
  using In = Input;
};

template <auto Method>
CommandModel make_command(Words title, Words description) {
  using Of = CommandShape<decltype(Method)>;
  return {wire_name<Method>(), title, description, &type_of<typename Of::In>,
          [](void* object, const ecluse_call& raw) -> Result<void> {
            typename Of::In input{};
            if (auto parsed = parse_into(input_of(raw), type_of<typename Of::In>(), &input); !parsed)
              return parsed;
            Call call(raw);
            Lines lines(raw);
            return (static_cast<typename Of::Class*>(object)->*Method)(input, call, lines);
          }};
}

template <auto Action, auto Method>
OutcomeModel make_outcome() {
  using Of = Shape<decltype(Action)>;
  return {wire_name<Action>(), [](void* object, const ecluse_call& raw) -> Result<void> {
            typename Of::In input{};
            if (auto parsed = parse_into(input_of(raw), type_of<typename Of::In>(), &input); !parsed)
              return parsed;
            Call call(raw);
            auto found = (static_cast<typename Of::Class*>(object)->*Method)(input, call);
            if (!found) return fail(std::move(found));
            const std::string output =
                found->output ? to_json(type_of<typename Of::Out>(), &*found->output) : "";
            return handed_over(emit_text(raw, outcome_json(found->trace, output)));
          }};
}

template <typename Class, typename Settings>
ConnectorModel make_connector(ConnectorFacts facts) {
  ConnectorModel model;
  model.facts = std::move(facts);
  model.settings = &type_of<Settings>;
  model.open = [](std::string_view text, const Host& host) -> Result<void*> {
    Settings settings{};
    if (auto parsed = parse_into(text, type_of<Settings>(), &settings); !parsed)
      return fail(std::move(parsed));
    if constexpr (requires { Class::open(std::move(settings), host); }) {
      auto opened = Class::open(std::move(settings), host);
      if (!opened) return fail(std::move(opened));
      return static_cast<void*>(opened->release());
    } else if constexpr (std::is_constructible_v<Class, Settings, Host>) {
      return static_cast<void*>(new Class(std::move(settings), host));
    } else {
      static_assert(std::is_constructible_v<Class, Settings>,
                    "Écluse: a connector needs `static Result<std::unique_ptr<It>> open(Settings, Host)` "
                    "or a constructor from Settings");
      return static_cast<void*>(new Class(std::move(settings)));
    }
  };
  model.close = [](void* object) { delete static_cast<Class*>(object); };
  return model;
}

}  // namespace detail
}  // namespace ecluse
