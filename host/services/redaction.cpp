// SPDX-License-Identifier: EUPL-1.2
#include "services/redaction.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <nlohmann/json.hpp>

namespace ecluse::services {
namespace {

constexpr std::string_view mask = "[masked]";
constexpr std::array<std::string_view, 9> secret_names{"password", "passwd",        "secret",
                                                       "token",    "authorization", "mot_de_passe",
                                                       "api_key",  "apikey",        "cookie"};
constexpr std::array<std::string_view, 3> secret_marks{"ecl_", "bearer ", "basic "};

char lower(char letter) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
}
bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_token(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 ||
         std::string_view("-._~+/=").find(letter) != std::string_view::npos;
}

bool begins_with(std::string_view text, std::string_view mark) {
  return text.size() >= mark.size() && std::equal(mark.begin(), mark.end(), text.begin(),
                                                  [](char a, char b) { return a == lower(b); });
}

/// Length of the secret after a mark at the beginning of `text`, mark included; 0: none.
std::size_t marked_secret(std::string_view text) {
  for (const auto mark : secret_marks) {
    if (!begins_with(text, mark)) continue;
    const auto end = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(mark.size()),
                                      text.end(), is_token);
    const auto size = static_cast<std::size_t>(end - text.begin());
    if (size >= mark.size() + 6) return size;
  }
  return 0;
}

/// "://user:password@": length up to the @; 0: none.
std::size_t url_password(std::string_view text) {
  if (!begins_with(text, "://")) return 0;
  const auto end = text.find_first_of("@/ \n\"", 3);
  if (end == text.npos || text[end] != '@') return 0;
  const auto colon = text.find(':', 3);
  return colon < end ? end : 0;
}

/// Fifteen digits whose last two are 97 less the others modulo 97 (Corsica's letters are left
/// aside).
bool is_social_security_number(std::string_view digits) {
  if (digits.size() != 15 || (digits[0] != '1' && digits[0] != '2')) return false;
  std::uint64_t number = 0;
  for (const char digit : digits.substr(0, 13))
    number = number * 10 + static_cast<std::uint64_t>(digit - '0');
  return 97 - number % 97 ==
         static_cast<std::uint64_t>((digits[13] - '0') * 10 + (digits[14] - '0'));
}

std::size_t digits_at(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) -
                                  text.begin());
}

bool names_a_secret(std::string_view name) {
  std::string folded(name);
  std::transform(folded.begin(), folded.end(), folded.begin(), lower);
  return std::any_of(secret_names.begin(), secret_names.end(),
                     [&](auto secret) { return folded.find(secret) != std::string::npos; });
}

}  // namespace

std::string redact(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    std::size_t taken = 1;
    if (const auto size = marked_secret(text)) {
      clean += mask;
      taken = size;
    } else if (const auto url = url_password(text)) {
      clean.append("://").append(mask);
      taken = url;
    } else if (is_digit(text.front())) {
      taken = digits_at(text);
      clean += is_social_security_number(text.substr(0, taken)) ? mask : text.substr(0, taken);
    } else {
      clean += text.front();
    }
    text.remove_prefix(taken);
  }
  return clean;
}

void redact(json::Value& value) {
  if (value.is_string()) {
    value = redact(value.get_ref<const std::string&>());
  } else if (value.is_number_unsigned()) {
    const std::string digits = std::to_string(value.get<std::uint64_t>());
    if (is_social_security_number(digits)) value = mask;
  } else if (value.is_array()) {
    for (auto& item : value) redact(item);
  } else if (value.is_object()) {
    for (auto& [name, member] : value.items()) {
      if (names_a_secret(name))
        member = mask;
      else
        redact(member);
    }
  }
}

}  // namespace ecluse::services
