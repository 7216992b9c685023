// SPDX-License-Identifier: EUPL-1.2
#include "access/key.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace ecluse::access {
namespace {

constexpr std::string_view prefix = "ecl_";
constexpr std::size_t id_size = 10;
constexpr std::size_t secret_size = 52;  // 256 bits, 5 a character
/// Crockford's letters, in lower case: nothing that is mistaken for something else.
constexpr std::string_view letters = "0123456789abcdefghjkmnpqrstvwxyz";

std::string random_text(std::size_t size, base::Random& random) {
  std::string text(size, '0');
  std::array<std::uint8_t, secret_size> bytes{};
  random.fill(std::span(bytes.data(), size));
  for (std::size_t index = 0; index < size; ++index) text[index] = letters[bytes[index] & 31];
  return text;
}

}  // namespace

NewKey make_key(std::string_view consumer, std::chrono::nanoseconds lifetime,
                const base::Clock& clock, base::Random& random) {
  NewKey key;
  key.row.id = random_text(id_size, random);
  const std::string secret = random_text(secret_size, random);
  key.row.consumer = consumer;
  key.row.secret_hash = digest(secret);
  key.row.created_ns = clock.wall().time_since_epoch().count();
  key.row.expires_ns = lifetime.count() == 0 ? 0 : key.row.created_ns + lifetime.count();
  key.text = std::string(prefix) + key.row.id + "_" + secret;
  return key;
}

std::optional<KeyText> split_key(std::string_view text) {
  if (text.size() != prefix.size() + id_size + 1 + secret_size ||
      text.substr(0, prefix.size()) != prefix)
    return std::nullopt;
  text.remove_prefix(prefix.size());
  if (text[id_size] != '_') return std::nullopt;
  return KeyText{text.substr(0, id_size), text.substr(id_size + 1)};
}

std::string digest(std::string_view text) {
  // Looked up once: each lookup takes locks of the library, and this runs with every call.
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  std::array<unsigned char, 32> bytes{};
  if (EVP_Digest(text.data(), text.size(), bytes.data(), nullptr, sha256, nullptr) != 1)
    std::abort();
  std::string hexadecimal(bytes.size() * 2, '0');
  for (std::size_t index = 0; index < bytes.size(); ++index) {
    hexadecimal[2 * index] = "0123456789abcdef"[bytes[index] >> 4];
    hexadecimal[2 * index + 1] = "0123456789abcdef"[bytes[index] & 15];
  }
  return hexadecimal;
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace ecluse::access
