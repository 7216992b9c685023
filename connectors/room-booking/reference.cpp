// SPDX-License-Identifier: EUPL-1.2
#include "reference.hpp"

#include <openssl/evp.h>

#include <charconv>

namespace ecluse::rooms {
namespace {

constexpr std::string_view id_prefix = "id:";
constexpr std::size_t mark_letters = 26;  // 130 bits

/// Letters of base 32 of a SHA-256.
std::string digest(std::string_view text) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), bytes, &size, EVP_sha256(), nullptr);
  constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
  std::string letters;
  unsigned int held = 0;
  int bits = 0;
  for (unsigned int place = 0; place < size && letters.size() < mark_letters; ++place) {
    held = (held << 8 | bytes[place]) & 0xffff;
    bits += 8;
    while (bits >= 5 && letters.size() < mark_letters) {
      bits -= 5;
      letters += alphabet[held >> bits & 31];
    }
  }
  return letters;
}

bool is_letter_of_utf8(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

}  // namespace

Reference reference_of(const Booking& booking) {
  if (booking.uid.empty()) return {{}, {}, booking.id};
  return {booking.uid, booking.recurrence, booking.id};
}

std::string text_of(const Reference& reference) {
  if (reference.uid.empty()) return std::string(id_prefix) + std::to_string(reference.id);
  return reference.recurrence.empty() ? reference.uid : reference.uid + "#" + reference.recurrence;
}

std::optional<Reference> read_reference(std::string_view text) {
  if (text.empty()) return {};
  if (text.substr(0, id_prefix.size()) == id_prefix) {
    text.remove_prefix(id_prefix.size());
    Reference made;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), made.id);
    if (fault != std::errc() || end != text.data() + text.size() || made.id <= 0) return {};
    return made;
  }
  const auto mark = text.rfind('#');
  if (mark == text.npos) return Reference{std::string(text), {}, 0};
  if (mark == 0 || text.size() - mark - 1 != 16) return {};
  return Reference{std::string(text.substr(0, mark)), std::string(text.substr(mark + 1)), 0};
}

std::string mark_of(std::string_view scope, std::string_view key) {
  return digest(std::string(scope) + '\n' + std::string(key));
}

std::string uid_of(std::string_view scope, std::string_view key, std::string_view domain) {
  return "ecluse-" + mark_of(scope, key) + "@" + std::string(domain);
}

std::string masked(std::string_view title, bool is_private) {
  if (is_private) return "***";
  std::string made;
  bool first = true;
  bool keep = false;
  for (const char byte : title) {
    if (byte == ' ') {
      made += ' ';
      first = true;
    } else if (is_letter_of_utf8(byte)) {
      keep = first;
      made += keep ? byte : '*';
      first = false;
    } else if (keep) {
      made += byte;
    }
  }
  return made;
}

}  // namespace ecluse::rooms
