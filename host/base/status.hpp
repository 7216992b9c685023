// SPDX-License-Identifier: EUPL-1.2
// How something ended: the canonical codes of the ABI, with their names in manifests.
#pragma once

#include <ecluse/abi.h>

#include <optional>
#include <string_view>

namespace ecluse::base {

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

/// "not-found"; an unknown number is "internal".
std::string_view name(Status status);

/// The code of a kebab-case name, or nothing.
std::optional<Status> status_named(std::string_view name);

/// A number that came from a plugin; one that we do not know is internal.
Status status_from(ecluse_status number);

}  // namespace ecluse::base
