// SPDX-License-Identifier: EUPL-1.2
#include "json/parse.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/problems.hpp"
#include "json/pointer.hpp"

namespace ecluse::json {
namespace {

/// Builds the value as nlohmann's parser tells it, and stops at the first fault.
class Builder final : public nlohmann::json_sax<Value> {
 public:
  explicit Builder(std::size_t depth) : depth_(depth) {}

  bool null() override { return put(Value(nullptr)); }
  bool boolean(bool value) override { return put(Value(value)); }
  bool number_integer(number_integer_t value) override { return put(Value(value)); }
  bool number_unsigned(number_unsigned_t value) override { return put(Value(value)); }
  bool number_float(number_float_t value, const string_t&) override { return put(Value(value)); }
  bool string(string_t& value) override { return put(Value(std::move(value))); }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override { return open(Value::object()); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Value::array()); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    Level& level = open_.back();
    const auto [member, fresh] =
        level.container->get_ref<Value::object_t&>().try_emplace(std::move(name));
    if (!fresh) {
      fault = base::problem("duplicate-key").with("name", member->first.substr(0, 100));
      fault->pointer = pointer() + "/" + escape_pointer(member->first);
      return false;
    }
    level.name = &member->first;
    level.value = &member->second;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    if (!fault) {
      // 101 with an ill-formed byte and 1e400 (406) arrive here alike: both are faults of the text.
      static_cast<void>(error);
      fault = base::problem("invalid-json").with("offset", std::to_string(position));
    }
    return false;
  }

  Value result;
  std::optional<base::Error> fault;

 private:
  bool put(Value value) {
    place(std::move(value));
    return true;
  }

  Value* place(Value value) {
    if (open_.empty()) {
      result = std::move(value);
      return &result;
    }
    const Level& level = open_.back();
    if (level.container->is_array()) {
      level.container->push_back(std::move(value));
      return &level.container->back();
    }
    *level.value = std::move(value);
    return level.value;
  }

  bool open(Value container) {
    if (open_.size() == depth_) {
      fault = base::problem("too-deep").with("limit", std::to_string(depth_));
      return false;
    }
    open_.push_back({place(std::move(container)), nullptr, nullptr});
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  /// Where the innermost open container stands.
  std::string pointer() const {
    std::string text;
    for (std::size_t level = 0; level + 1 < open_.size(); ++level) {
      text += '/';
      const Value& container = *open_[level].container;
      text += container.is_array() ? std::to_string(container.size() - 1)
                                   : escape_pointer(*open_[level].name);
    }
    return text;
  }

  /// A container that is open; of an object, its member that is being read. Maps do not move their
  /// members.
  struct Level {
    Value* container;
    const std::string* name;
    Value* value;
  };

  std::size_t depth_;
  std::vector<Level> open_;
};

}  // namespace

std::optional<std::size_t> not_utf8(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  std::size_t at = 0;
  while (at < text.size()) {
    const unsigned char lead = byte(at);
    if (lead < 0x80) {
      ++at;
      continue;
    }
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || at + length > text.size()) return at;
    const unsigned char second = byte(at + 1);
    const unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (second < low || second > high) return at;
    for (std::size_t next = 2; next < length; ++next)
      if ((byte(at + next) & 0xc0) != 0x80) return at;
    at += length;
  }
  return std::nullopt;
}

base::Result<Value> parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes)
    return base::fail(base::problem("body-too-large").with("limit", std::to_string(limits.bytes)));
  if (const auto offset = not_utf8(text))
    return base::fail(base::problem("invalid-utf8").with("offset", std::to_string(*offset)));
  Builder builder(limits.depth);
  if (!Value::sax_parse(text.begin(), text.end(), &builder)) {
    if (builder.fault) return base::fail(std::move(*builder.fault));
    return base::fail(base::problem("invalid-json").with("offset", "0"));
  }
  return std::move(builder.result);
}

}  // namespace ecluse::json
