// SPDX-License-Identifier: EUPL-1.2
#include "http/query.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/problems.hpp"
#include "json/parse.hpp"

namespace ecluse::http {
namespace {

constexpr std::size_t most_fields = 100;

int digit_of(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

json::Value converted(const std::string& text, json::Type type) {
  if (type == json::Type::boolean && (text == "true" || text == "false")) return text == "true";
  if (type == json::Type::integer) {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc() && at == end) return number;
  }
  return text;
}

}  // namespace

std::optional<std::string> decode_percent(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+') {
      decoded += ' ';
    } else if (text[at] == '%') {
      if (at + 2 >= text.size() || digit_of(text[at + 1]) < 0 || digit_of(text[at + 2]) < 0)
        return std::nullopt;
      decoded += static_cast<char>(digit_of(text[at + 1]) * 16 + digit_of(text[at + 2]));
      at += 2;
    } else {
      decoded += text[at];
    }
  }
  return decoded;
}

std::string encode_percent(std::string_view text) {
  constexpr std::string_view plain = "-._~";
  std::string encoded;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if ((byte < 0x80 && std::isalnum(byte) != 0) || plain.find(letter) != plain.npos) {
      encoded += letter;
    } else {
      encoded += '%';
      encoded += "0123456789ABCDEF"[byte >> 4];
      encoded += "0123456789ABCDEF"[byte & 15];
    }
  }
  return encoded;
}

base::Result<QueryFields> parse_query(std::string_view query) {
  QueryFields fields;
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = decode_percent(pair.substr(0, equals));
    auto value = decode_percent(equals == pair.npos ? std::string_view() : pair.substr(equals + 1));
    const bool readable = name && value && !json::not_utf8(*name) && !json::not_utf8(*value);
    if (name && json::not_utf8(*name)) name.reset();
    if (!readable || fields.size() == most_fields)
      return base::fail(base::problem("invalid-query")
                            .with("name", name ? *name : std::string(pair.substr(0, 60))));
    fields.emplace_back(std::move(*name), std::move(*value));
  }
  return fields;
}

std::optional<std::string> query_value(const QueryFields& fields, std::string_view name) {
  for (const auto& [key, value] : fields)
    if (key == name) return value;
  return std::nullopt;
}

base::Result<json::Value> query_input(const QueryFields& fields, const json::Schema& schema,
                                      const std::vector<std::string_view>& reserved) {
  json::Value input = json::Value::object();
  for (const auto& [name, value] : fields) {
    if (std::find(reserved.begin(), reserved.end(), name) != reserved.end()) continue;
    const auto* property = schema.root().find(name);
    if (property != nullptr && property->node->type == json::Type::array)
      input[name].push_back(converted(value, property->node->items->type));
    else if (input.contains(name))
      return base::fail(base::problem("invalid-query").with("name", name));  // which one is meant?
    else
      input[name] =
          converted(value, property == nullptr ? json::Type::string : property->node->type);
  }
  return input;
}

}  // namespace ecluse::http
