// SPDX-License-Identifier: EUPL-1.2
// Addresses of the loopback, for the benchmarks' own sockets.
#pragma once

#include <netinet/in.h>

#include <cstdint>

namespace ecluse::bench {

/// 127.0.0.1, or one of those after it; port 0 is any.
inline sockaddr_in address_of(int port, std::uint32_t after = 0) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + after);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

}  // namespace ecluse::bench
