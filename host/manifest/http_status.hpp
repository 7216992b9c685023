// SPDX-License-Identifier: EUPL-1.2
// Which HTTP status an error of a connector becomes: one table for the answers and for the OpenAPI.
#pragma once

#include "base/status.hpp"

namespace ecluse::manifest {

/// A refusal of *our* account by the legacy system is 502, never 401 or 403: a no-code tool would
/// blame its own credential. 422 is kept for reused keys. What may pass by itself is 503 or 504.
/// [any]
constexpr int http_status(base::Status status) {
  switch (status) {
    case base::Status::ok:
      return 200;
    case base::Status::invalid_argument:
      return 400;
    case base::Status::not_found:
      return 404;
    case base::Status::already_exists:
    case base::Status::aborted:
    case base::Status::failed_precondition:
      return 409;
    case base::Status::unimplemented:
      return 501;
    case base::Status::cancelled:
    case base::Status::resource_exhausted:
    case base::Status::unavailable:
      return 503;
    case base::Status::deadline_exceeded:
      return 504;
    case base::Status::permission_denied:
    case base::Status::unauthenticated:
    case base::Status::data_loss:
    case base::Status::internal:
      return 502;
  }
  return 502;
}

}  // namespace ecluse::manifest
