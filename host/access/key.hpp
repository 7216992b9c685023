// SPDX-License-Identifier: EUPL-1.2
// Keys of consumers: `ecl_<id>_<secret>`. The id (10 characters) is public and finds the row; the
// secret has 256 random bits and is kept as its SHA-256 only. A slow hash would protect guessable
// secrets: there are none here, and each call would pay for it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "store/change.hpp"

namespace ecluse::access {

struct NewKey {
  std::string text;  ///< shown once, to the operator
  store::KeyRow row;
};

/// A key for `consumer` that ends `lifetime` from now (0: never).
NewKey make_key(std::string_view consumer, std::chrono::nanoseconds lifetime,
                const base::Clock& clock, base::Random& random);

struct KeyText {
  std::string_view id;
  std::string_view secret;
};

/// Splits the text of a key; nothing when it does not have the form. Borrows `text`.
std::optional<KeyText> split_key(std::string_view text);

/// SHA-256 in hexadecimal.
std::string digest(std::string_view text);

/// Compares in a time that does not tell where they differ.
bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace ecluse::access
