// SPDX-License-Identifier: EUPL-1.2
#include <array>

#include "manifest/parse.hpp"
#include "validate/harness.hpp"
#include "validate/rules/rules.hpp"

namespace ecluse::validate {
namespace {

bool sounds_secret(const std::string& name) {
  for (const auto* word :
       {"password", "passwd", "secret", "token", "api_key", "private_key", "mot_de_passe"})
    if (name.find(word) != name.npos) return true;
  return false;
}

bool in_both_languages(const json::Value& schema, const char* member) {
  if (!schema.contains(member)) return false;
  return !schema[member].value("fr", "").empty() && !schema[member].value("en", "").empty();
}

bool speaks_for_itself(const json::Value& schema) {
  return schema.contains("default") || schema.contains("enum") ||
         schema.value("type", "") == "boolean" || schema.value("writeOnly", false);
}

Outcome look_at_settings(const json::Value& schema, const std::string& pointer) {
  const json::Value properties = schema.value("properties", json::Value::object());
  for (const auto& [name, property] : properties.items()) {
    const std::string where = pointer + "/" + name;
    if (property.value("type", "") == "string" && sounds_secret(name) &&
        !property.value("writeOnly", false))
      return failed({"Ce réglage est un secret par son nom : déclarez-le Secret.",
                     "This setting is a secret by its name: declare it Secret."},
                    where);
    if (!in_both_languages(property, "description"))
      return failed({"Ce réglage n'a pas de description en français et en anglais.",
                     "This setting has no description in French and English."},
                    where);
    const std::string type = property.value("type", "");
    if (type == "object" || type == "array") {
      auto inside = look_at_settings(type == "array" ? property["items"] : property, where);
      if (inside.verdict != Verdict::passed) return inside;
    } else if (!speaks_for_itself(property) &&
               property.value("examples", json::Value::array()).empty()) {
      return failed({"Ce réglage n'a pas d'exemple.", "This setting has no example."}, where);
    }
  }
  return passed();
}

/// The manifest beside the library; a faulty one is told by manifest-true.
Outcome run_settings_documented(const Subject& subject, Progress&) {
  const auto manifest = manifest::parse(
      read_text(subject.library.substr(0, subject.library.rfind('.')) + ".manifest.json"));
  if (!manifest)
    return skipped({"Le manifeste est invalide : voir manifest-true.",
                    "The manifest is invalid: see manifest-true."});
  for (const auto& connector : manifest->connectors) {
    auto outcome = look_at_settings(*connector.settings.text, connector.id + "/settings");
    if (outcome.verdict != Verdict::passed) return outcome;
  }
  return passed();
}

}  // namespace

const Rule settings_documented{
    "settings-documented",
    Tier::bronze,
    {"Chaque réglage a une description et un exemple ; un secret est déclaré secret.",
     "Each setting has a description and an example; a secret is declared secret."},
    run_settings_documented};

}  // namespace ecluse::validate
