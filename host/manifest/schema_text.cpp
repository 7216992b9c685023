// SPDX-License-Identifier: EUPL-1.2
#include "manifest/schema_text.hpp"

#include <array>
#include <ecluse/kit/formats.hpp>
#include <nlohmann/json.hpp>
#include <string>

namespace ecluse::manifest {
namespace {

/// What another reader of JSON Schema understands by our formats. Where the standard has a format
/// of the same name and another meaning (time, duration), only the pattern is given.
struct PublicFormat {
  kit::Format format;
  const char* standard;
  const char* pattern;
};

constexpr std::array public_formats{
    PublicFormat{kit::Format::date, "date", nullptr},
    PublicFormat{kit::Format::partial_date, nullptr, "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"},
    PublicFormat{kit::Format::time, nullptr, "^[0-9]{2}:[0-9]{2}(:[0-9]{2})?$"},
    PublicFormat{kit::Format::date_time, "date-time", nullptr},
    PublicFormat{kit::Format::decimal, nullptr, "^-?(0|[1-9][0-9]*)(\\.[0-9]+)?$"},
    PublicFormat{kit::Format::duration, nullptr, "^[0-9]+(ms|s|m|h|d)$"},
    PublicFormat{kit::Format::url, "uri", nullptr},
    PublicFormat{kit::Format::email, "email", nullptr},
    PublicFormat{kit::Format::insee_commune, nullptr, "^([013-9][0-9]|2[AB1-9])[0-9]{3}$"},
    PublicFormat{kit::Format::uuid, "uuid", nullptr},
};

void render_format(json::Value& rendered, const json::Value& format) {
  rendered["x-ecluse-format"] = format;
  const auto known = kit::format_named(format.get_ref<const std::string&>());
  for (const auto& row : public_formats) {
    if (row.format != known) continue;
    if (row.standard != nullptr) rendered["format"] = row.standard;
    if (row.pattern != nullptr) rendered["pattern"] = row.pattern;
  }
}

json::Value render_schema(const json::Value& schema, const char* language);

json::Value render_labels(const json::Value& labels, const char* language) {
  json::Value rendered = json::Value::object();
  for (auto label = labels.begin(); label != labels.end(); ++label)
    rendered[label.key()] = label.value()[language];
  return rendered;
}

json::Value render_properties(const json::Value& properties, const char* language) {
  json::Value rendered = json::Value::object();
  for (auto member = properties.begin(); member != properties.end(); ++member)
    rendered[member.key()] = render_schema(member.value(), language);
  return rendered;
}

// As deep as Schema::compile lets a schema be.
json::Value render_schema(const json::Value& schema, const char* language) {
  json::Value rendered = json::Value::object();
  for (auto member = schema.begin(); member != schema.end(); ++member) {
    const std::string& keyword = member.key();
    const json::Value& value = member.value();
    if (keyword == "title" || keyword == "description")
      rendered[keyword] = value[language];
    else if (keyword == "labels")
      rendered["x-ecluse-labels"] = render_labels(value, language);
    else if (keyword == "personal" || keyword == "options" || keyword == "advanced")
      rendered["x-ecluse-" + keyword] = value;
    else if (keyword == "format")
      render_format(rendered, value);
    else if (keyword == "properties")
      rendered[keyword] = render_properties(value, language);
    else if (keyword == "items")
      rendered[keyword] = render_schema(value, language);
    else
      rendered[keyword] = value;
  }
  return rendered;
}

}  // namespace

json::Value schema_text(const json::Value& schema, base::Language language) {
  return render_schema(schema, language == base::Language::french ? "fr" : "en");
}

}  // namespace ecluse::manifest
