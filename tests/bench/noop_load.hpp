// SPDX-License-Identifier: EUPL-1.2
// A load generator of one thread: keep-alive connections, one request in flight on each, every
// answer read whole and compared.
#pragma once

#include <cstdint>
#include <string>

namespace ecluse::bench {

struct Load {
  int port = 0;
  int connections = 8;
  std::string request;   ///< the bytes of one request
  std::string expected;  ///< the body of a right answer
  double seconds = 1;
};

struct Measured {
  std::uint64_t right = 0;  ///< answers with status 200 and the expected body
  std::uint64_t wrong = 0;  ///< anything else, and connections that broke
  double seconds = 0;
  double rate() const { return static_cast<double>(right) / seconds; }
};

Measured run_load(const Load& load);

}  // namespace ecluse::bench
