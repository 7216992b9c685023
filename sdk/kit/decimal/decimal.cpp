// SPDX-License-Identifier: MIT
#include "ecluse/kit/decimal.hpp"

#include <algorithm>

namespace ecluse {
namespace {

constexpr int most_digits = 38;
constexpr int most_places = 18;

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
  Decimal value;
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  if (whole.empty() || (whole.size() > 1 && whole.front() == '0')) return std::nullopt;
  if (point != text.npos) {
    if (point + 1 == text.size() || text.size() - point - 1 > most_places) return std::nullopt;
    value.places_ = static_cast<int>(text.size() - point - 1);
  }
  if (whole.size() + static_cast<std::size_t>(value.places_) > most_digits) return std::nullopt;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at == point) continue;
    if (text[at] < '0' || text[at] > '9') return std::nullopt;
    value.digits_ = value.digits_ * 10 + (text[at] - '0');
  }
  if (negative) value.digits_ = -value.digits_;
  return value;
}

std::optional<Decimal> Decimal::parse_french(std::string_view text) {
  std::string plain;
  std::size_t at = 0;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    if (text[0] == '-') plain += '-';
    at = 1;
  }
  const std::size_t begin = plain.size();
  while (at < text.size()) {
    // A thousands separator: a space, a no-break space (U+00A0) or a narrow one (U+202F).
    if (text[at] == ' ')
      at += 1;
    else if (text.substr(at, 2) == "\xc2\xa0")
      at += 2;
    else if (text.substr(at, 3) == "\xe2\x80\xaf")
      at += 3;
    else
      plain += text[at] == ',' ? '.' : text[at], ++at;
  }
  while (plain.size() > begin + 1 && plain[begin] == '0' && plain[begin + 1] != '.')
    plain.erase(begin, 1);
  if (plain.size() > begin && plain[begin] == '.') plain.insert(begin, 1, '0');
  return parse(plain);
}

std::string Decimal::text() const {
  std::string text;
  Digits rest = digits_ < 0 ? -digits_ : digits_;
  do {
    text += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
    if (places_ > 0 && text.size() == static_cast<std::size_t>(places_)) {
      text += '.';
      if (rest == 0) text += '0';
    }
  } while (rest != 0 || text.size() < static_cast<std::size_t>(places_));
  if (digits_ < 0) text += '-';
  std::reverse(text.begin(), text.end());
  return text;
}

std::optional<Decimal::Digits> Decimal::scaled(const Decimal& value, int places) {
  Digits digits = value.digits_;
  for (int place = value.places_; place < places; ++place)
    if (__builtin_mul_overflow(digits, Digits{10}, &digits)) return std::nullopt;
  return digits;
}

std::optional<Decimal> Decimal::add(const Decimal& left, const Decimal& right) {
  Decimal sum;
  sum.places_ = std::max(left.places_, right.places_);
  const auto a = scaled(left, sum.places_);
  const auto b = scaled(right, sum.places_);
  if (!a || !b || __builtin_add_overflow(*a, *b, &sum.digits_)) return std::nullopt;
  return sum;
}

Decimal Decimal::negated() const {
  Decimal value = *this;
  value.digits_ = -value.digits_;
  return value;
}

int Decimal::compare(const Decimal& left, const Decimal& right) {
  const int places = std::max(left.places_, right.places_);
  const auto a = scaled(left, places);
  const auto b = scaled(right, places);
  if (a && b) return *a < *b ? -1 : *a > *b ? 1 : 0;
  // What does not fit is larger than what does, on its own side of zero.
  if (!a) return left.digits_ < 0 ? -1 : 1;
  return right.digits_ < 0 ? 1 : -1;
}

}  // namespace ecluse
