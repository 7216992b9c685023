// SPDX-License-Identifier: EUPL-1.2
#include "manifest/markdown.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/problems.hpp"
#include "manifest/http_status.hpp"
#include "manifest/openapi.hpp"

namespace ecluse::manifest {
namespace {

using base::Language;
using base::Sentence;
using json::Value;

/// Text within a cell of a table.
std::string cell(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    if (letter == '|') safe += '\\';
    safe += letter == '\n' ? ' ' : letter;
  }
  return safe;
}

std::string row_of(std::initializer_list<std::string_view> cells) {
  std::string text = "|";
  for (const auto one : cells) text += " " + cell(one) + " |";
  return text + "\n";
}

std::string line_under(std::size_t columns) {
  std::string text = "|";
  for (std::size_t column = 0; column < columns; ++column) text += "---|";
  return text + "\n";
}

class Page {
 public:
  Page(const Connector& connector, Language language)
      : connector_(connector), language_(language) {}

  std::string write() {
    heading(1, connector_.title.in(language_));
    paragraph(connector_.description.in(language_));
    facts();
    section({"Réglages", "Settings"}, connector_.settings);
    for (const auto& action : connector_.actions) write_action(action);
    for (const auto& trigger : connector_.triggers) write_trigger(trigger);
    for (const auto& command : connector_.commands) write_command(command);
    errors();
    text_.pop_back();
    return std::move(text_);
  }

 private:
  std::string say(Sentence sentence) const { return std::string(sentence.in(language_)); }
  void heading(std::size_t level, const std::string& title) {
    text_ += std::string(level, '#') + " " + title + "\n\n";
  }
  void paragraph(const std::string& words) {
    if (!words.empty()) text_ += words + "\n\n";
  }

  void facts() {
    std::string line = "`" + connector_.id + "`";
    if (!connector_.product.empty()) {
      line += " — " + connector_.product;
      for (const auto& version : connector_.versions) line += " " + version;
    }
    if (connector_.personal) line += say({". Données personnelles.", ". Personal data."});
    paragraph(line);
  }

  /// "texte, `date`, 1–80" of one schema.
  std::string kind(const Value& schema) const {
    std::string text = schema["type"].get<std::string>();
    if (text == "array") text += " (" + kind(schema["items"]) + ")";
    if (schema.contains("format")) text += ", `" + schema["format"].get<std::string>() + "`";
    for (const auto& [low, high] :
         {std::pair{"minLength", "maxLength"}, {"minimum", "maximum"}, {"minItems", "maxItems"}}) {
      if (!schema.contains(low) && !schema.contains(high)) continue;
      // The range of the C++ type says nothing to a reader.
      if (schema.value(low, Value()) == std::numeric_limits<std::int32_t>::min()) continue;
      text += ", " + (schema.contains(low) ? schema[low].dump() : std::string()) + "…" +
              (schema.contains(high) ? schema[high].dump() : std::string());
    }
    if (schema.contains("enum"))
      for (const auto& value : schema["enum"]) text += " `" + plain(value) + "`";
    if (schema.contains("default")) text += " = `" + plain(schema["default"]) + "`";
    return text;
  }

  static std::string plain(const Value& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
  }

  std::string words(const Value& schema) const {
    const char* tag = language_ == Language::french ? "fr" : "en";
    std::string text = schema.contains("title") ? schema["title"][tag].get<std::string>() : "";
    if (schema.contains("description"))
      text += ". " + schema["description"][tag].get<std::string>();
    if (schema.contains("personal"))
      text += " (" + say({"personnel", "personal"}) + ": " + schema["personal"].get<std::string>() +
              ")";
    return text;
  }

  void fields(const Value& schema, const std::string& prefix) {
    const Value none = Value::object();
    const auto found = schema.find("properties");
    const Value& properties = found == schema.end() ? none : *found;
    const Value required = schema.value("required", Value::array());
    for (auto member = properties.begin(); member != properties.end(); ++member) {
      const Value& inner = member.value();
      const bool must = std::find(required.begin(), required.end(), member.key()) != required.end();
      const std::string name = prefix + member.key();
      text_ += row_of({"`" + name + "`" + (must ? " *" : ""), kind(inner), words(inner)});
      fields(inner, name + ".");
      if (inner["type"] == "array") fields(inner["items"], name + "[].");
    }
  }

  void section(Sentence title, const TypedSchema& typed) {
    const Value* schema = typed.text.get();
    if ((*schema)["type"] == "array") schema = &(*schema)["items"];
    if (!schema->contains("properties") || (*schema)["properties"].empty()) return;
    paragraph("**" + say(title) + "** (" + say({"* obligatoire", "* required"}) + ")");
    text_ += row_of({say({"champ", "field"}), say({"type", "type"}), say({"sens", "meaning"})});
    text_ += line_under(3);
    fields(*schema, "");
    text_ += "\n";
  }

  void slugs(const std::vector<std::string>& list) {
    if (list.empty()) return;
    std::string line = say({"Erreurs :", "Errors:"});
    for (const auto& slug : list) line += " `" + slug + "`";
    paragraph(line);
  }

  void write_action(const Action& action) {
    heading(2, action.title.in(language_));
    std::string line = "`POST /hooks/{system}/" + action.name + "`";
    if (takes_query(action)) line += ", `GET`";
    line += action.effect == Effect::reads ? say({" — lecture", " — reads"})
                                           : say({" — écriture", " — writes"});
    if (action.personal) line += say({", données personnelles", ", personal data"});
    if (action.idempotency == Idempotency::required)
      line += say({", `Idempotency-Key` obligatoire", ", `Idempotency-Key` required"});
    paragraph(line);
    paragraph(action.description.in(language_));
    section({"Entrée", "Input"}, action.input);
    section(action.stream ? Sentence{"Sortie, par élément", "Output, each item"}
                          : Sentence{"Sortie", "Output"},
            action.output);
    slugs(action.errors);
  }

  void write_trigger(const Trigger& trigger) {
    heading(2, say({"Déclencheur : ", "Trigger: "}) + trigger.title.in(language_));
    if (trigger.kind == "poll") paragraph("`GET /api/events/{system}/" + trigger.name + "`");
    paragraph(trigger.description.in(language_));
    section({"Paramètres", "Parameters"}, trigger.params);
    section({"Événement", "Event"}, trigger.event);
    slugs(trigger.errors);
  }

  void write_command(const Command& command) {
    heading(2, say({"Commande : ", "Command: "}) + command.title.in(language_));
    paragraph("`ecluse system NAME " + command.name + "`");
    paragraph(command.description.in(language_));
    section({"Options", "Options"}, command.input);
  }

  void errors() {
    if (connector_.errors.empty()) return;
    heading(2, say({"Erreurs", "Errors"}));
    text_ += row_of({"code", "HTTP", say({"quand", "when"}), say({"que faire", "what to do"})});
    text_ += line_under(4);
    for (const auto& [slug, type] : connector_.errors)
      text_ += row_of({"`" + slug + "`", std::to_string(http_status(type.status)),
                       type.sentence.in(language_), type.remedy.in(language_)});
    text_ += "\n";
  }

  const Connector& connector_;
  Language language_;
  std::string text_;
};

}  // namespace

std::string markdown(const Connector& connector, Language language) {
  return Page(connector, language).write();
}

std::string problems_markdown(Language language) {
  const auto say = [&](Sentence sentence) { return sentence.in(language); };
  std::string text =
      row_of({"code", "HTTP", say({"quand", "when"}), say({"que faire", "what to do"})});
  text += line_under(4);
  for (const auto& row : base::problems())
    text += row_of({"`" + std::string(row.slug) + "`", std::to_string(row.http_status),
                    row.sentence.in(language), row.remedy.in(language)});
  return text;
}

}  // namespace ecluse::manifest
