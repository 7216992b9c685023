// SPDX-License-Identifier: EUPL-1.2
#include "json/canonical.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

namespace ecluse::json {
namespace {

/// The order of UTF-16 code units differs from that of UTF-8 bytes only between U+E000..U+FFFF and
/// what lies above (surrogates sort first): lead bytes EE and EF then stand after F0 to F4.
bool before_in_utf16(const std::string& left, const std::string& right) {
  const auto [a, b] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  if (a == left.end() || b == right.end()) return a == left.end() && b != right.end();
  const auto rank = [](char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return byte == 0xee || byte == 0xef ? byte + 0x10 : byte;
  };
  return rank(*a) < rank(*b);
}

void write(const Value& value, std::string& text) {
  if (value.is_object()) {
    std::vector<Value::const_iterator> members;
    members.reserve(value.size());
    for (auto member = value.begin(); member != value.end(); ++member) members.push_back(member);
    std::sort(members.begin(), members.end(), [](const auto& left, const auto& right) {
      return before_in_utf16(left.key(), right.key());
    });
    text += '{';
    for (const auto& member : members) {
      if (text.back() != '{') text += ',';
      text += to_text(Value(member.key()));
      text += ':';
      write(member.value(), text);
    }
    text += '}';
  } else if (value.is_array()) {
    text += '[';
    for (std::size_t index = 0; index < value.size(); ++index) {
      if (index > 0) text += ',';
      write(value[index], text);
    }
    text += ']';
  } else {
    text += to_text(value);
  }
}

}  // namespace

std::string canonical(const Value& value) {
  std::string text;
  write(value, text);
  return text;
}

std::string to_text(const Value& value) {
  return value.dump(-1, ' ', false, Value::error_handler_t::replace);
}

}  // namespace ecluse::json
