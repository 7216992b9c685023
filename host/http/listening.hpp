// SPDX-License-Identifier: EUPL-1.2
// Sockets that listen: made from an address, or given by who started the host.
#pragma once

#include <string>

#include "base/result.hpp"

namespace ecluse::http {

/// The port of a socket that listens, 0 for one without (a path); "cannot-listen" for what is no
/// such socket. [any]
base::Result<int> port_of(int socket);

/// A socket that listens on an address ("127.0.0.1", "localhost", "::1"), with room for 4,096
/// connections that nobody took yet, non-blocking. "cannot-listen". [control]
base::Result<int> listen_socket(const std::string& host, int port);

}  // namespace ecluse::http
