// SPDX-License-Identifier: EUPL-1.2
// The chain that a server shows, whatever it is worth: for `ecluse doctor tls`.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace ecluse::http {

struct ServedChain {
  std::string pem;      ///< in the order of the server
  std::string version;  ///< "TLSv1.3"; empty when the server broke off after its certificates
  std::string address;  ///< that was reached
};

/// Connects to `host` (a name or an address) and asks for the certificate of `name`. Blocks, at
/// most `limit` for each step. Fails with "tls-unreachable" or "tls-not-spoken". [control]
base::Result<ServedChain> fetch_chain(const std::string& host, int port, const std::string& name,
                                      std::chrono::seconds limit);

/// The addresses of a name or an address; empty when it leads nowhere. [control]
std::vector<std::string> addresses_of(const std::string& name);

}  // namespace ecluse::http
