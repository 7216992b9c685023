// SPDX-License-Identifier: MIT
// The one header of a connector: describe the types (describe.hpp), write a class, and end the file
// with
//
//   ECLUSE_PLUGIN(ecluse::plugin({.id = "rooms", .version = "1.0.0", .license = "MIT", …},
//       ecluse::connector<Rooms, Settings>({.id = "rooms", .title = {"Salles", "Rooms"}, …},
//           ecluse::action<&Rooms::find_rooms>({"Salles libres", "Free rooms"}, {.safe = true}))));
//
// The class is made by `static Result<std::unique_ptr<Rooms>> open(Settings, Host)`, or by a
// constructor from Settings, or from Settings and Host. Its methods are called from threads of the
// host: one at a time, unless max_concurrency says more. What a method throws becomes INTERNAL with
// slug "unexpected". Mistakes in a description do not compile: detail/judge.hpp.
#pragma once

#include "call.hpp"
#include "describe.hpp"
#include "detail/make.hpp"
#include "host.hpp"
#include "result.hpp"
#include "shapes.hpp"
#include "values.hpp"

namespace ecluse {

/// A way to fail, declared once: the host renders the sentences, `{name}` is a parameter.
///   constexpr ecluse::ErrorType no_such_room{
///       .slug = "no-such-room", .status = ecluse::Status::not_found, …};
///   return ecluse::fail(no_such_room).with("room", id).at("/room");
inline Failure fail(const ErrorType& type) { return fail(type.status, type.slug); }

/// A described struct as JSON, for Failure::beside.
template <typename Described>
std::string to_json(const Described& object) {
  return detail::to_json(detail::type_of<Described>(), &object);
}

/// `Result<Output> method(const Input&, Call&)`, or, for a stream of items,
/// `Result<void> method(const Input&, Call&, Stream<Item>&)`. The action's name is the method's.
template <auto Method>
auto action(Words title, ActionFacts facts = {}) {
  return detail::make_action<Method>(title, std::move(facts));
}

/// `Result<Polled<Data>> method(const Params&, const PollQuery&, Call&)`.
template <auto Method>
auto trigger(Words title, TriggerFacts facts = {}) {
  return detail::make_trigger<Method>(title, std::move(facts));
}

/// `Result<OptionPage> method(const OptionQuery&, Call&)`; the list's name is the method's.
template <auto Method>
auto options(Words title) {
  return detail::make_options<Method>(title);
}

/// `Result<Checked> method(Call&)`.
template <auto Method>
auto check(std::vector<const ErrorType*> errors = {}) {
  return detail::make_check<Method>(std::move(errors));
}

/// `Result<bool> method(Call&)`: whether something changed; called every `seconds`.
template <auto Method>
auto refresh(int seconds) {
  return detail::make_refresh<Method>(seconds);
}

/// `Result<void> method(const Input&, Call&, Lines&)`.
template <auto Method>
auto command(Words title, Words description) {
  return detail::make_command<Method>(title, description);
}

/// `Result<Outcome<Output>> method(const Input&, Call&)`, of the writing action `Action`.
template <auto Action, auto Method>
auto outcome() {
  return detail::make_outcome<Action, Method>();
}

template <typename Class, typename Settings, typename... Parts>
detail::ConnectorModel connector(ConnectorFacts facts, Parts&&... parts) {
  static_assert(detail::differ<std::remove_cvref_t<Parts>...>(),
                "ecluse: a connector has one check, one refresh, and no two actions, triggers, "
                "option lists or commands of one name");
  auto model = detail::make_connector<Class, Settings>(std::move(facts));
  (model.add(std::move(parts)), ...);
  return model;
}

template <typename... Connectors>
detail::PluginModel plugin(PluginFacts facts, Connectors&&... connectors) {
  static_assert(sizeof...(Connectors) > 0, "ecluse: a plugin has at least one connector");
  detail::PluginModel model(facts, {});
  (model.add(std::move(connectors)), ...);
  return model;
}

}  // namespace ecluse

/// Exports the one symbol of a plugin. Once a library, at the end of one file.
#define ECLUSE_PLUGIN(...)                                               \
  extern "C" ECLUSE_EXPORT const ecluse_plugin* ecluse_plugin_v1(void) { \
    return ::ecluse::detail::plugin_table([] { return __VA_ARGS__; });   \
  }                                                                      \
  static_assert(true, "")
