// SPDX-License-Identifier: EUPL-1.2
#include "manifest/parse.hpp"
#include "validate/harness.hpp"
#include "validate/rules/rules.hpp"

namespace ecluse::validate {
namespace {

bool told_twice(const base::Localized& text) {
  return !text.french.empty() && !text.english.empty();
}

/// The first property without a title in both languages, as a pointer, or empty.
std::string untitled(const json::Value& schema, const std::string& pointer) {
  if (schema.value("type", "") == "array") return untitled(schema["items"], pointer);
  const json::Value properties = schema.value("properties", json::Value::object());
  for (const auto& [name, property] : properties.items()) {
    const auto title = property.value("title", json::Value::object());
    if (title.value("fr", "").empty() || title.value("en", "").empty()) return pointer + "/" + name;
    if (auto inside = untitled(property, pointer + "/" + name); !inside.empty()) return inside;
  }
  return {};
}

Outcome look_at_action(const manifest::Connector& connector, const manifest::Action& action) {
  const std::string where = connector.id + "/" + action.name;
  if (!told_twice(action.title) || !told_twice(action.description))
    return failed({"Cette action n'a pas de titre ou de description dans les deux langues.",
                   "This action has no title or description in both languages."},
                  where);
  // What the SDK writes when the author said nothing.
  if (action.description.french == action.title.french ||
      action.description.english == action.title.english)
    return failed(
        {"La description ne fait que répéter le titre.", "The description only repeats the title."},
        where);
  for (const auto& [schema, side] :
       {std::pair(&action.input, "/input"), std::pair(&action.output, "/output")})
    if (const auto missing = untitled(*schema->text, where + side); !missing.empty())
      return failed({"Ce champ n'a pas de titre dans les deux langues.",
                     "This field has no title in both languages."},
                    missing);
  return passed();
}

Outcome run_actions_documented(const Subject& subject, Progress&) {
  const auto manifest = manifest::parse(
      read_text(subject.library.substr(0, subject.library.rfind('.')) + ".manifest.json"));
  if (!manifest)
    return skipped({"Le manifeste est invalide : voir manifest-true.",
                    "The manifest is invalid: see manifest-true."});
  for (const auto& connector : manifest->connectors) {
    for (const auto& action : connector.actions)
      if (auto outcome = look_at_action(connector, action); outcome.verdict != Verdict::passed)
        return outcome;
    for (const auto& [slug, error] : connector.errors)
      if (!told_twice(error.title) || !told_twice(error.sentence) || !told_twice(error.remedy))
        return failed({"Cette erreur n'a pas de phrase et de remède dans les deux langues.",
                       "This error has no sentence and remedy in both languages."},
                      connector.id + "/errors/" + slug);
  }
  return passed();
}

}  // namespace

const Rule actions_documented{
    "actions-documented",
    Tier::bronze,
    {"Chaque action, champ et erreur est décrit en français et en anglais.",
     "Each action, field and error is described in French and in English."},
    run_actions_documented};

}  // namespace ecluse::validate
