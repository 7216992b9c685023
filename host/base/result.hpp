// SPDX-License-Identifier: EUPL-1.2
// Errors are values: a slug of the one table (problems.hpp) or of a connector's manifest, the field
// at fault, and the words that fill the sentence. Sentences are rendered at the edge, not here.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "base/status.hpp"

namespace ecluse::base {

using Parameters = std::vector<std::pair<std::string, std::string>>;

struct Error {
  Status status = Status::internal;
  std::string slug;           ///< kebab-case; host slugs stand in problems.hpp
  std::string pointer;        ///< RFC 6901 pointer into the input, or empty
  Parameters parameters;      ///< never personal data, never a secret
  std::string details;        ///< JSON object that stands beside the sentence, or empty
  std::string upstream_text;  ///< what the legacy system said; dropped for personal systems
  std::chrono::milliseconds retry_after{0};

  Error& with(std::string_view name, std::string_view value) & {
    parameters.emplace_back(name, value);
    return *this;
  }
  Error&& with(std::string_view name, std::string_view value) && {
    return std::move(with(name, value));
  }
  Error& at(std::string_view json_pointer) & {
    pointer = json_pointer;
    return *this;
  }
  Error&& at(std::string_view json_pointer) && { return std::move(at(json_pointer)); }
};

/// A value, or why there is none.
template <typename T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

/// `return fail(problem("unknown-action").with("name", name));`
inline Failure fail(Error error) { return Failure(std::move(error)); }

}  // namespace ecluse::base
