// SPDX-License-Identifier: MIT
// Exact decimals, for amounts: an integer and a number of places, never a double.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ecluse {

/// Up to 38 digits, up to 18 of them behind the point. Keeps the places that it was written with.
class Decimal {
 public:
  Decimal() = default;  ///< 0

  /// "-12.50", as on the wire; nothing for anything else, or for more digits than fit.
  static std::optional<Decimal> parse(std::string_view text);
  /// As people and files write it in France: "1 234,50", "-12,5", "+3.2".
  static std::optional<Decimal> parse_french(std::string_view text);

  /// "-12.50"
  std::string text() const;
  int places() const { return places_; }

  /// The sum, with the larger number of places; nothing when it does not fit.
  static std::optional<Decimal> add(const Decimal& left, const Decimal& right);
  Decimal negated() const;
  /// -1, 0 or 1; 1.0 equals 1.00.
  static int compare(const Decimal& left, const Decimal& right);
  friend bool operator==(const Decimal& left, const Decimal& right) {
    return compare(left, right) == 0;
  }
  friend bool operator<(const Decimal& left, const Decimal& right) {
    return compare(left, right) < 0;
  }

 private:
  __extension__ using Digits = __int128;
  static std::optional<Digits> scaled(const Decimal& value, int places);
  Digits digits_ = 0;
  int places_ = 0;
};

}  // namespace ecluse
