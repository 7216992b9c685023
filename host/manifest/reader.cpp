// SPDX-License-Identifier: EUPL-1.2
#include "manifest/reader.hpp"

#include <nlohmann/json.hpp>

#include "base/identifier.hpp"
#include "base/problems.hpp"
#include "json/pointer.hpp"

namespace ecluse::manifest {

Reader::Reader(const json::Value& object, std::string pointer)
    : object_(object), pointer_(std::move(pointer)) {
  if (!object_.is_object())
    throw Refusal{
        base::problem("manifest-invalid").with("why", "an object is expected").at(pointer_)};
}

void Reader::refuse(std::string_view member, std::string_view why) const {
  std::string at = pointer_;
  if (!member.empty()) at += "/" + json::escape_pointer(member);
  throw Refusal{base::problem("manifest-invalid").with("why", why).at(at)};
}

void Reader::finish() const {
  for (auto member = object_.begin(); member != object_.end(); ++member)
    if (asked_.count(member.key()) == 0) refuse(member.key(), "not a member of MANIFEST.md");
}

const json::Value* Reader::find(std::string_view member) {
  asked_.emplace(member);
  const auto found = object_.find(std::string(member));
  return found == object_.end() ? nullptr : &*found;
}

const json::Value& Reader::need(std::string_view member) {
  const auto* found = find(member);
  if (found == nullptr) refuse(member, "missing");
  return *found;
}

std::string Reader::text(std::string_view member) {
  const auto& value = need(member);
  if (!value.is_string()) refuse(member, "a text is expected");
  return value.get<std::string>();
}

std::string Reader::kebab(std::string_view member) {
  std::string name = text(member);
  if (!base::is_kebab_case(name)) refuse(member, "a kebab-case name is expected");
  return name;
}

base::Localized Reader::localized(std::string_view member) {
  Reader both = object(member);
  base::Localized texts{both.text("fr"), both.text("en")};
  both.finish();
  if (texts.french.empty() || texts.english.empty()) refuse(member, "fr and en, not empty");
  return texts;
}

bool Reader::flag(std::string_view member, bool otherwise) {
  const auto* value = find(member);
  if (value == nullptr) return otherwise;
  if (!value->is_boolean()) refuse(member, "true or false is expected");
  return value->get<bool>();
}

std::int64_t Reader::number(std::string_view member, std::int64_t least, std::int64_t most,
                            std::int64_t otherwise) {
  const auto* value = find(member);
  if (value == nullptr) return otherwise;
  if (!value->is_number_integer() || value->get<std::int64_t>() < least ||
      value->get<std::int64_t>() > most)
    refuse(member, "an integer from " + std::to_string(least) + " to " + std::to_string(most));
  return value->get<std::int64_t>();
}

std::vector<std::string> Reader::texts(std::string_view member) {
  const auto* value = find(member);
  std::vector<std::string> found;
  if (value == nullptr) return found;
  if (!value->is_array()) refuse(member, "an array of texts is expected");
  for (const auto& item : *value) {
    if (!item.is_string()) refuse(member, "an array of texts is expected");
    found.push_back(item.get<std::string>());
  }
  return found;
}

TypedSchema Reader::schema(std::string_view member, json::Place place) {
  const auto& value = need(member);
  auto compiled = json::Schema::compile(value, place);
  if (!compiled) {
    base::Error error = std::move(compiled).error();
    error.pointer = pointer_ + "/" + std::string(member) + error.pointer;
    throw Refusal{std::move(error)};
  }
  return {std::make_shared<const json::Value>(value),
          std::make_shared<const json::Schema>(std::move(*compiled))};
}

Reader Reader::object(std::string_view member) {
  return {need(member), pointer_ + "/" + json::escape_pointer(member)};
}

std::vector<std::string> Reader::member_names() const {
  std::vector<std::string> names;
  for (auto member = object_.begin(); member != object_.end(); ++member)
    names.push_back(member.key());
  return names;
}

std::size_t Reader::count(std::string_view member) {
  const auto* value = find(member);
  if (value == nullptr) return 0;
  if (!value->is_array()) refuse(member, "an array is expected");
  return value->size();
}

Reader Reader::item(std::string_view member, std::size_t index) {
  return {(*find(member))[index],
          pointer_ + "/" + std::string(member) + "/" + std::to_string(index)};
}

}  // namespace ecluse::manifest
