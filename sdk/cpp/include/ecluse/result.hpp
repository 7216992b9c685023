// SPDX-License-Identifier: MIT
// Errors are values: what a connector, or a library of the kit, answers when it cannot.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include <ecluse/abi.h>

namespace ecluse {

/// How something ended; the numbers of ecluse_status.
enum class Status : ecluse_status {
  ok = ECLUSE_OK,
  cancelled = ECLUSE_CANCELLED,
  invalid_argument = ECLUSE_INVALID_ARGUMENT,
  deadline_exceeded = ECLUSE_DEADLINE_EXCEEDED,
  not_found = ECLUSE_NOT_FOUND,
  already_exists = ECLUSE_ALREADY_EXISTS,
  permission_denied = ECLUSE_PERMISSION_DENIED,
  resource_exhausted = ECLUSE_RESOURCE_EXHAUSTED,
  failed_precondition = ECLUSE_FAILED_PRECONDITION,
  aborted = ECLUSE_ABORTED,
  unimplemented = ECLUSE_UNIMPLEMENTED,
  internal = ECLUSE_INTERNAL,
  unavailable = ECLUSE_UNAVAILABLE,
  data_loss = ECLUSE_DATA_LOSS,
  unauthenticated = ECLUSE_UNAUTHENTICATED,
};

/// A failure. The sentence that a person reads is rendered by the host from the manifest: here are
/// the slug and the words that fill it. Never put personal data into a parameter.
struct Error {
  Error();
  Error(const Error&);
  Error(Error&&) noexcept;
  Error& operator=(const Error&);
  Error& operator=(Error&&) noexcept;
  ~Error();

  Status status = Status::internal;
  std::string slug;                                             ///< kebab-case
  std::string pointer;                                          ///< RFC 6901, into the input
  std::vector<std::pair<std::string, std::string>> parameters;  ///< {name} of the sentence
  std::string details;                                          ///< JSON object beside the sentence
  std::string upstream_text;                                    ///< what the legacy system said
  std::int64_t retry_after_ms = 0;                              ///< 0: no advice

  Error& with(std::string_view name, std::string_view value) &;
  Error&& with(std::string_view name, std::string_view value) &&;
  Error& at(std::string_view json_pointer) &;
  Error&& at(std::string_view json_pointer) &&;
};

/// A value or the reason why there is none.
template <typename T>
using Result = tl::expected<T, Error>;

/// `return ecluse::fail(Status::unavailable, "folder-unreachable").with("folder", name);`
struct Failure : Error {
  Failure() = default;
  explicit Failure(Error&& error) : Error(std::move(error)) {}
  template <typename T>
  operator tl::expected<T, Error>() && {  // NOLINT: conversion is the point
    return tl::unexpected<Error>(std::move(static_cast<Error&>(*this)));
  }
  Failure&& with(std::string_view name, std::string_view value) &&;
  Failure&& at(std::string_view json_pointer) &&;
  /// A JSON object whose arrays and objects stand in the answer beside the sentence, such as the
  /// `alternatives` to a slot that is taken (`to_json` of connector.hpp). Never personal data.
  Failure&& beside(std::string json_object) &&;
  /// When it is worth trying again, for whoever called.
  Failure&& retry_after_seconds(std::int64_t seconds) &&;
};

Failure fail(Status status, std::string_view slug);

/// Hands the error of a Result on: `return ecluse::fail(result);`
template <typename T>
Failure fail(Result<T>&& result) {
  return Failure(std::move(result).error());
}

}  // namespace ecluse
