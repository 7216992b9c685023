// SPDX-License-Identifier: MIT
// The types of fields that every connector shares.
#include "ecluse/detail/type_of.hpp"

namespace ecluse::detail {
namespace {

constexpr TypeInfo text_info() {
  TypeInfo info;
  info.kind = Kind::text;
  info.set_text = [](void* object, std::string_view text) {
    static_cast<std::string*>(object)->assign(text);
    return true;
  };
  info.get_text = [](const void* object) { return *static_cast<const std::string*>(object); };
  return info;
}

constexpr TypeInfo secret_info() {
  TypeInfo info;
  info.kind = Kind::secret;
  info.set_text = [](void* object, std::string_view text) {
    *static_cast<Secret*>(object) = Secret(std::string(text));
    return true;
  };
  info.get_text = [](const void*) { return std::string(); };
  return info;
}

/// A type of the kit with parse and text.
template <typename T>
constexpr TypeInfo value_info(Format format) {
  TypeInfo info;
  info.kind = Kind::text;
  info.has_format = true;
  info.format = format;
  info.set_text = [](void* object, std::string_view text) {
    auto parsed = T::parse(text);
    if (parsed) *static_cast<T*>(object) = *parsed;
    return parsed.has_value();
  };
  info.get_text = [](const void* object) { return static_cast<const T*>(object)->text(); };
  return info;
}

constexpr TypeInfo text = text_info();
constexpr TypeInfo secret = secret_info();
constexpr TypeInfo date = value_info<Date>(Format::date);
constexpr TypeInfo partial_date = value_info<PartialDate>(Format::partial_date);
constexpr TypeInfo decimal = value_info<Decimal>(Format::decimal);

}  // namespace

const TypeInfo& string_type() { return text; }
const TypeInfo& secret_type() { return secret; }
const TypeInfo& date_type() { return date; }
const TypeInfo& partial_date_type() { return partial_date; }
const TypeInfo& decimal_type() { return decimal; }

}  // namespace ecluse::detail
