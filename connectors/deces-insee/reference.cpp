// SPDX-License-Identifier: EUPL-1.2
#include "reference.hpp"

#include <algorithm>
#include <array>

namespace ecluse::deces {
namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::size_t text_size = 26;

/// FNV-1a with a last mixing, so that near texts are far apart.
class Hash {
 public:
  void add(std::string_view text) {
    for (const char letter : text) add_byte(static_cast<unsigned char>(letter));
    add_byte(0xFF);  // no text holds it: "A" "BC" is not "AB" "C"
  }
  void add(std::int64_t number) {
    for (int shift = 0; shift < 32; shift += 8)
      add_byte(static_cast<std::uint64_t>(number) >> shift & 0xFF);
  }
  std::int64_t value() const {
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return static_cast<std::int64_t>((mixed ^ (mixed >> 31)) >> 1);
  }

 private:
  void add_byte(std::uint64_t byte) { state_ = (state_ ^ byte) * 0x100000001B3u; }
  std::uint64_t state_ = 0xCBF29CE484222325u;
};

std::string place_of(std::uint32_t packed) {
  if (packed == no_place) return {};
  std::string place(5, '0');
  for (auto letter = place.rbegin(); letter != place.rend(); ++letter, packed /= 36)
    *letter = static_cast<char>(packed % 36 < 10 ? '0' + packed % 36 : 'A' + packed % 36 - 10);
  return place;
}

}  // namespace

std::uint32_t packed_place(std::string_view place) {
  if (place.size() != 5) return no_place;
  std::uint32_t value = 0;
  for (const char letter : place) {
    const bool digit = letter >= '0' && letter <= '9';
    if (!digit && (letter < 'A' || letter > 'Z')) return no_place;
    value = value * 36 + static_cast<std::uint32_t>(digit ? letter - '0' : letter - 'A' + 10);
  }
  return value;
}

std::int64_t Identity::hash() const {
  Hash hash;
  hash.add(name);
  hash.add(static_cast<std::int64_t>(sex));
  hash.add(static_cast<std::int64_t>(born));
  hash.add(static_cast<std::int64_t>(died));
  hash.add(birth_place);
  hash.add(death_place);
  hash.add(plain_act(act));
  return hash.value();
}

Reference Reference::of(const Identity& identity) {
  return {identity.died, place_of(packed_place(identity.death_place)), identity.hash()};
}

std::string Reference::text() const {
  std::array<std::uint8_t, 17> bytes{};  // one more than is used, for the last pair
  const auto put = [&](std::size_t at, std::size_t count, std::uint64_t value) {
    for (; count > 0; value >>= 8) bytes[at + --count] = static_cast<std::uint8_t>(value);
  };
  put(0, 4, static_cast<std::uint32_t>(died));
  put(4, 4, packed_place(death_place));
  put(8, 8, static_cast<std::uint64_t>(hash));
  std::string text;
  for (std::size_t bit = 0; text.size() < text_size; bit += 5) {
    const unsigned pair = bytes[bit / 8] << 8U | bytes[bit / 8 + 1];
    text += letters[pair >> (11 - bit % 8) & 31U];
  }
  return text;
}

std::optional<Reference> Reference::parse(std::string_view text) {
  if (text.size() != text_size) return std::nullopt;
  std::array<std::uint8_t, 17> bytes{};
  for (std::size_t index = 0; index < text.size(); ++index) {
    const auto value = letters.find(text[index]);
    if (value == letters.npos) return std::nullopt;
    const std::size_t bit = index * 5;
    const unsigned pair = static_cast<unsigned>(value) << (11 - bit % 8);
    bytes[bit / 8] |= static_cast<std::uint8_t>(pair >> 8);
    bytes[bit / 8 + 1] |= static_cast<std::uint8_t>(pair);
  }
  const auto get = [&](std::size_t at, std::size_t count) {
    std::uint64_t value = 0;
    while (count-- > 0) value = value << 8 | bytes[at++];
    return value;
  };
  Reference reference{static_cast<PackedDay>(get(0, 4)),
                      place_of(static_cast<std::uint32_t>(get(4, 4))),
                      static_cast<std::int64_t>(get(8, 8))};
  if (reference.died < 0 || reference.text() != text) return std::nullopt;
  return reference;
}

}  // namespace ecluse::deces
