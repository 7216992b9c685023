// SPDX-License-Identifier: EUPL-1.2
// The host's answer to a worker that asks for a stored value.
#pragma once

#include <string>

#include "services/storage.hpp"
#include "worker/protocol.hpp"

namespace ecluse::worker {

/// A `stored` frame. What cannot be read is answered as invalid: the worker did not say what.
std::string answer_storage(const Frame& frame, services::Storage& storage);

}  // namespace ecluse::worker
