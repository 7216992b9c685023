// SPDX-License-Identifier: MIT
// Objects to JSON, and the answers of the extensions.
#include "json.hpp"

namespace ecluse::detail {
namespace {

Json write_structure(const TypeInfo& type, const void* object) {
  Json value = Json::object();
  for (const FieldInfo& field : type.fields) {
    const TypeInfo& inner = field.type();
    const void* member = field.reach(const_cast<void*>(object));  // NOLINT: only read from here on
    if (inner.kind == Kind::optional && inner.size(member) == 0) continue;
    value[std::string(field.name)] = write_value(inner, member);
  }
  return value;
}

const Json* member(const Json& value, const char* name) {
  const auto found = value.find(name);
  return found == value.end() ? nullptr : &*found;
}

}  // namespace

Json write_value(const TypeInfo& type, const void* object) {
  switch (type.kind) {
    case Kind::text:
    case Kind::secret:
      return type.get_text(object);
    case Kind::integer:
      return type.get_integer(object);
    case Kind::boolean:
      return type.get_integer(object) != 0;
    case Kind::choice:
      for (const Choice& choice : type.choices)
        if (choice.value == type.get_integer(object)) return std::string(choice.name);
      return nullptr;
    case Kind::optional:
      return type.size(object) == 0 ? Json() : write_value(type.element(), type.at(object, 0));
    case Kind::list: {
      Json list = Json::array();
      for (std::size_t index = 0; index < type.size(object); ++index)
        list.push_back(write_value(type.element(), type.at(object, index)));
      return list;
    }
    case Kind::structure:
      return write_structure(type, object);
  }
  return nullptr;
}

std::string to_json(const TypeInfo& type, const void* object) {
  return text_of(write_value(type, object));
}

bool emit_text(const ecluse_call& call, std::string_view json) {
  return call.emit(&call, {json.data(), json.size()}) == ECLUSE_OK;
}

bool emit(const ecluse_call& call, const TypeInfo& type, const void* object) {
  return emit_text(call, to_json(type, object));
}

bool emit_line(const ecluse_call& call, std::string_view line) {
  return emit_text(call, text_of(Json{{"line", std::string(line)}}));
}

Result<PollInput> parse_poll(std::string_view text) {
  const Json value = Json::parse(text, nullptr, false);
  if (!value.is_object()) return fail(Status::invalid_argument, "invalid-json").with("offset", "0");
  PollInput input;
  const auto* params = member(value, "params");
  input.params = params == nullptr ? "{}" : text_of(*params);
  if (const auto* cursor = member(value, "cursor"); cursor != nullptr && cursor->is_string())
    input.query.cursor = cursor->get<std::string>();
  if (const auto* size = member(value, "page_size"); size != nullptr && size->is_number_integer())
    input.query.page_size = size->get<int>();
  return input;
}

Result<OptionQuery> parse_option_query(std::string_view text) {
  const Json value = Json::parse(text, nullptr, false);
  if (!value.is_object()) return fail(Status::invalid_argument, "invalid-json").with("offset", "0");
  OptionQuery query;
  if (const auto* search = member(value, "search"); search != nullptr && search->is_string())
    query.search = search->get<std::string>();
  if (const auto* cursor = member(value, "cursor"); cursor != nullptr && cursor->is_string())
    query.cursor = cursor->get<std::string>();
  if (const auto* size = member(value, "page_size"); size != nullptr && size->is_number_integer())
    query.page_size = size->get<int>();
  return query;
}

std::string checked_json(const Checked& checked) {
  Json facts = Json::object();
  for (const auto& [name, value] : checked.facts) facts[name] = value;
  return text_of(Json{{"version", checked.version}, {"facts", facts}});
}

std::string option_page_json(const OptionPage& page) {
  Json value{{"options", Json::array()}};
  for (const Option& option : page.options)
    value["options"].push_back(Json{{"value", option.value}, {"label", option.label}});
  if (!page.cursor.empty()) value["cursor"] = page.cursor;
  return text_of(value);
}

std::string polled_json(const std::vector<EventText>& events, const std::string& cursor,
                        bool more) {
  Json value{{"events", Json::array()}, {"cursor", cursor}, {"more", more}};
  for (const EventText& event : events)
    value["events"].push_back(Json{
        {"id", event.id}, {"time", event.time}, {"data", Json::parse(event.data, nullptr, false)}});
  return text_of(value);
}

std::string outcome_json(Trace trace, const std::string& output) {
  Json value{{"outcome", trace == Trace::done     ? "done"
                         : trace == Trace::absent ? "absent"
                                                  : "cannot-tell"}};
  if (!output.empty()) value["output"] = Json::parse(output, nullptr, false);
  return text_of(value);
}

}  // namespace ecluse::detail
