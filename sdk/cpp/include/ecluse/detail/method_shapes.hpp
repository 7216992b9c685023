// SPDX-License-Identifier: MIT
// What a method of a connector looks like, read from its type; `known` is false for any other
// method, and make.hpp says then what is wanted. Const and noexcept methods are as welcome as
// others.
#pragma once

#include "../call.hpp"
#include "../shapes.hpp"

namespace ecluse::detail {

/// The method without const and noexcept.
template <typename Method>
struct Plain {
  using type = Method;
};
template <typename C, typename R, typename... Each>
struct Plain<R (C::*)(Each...) const> {
  using type = R (C::*)(Each...);
};
template <typename C, typename R, typename... Each>
struct Plain<R (C::*)(Each...) noexcept> {
  using type = R (C::*)(Each...);
};
template <typename C, typename R, typename... Each>
struct Plain<R (C::*)(Each...) const noexcept> {
  using type = R (C::*)(Each...);
};

struct Unknown {
  static constexpr bool known = false;
};
template <typename C, typename Input, typename Output>
struct Known {
  static constexpr bool known = true, stream = false;
  using Class = C;
  using In = Input;
  using Out = Output;
};

template <typename Method>
struct ActionShape : Unknown {};
template <typename C, typename Output, typename Input>
struct ActionShape<Result<Output> (C::*)(const Input&, Call&)> : Known<C, Input, Output> {};
template <typename C, typename Item, typename Input>
struct ActionShape<Result<void> (C::*)(const Input&, Call&, Stream<Item>&)>
    : Known<C, Input, Item> {
  static constexpr bool stream = true;
};

template <typename Method>
struct PollShape : Unknown {};
template <typename C, typename Data, typename Params>
struct PollShape<Result<Polled<Data>> (C::*)(const Params&, const PollQuery&, Call&)>
    : Known<C, Params, Data> {};

template <typename Method>
struct OptionShape : Unknown {};
template <typename C>
struct OptionShape<Result<OptionPage> (C::*)(const OptionQuery&, Call&)>
    : Known<C, OptionQuery, OptionPage> {};

template <typename Method>
struct CheckShape : Unknown {};
template <typename C>
struct CheckShape<Result<Checked> (C::*)(Call&)> : Known<C, void, Checked> {};

template <typename Method>
struct RefreshShape : Unknown {};
template <typename C>
struct RefreshShape<Result<bool> (C::*)(Call&)> : Known<C, void, bool> {};

template <typename Method>
struct CommandShape : Unknown {};
template <typename C, typename Input>
struct CommandShape<Result<void> (C::*)(const Input&, Call&, Lines&)> : Known<C, Input, void> {};

template <typename Method>
struct OutcomeShape : Unknown {};
template <typename C, typename Output, typename Input>
struct OutcomeShape<Result<Outcome<Output>> (C::*)(const Input&, Call&)> : Known<C, Input, Output> {
};

}  // namespace ecluse::detail
