// SPDX-License-Identifier: EUPL-1.2
#include "base/identifier.hpp"

#include <array>

namespace ecluse::base {

std::string new_identifier(const Clock& clock, Random& random) {
  std::array<std::uint8_t, 16> bytes{};
  random.fill(bytes);
  const auto milliseconds = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(clock.wall().time_since_epoch())
          .count());
  for (unsigned index = 0; index < 6; ++index)
    bytes[index] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * index));
  bytes[6] = static_cast<std::uint8_t>(0x70 | (bytes[6] & 0x0f));  // version 7
  bytes[8] = static_cast<std::uint8_t>(0x80 | (bytes[8] & 0x3f));  // variant 10

  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(36, '-');
  auto next = text.begin();
  for (std::size_t index = 0; index < bytes.size(); ++index) {
    if (index == 4 || index == 6 || index == 8 || index == 10) ++next;
    *next++ = digits[bytes[index] >> 4];
    *next++ = digits[bytes[index] & 15];
  }
  return text;
}

bool is_kebab_case(std::string_view text) {
  if (text.empty() || text.size() > 60 || text.front() < 'a' || text.front() > 'z') return false;
  bool after_hyphen = false;
  for (const char letter : text) {
    const bool word = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
    if (!word && (letter != '-' || after_hyphen)) return false;
    after_hyphen = letter == '-';
  }
  return !after_hyphen;
}

}  // namespace ecluse::base
