// SPDX-License-Identifier: EUPL-1.2
#include "http/addresses.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <strings.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "http/head.hpp"

namespace ecluse::http {
namespace {

constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

Address from_ipv4(const in_addr& four) {
  Address address;
  std::copy(mapped.begin(), mapped.end(), address.bytes.begin());
  std::memcpy(address.bytes.data() + mapped.size(), &four, 4);
  return address;
}

bool is_ipv4(const Address& address) {
  return std::equal(mapped.begin(), mapped.end(), address.bytes.begin());
}

/// An entry of X-Forwarded-For: an address, in some proxies' words with a port.
std::optional<Address> parse_entry(std::string_view entry) {
  if (!entry.empty() && entry.front() == '[')
    return parse_address(entry.substr(1, entry.find(']') - 1));
  if (const auto whole = parse_address(entry)) return whole;
  return parse_address(entry.substr(0, entry.find(':')));
}

}  // namespace

Address address_of(const sockaddr_storage& from) {
  if (from.ss_family == AF_INET)
    return from_ipv4(reinterpret_cast<const sockaddr_in&>(from).sin_addr);
  Address address;
  if (from.ss_family == AF_INET6)
    std::memcpy(address.bytes.data(), &reinterpret_cast<const sockaddr_in6&>(from).sin6_addr, 16);
  return address;
}

std::optional<Address> parse_address(std::string_view text) {
  const std::string ended(text.substr(0, INET6_ADDRSTRLEN));
  in_addr four{};
  if (::inet_pton(AF_INET, ended.c_str(), &four) == 1) return from_ipv4(four);
  Address address;
  if (::inet_pton(AF_INET6, ended.c_str(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

std::string to_text(const Address& address) {
  if (!is_ipv4(address)) {
    char text[INET6_ADDRSTRLEN] = "";
    ::inet_ntop(AF_INET6, address.bytes.data(), text, sizeof text);
    return text;
  }
  std::string text;  // with every request: inet_ntop would call sprintf
  for (std::size_t at = mapped.size(); at < address.bytes.size(); ++at) {
    if (at > mapped.size()) text += '.';
    text += std::to_string(address.bytes[at]);
  }
  return text;
}

std::optional<Network> Network::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto base = parse_address(text.substr(0, slash));
  if (!base) return std::nullopt;
  Network network;
  network.base_ = *base;
  if (slash == text.npos) return network;
  const auto length = text.substr(slash + 1);
  const bool is_four = text.find(':') == text.npos;
  int bits = -1;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
  if (error != std::errc() || end != length.data() + length.size() || bits < 0 ||
      bits > (is_four ? 32 : 128))
    return std::nullopt;
  network.bits_ = is_four ? bits + 96 : bits;
  return network;
}

bool Network::contains(const Address& address) const {
  const auto whole = static_cast<std::size_t>(bits_ / 8);
  const int rest = bits_ % 8;
  if (!std::equal(base_.bytes.begin(), base_.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                  address.bytes.begin()))
    return false;
  if (rest == 0) return true;
  const auto differing = static_cast<unsigned>(base_.bytes[whole] ^ address.bytes[whole]);
  return differing >> (8 - rest) == 0;
}

bool is_within(const Address& address, std::span<const Network> networks) {
  return std::any_of(networks.begin(), networks.end(),
                     [&](const Network& network) { return network.contains(address); });
}

Address client_of(const Address& peer, std::span<const Field> fields,
                  std::span<const Network> trusted) {
  Address client = peer;
  constexpr std::string_view name = "X-Forwarded-For";
  for (auto field = fields.rbegin(); field != fields.rend(); ++field) {
    if (field->name.size() != name.size() ||
        ::strncasecmp(field->name.data(), name.data(), name.size()) != 0)
      continue;
    for (std::string_view rest = field->value; !rest.empty();) {
      if (!is_within(client, trusted)) return client;
      const auto comma = rest.rfind(',');
      const auto entry = trimmed(comma == rest.npos ? rest : rest.substr(comma + 1));
      rest = comma == rest.npos ? std::string_view() : rest.substr(0, comma);
      const auto said = parse_entry(entry);
      if (!said) return client;  // "unknown", or worse: who is before it cannot be known
      client = *said;
    }
  }
  return client;
}

std::size_t AddressCounts::Hash::operator()(const Address& address) const {
  return std::hash<std::string_view>{}(
      {reinterpret_cast<const char*>(address.bytes.data()), address.bytes.size()});
}

bool AddressCounts::enter(const Address& address, std::size_t most) {
  const auto [found, is_new] = counts_.try_emplace(address, 0);
  if (found->second >= most) return false;
  ++found->second;
  return true;
}

void AddressCounts::leave(const Address& address) {
  const auto found = counts_.find(address);
  if (found != counts_.end() && --found->second == 0) counts_.erase(found);
}

}  // namespace ecluse::http
