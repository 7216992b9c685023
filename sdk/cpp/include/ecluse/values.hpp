// SPDX-License-Identifier: MIT
// Types of fields that are more than text: secrets, decimals and dates (from the kit), raw JSON.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <ecluse/kit/dates.hpp>
#include <ecluse/kit/decimal.hpp>

namespace ecluse {

/// A secret setting. It is not printed, not compared, and wiped when it goes.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&&) noexcept = default;
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  ~Secret() {
    volatile char* bytes = text_.data();
    for (std::size_t index = 0; index < text_.size(); ++index) bytes[index] = 0;
  }

  /// Borrowed until the secret goes; hand it to the legacy system and to nobody else.
  const std::string& reveal() const { return text_; }

 private:
  std::string text_;
};

}  // namespace ecluse
