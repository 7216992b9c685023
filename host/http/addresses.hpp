// SPDX-License-Identifier: EUPL-1.2
// Addresses of clients: what a socket or a trusted proxy says, and how much each has at a time.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "http/application.hpp"

namespace ecluse::http {

/// IPv6, or IPv4 as its mapped form: the same client is the same address on both kinds of socket.
struct Address {
  std::array<std::uint8_t, 16> bytes{};
  friend bool operator==(const Address&, const Address&) = default;
};

Address address_of(const sockaddr_storage& socket_address);
std::optional<Address> parse_address(std::string_view text);
std::string to_text(const Address& address);

/// "10.0.0.0/8", "2001:db8::/32", or one address.
class Network {
 public:
  static std::optional<Network> parse(std::string_view text);
  bool contains(const Address& address) const;

 private:
  Address base_;
  int bits_ = 128;
};

bool is_within(const Address& address, std::span<const Network> networks);

/// The client of a request. A peer that is no trusted proxy is it. Behind one it is the last entry
/// of X-Forwarded-For that is no trusted proxy itself; entries before it could say anything. [any]
Address client_of(const Address& peer, std::span<const Field> fields,
                  std::span<const Network> trusted_proxies);

/// How many things each address has. [one thread]
class AddressCounts {
 public:
  /// False, and nothing is counted, when it has `most` already.
  bool enter(const Address& address, std::size_t most);
  void leave(const Address& address);
  std::size_t addresses() const { return counts_.size(); }

 private:
  struct Hash {
    std::size_t operator()(const Address& address) const;
  };
  std::unordered_map<Address, std::size_t, Hash> counts_;
};

}  // namespace ecluse::http
