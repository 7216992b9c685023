// SPDX-License-Identifier: EUPL-1.2
#include "config/network.hpp"

#include <arpa/inet.h>

#include <charconv>
#include <string>

namespace ecluse::config {

bool is_network(std::string_view text) {
  const auto slash = text.find('/');
  const std::string address(text.substr(0, slash));
  unsigned char bytes[16];
  const bool is_four = ::inet_pton(AF_INET, address.c_str(), bytes) == 1;
  if (!is_four && ::inet_pton(AF_INET6, address.c_str(), bytes) != 1) return false;
  if (slash == text.npos) return true;
  const auto length = text.substr(slash + 1);
  int bits = -1;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
  return error == std::errc() && end == length.data() + length.size() && bits >= 0 &&
         bits <= (is_four ? 32 : 128);
}

}  // namespace ecluse::config
