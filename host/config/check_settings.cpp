// SPDX-License-Identifier: EUPL-1.2
// The settings of a system against the schema of its connector: every fault, not the first.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/problems.hpp"
#include "config/checking.hpp"
#include "config/settings.hpp"

namespace ecluse::config {
namespace {

/// Where the value of a pointer stands, or the nearest thing around it.
Place place_of_setting(const System& system, std::string pointer) {
  for (;;) {
    const auto found = system.places.find(pointer);
    if (found != system.places.end()) return found->second;
    if (pointer.empty()) return system.place;
    pointer.erase(pointer.rfind('/'));
  }
}

std::string key_of(const std::string& pointer) {
  std::string name = "settings";
  for (const char letter : pointer) name += letter == '/' ? '.' : letter;
  return name;
}

/// An example, for sentences and to go on with.
std::string text_of_format(kit::Format format) {
  using kit::Format;
  switch (format) {
    case Format::date:
      return "2026-01-31";
    case Format::partial_date:
      return "2026-01";
    case Format::time:
      return "08:30";
    case Format::date_time:
      return "2026-01-31T08:30:00+01:00";
    case Format::decimal:
      return "12.50";
    case Format::duration:
      return "10s";
    case Format::folder:
      return "/srv/partage";
    case Format::file:
      return "/srv/partage/fichier.xsd";
    case Format::url:
      return "https://portail.example";
    case Format::email:
      return "agent@mairie.example";
    case Format::insee_commune:
      return "69254";
    case Format::uuid:
      return "00000000-0000-0000-0000-000000000000";
  }
  return {};
}

/// A value that the schema accepts, in the place of one that it refused: the rest can be asked
/// about.
json::Value acceptable(const json::SchemaNode& node) {
  switch (node.type) {
    case json::Type::boolean:
      return false;
    case json::Type::integer:
      if (!node.integers.empty()) return node.integers.front();
      return std::clamp(std::int64_t{0}, node.least, node.most);
    case json::Type::string:
      if (!node.texts.empty()) return node.texts.front();
      return node.format ? text_of_format(*node.format) : std::string(node.shortest, 'x');
    case json::Type::array: {
      json::Value list = json::Value::array();
      for (std::size_t count = 0; count < node.shortest; ++count)
        list.push_back(acceptable(*node.items));
      return list;
    }
    case json::Type::object: {
      json::Value object = json::Value::object();
      for (const auto& property : node.properties)
        if (property.required) object[property.name] = acceptable(*property.node);
      return object;
    }
  }
  return nullptr;
}

/// The node of a pointer, or nullptr for a property that the schema does not list.
const json::SchemaNode* node_at(const json::SchemaNode& root, const json::Value::json_pointer& at) {
  if (at.empty()) return &root;
  const auto* around = node_at(root, at.parent_pointer());
  if (around == nullptr) return nullptr;
  if (around->type == json::Type::array) return around->items.get();
  const auto* property = around->find(at.back());
  return property == nullptr ? nullptr : property->node.get();
}

class SettingsCheck {
 public:
  SettingsCheck(const Checking& checking, const System& system, const json::Schema& schema)
      : checking_(checking), system_(system), schema_(schema), settings_(*system.settings) {}

  void run() {
    SettingVisitor visitor;
    visitor.secret = [&](json::Value& value, const std::string& pointer) {
      secret(value, pointer);
    };
    visitor.path = [&](json::Value& value, const std::string& pointer, kit::Format format) {
      path(value, pointer, format);
    };
    walk_settings(settings_, schema_.root(), "", visitor);
    schema_.fill_defaults(settings_);
    while (ask()) {
    }
  }

 private:
  void secret(json::Value& value, const std::string& pointer) {
    const Place place = place_of_setting(system_, pointer);
    const std::string name = key_of(pointer);
    std::string text;
    if (value.is_string()) {
      checking_.find("secret-in-clear", place, {{"name", name}});
    } else if (const auto reference = secret_reference(value); !reference) {
      checking_.find("secret-reference", place, {{"name", name}});
    } else {
      text = read(*reference, name, place);
    }
    // The schema is asked about the secret itself; its answer never holds it.
    value = text.empty() ? acceptable(*node_at(schema_.root(), json::Value::json_pointer(pointer)))
                         : json::Value(text);
  }

  /// The secret, or nothing when there is something to say of it.
  std::string read(const SecretReference& reference, const std::string& name, Place place) {
    SecretValue secret = checking_.secrets(reference);
    const base::Parameters named{{"name", name}, {"secret", reference.name}};
    switch (secret.fault) {
      case SecretFault::none:
        return std::move(secret.text);
      case SecretFault::missing:
        checking_.find("secret-missing", place, named);
        break;
      case SecretFault::unreadable:
        checking_.find("secret-unreadable", place, named);
        break;
      case SecretFault::empty:
        checking_.find("secret-empty", place, named);
        break;
      case SecretFault::exposed:
        checking_.find("secret-exposed", place,
                       {{"path", checking_.config.server.secrets_folder + "/" + reference.name}});
    }
    return {};
  }

  void path(json::Value& value, const std::string& pointer, kit::Format format) {
    const std::string whole = absolute_path(checking_.config, value.get<std::string>());
    value = whole;
    if (!kit::is_valid(format, whole)) return;  // the schema says so
    check_path(checking_, whole, format == kit::Format::folder ? Wanted::folder : Wanted::file,
               place_of_setting(system_, pointer));
  }

  /// Tells the next fault and mends it; false when there is none, or none that can be mended.
  bool ask() {
    const auto valid = schema_.validate(settings_);
    if (valid || !told_.insert(valid.error().pointer).second) return false;
    const base::Error& error = valid.error();
    tell(error);
    const json::Value::json_pointer at(error.pointer);
    const auto* node = node_at(schema_.root(), at);
    if (node != nullptr)
      settings_[at] = acceptable(*node);
    else
      settings_.at(at.parent_pointer()).erase(at.back());
    return true;
  }

  void tell(const base::Error& error) {
    const base::Problem& problem = *base::find_problem(error.slug);
    const base::Parameters in_french = base::in_words(error.parameters, base::Language::french);
    const base::Parameters in_english = base::in_words(error.parameters, base::Language::english);
    base::Parameters parameters{{"name", key_of(error.pointer)}};
    const auto add = [&](const char* name, const base::Sentence& of) {
      const std::string french = base::fill(of.french, in_french);
      const std::string english = base::fill(of.english, in_english);
      add_words(parameters, name, {french, english});
    };
    add("fault", problem.sentence);
    if (const auto* node = node_at(schema_.root(), json::Value::json_pointer(error.pointer));
        error.slug == "wrong-format" && node != nullptr) {
      const std::string example = text_of_format(*node->format);
      const std::string french = "Écrivez par exemple " + example + ".",
                        english = "Write for example " + example + ".";
      add_words(parameters, "remedy", {french, english});
    } else {
      add("remedy", problem.remedy);
    }
    // A name that should not be there is the fault, not what stands behind it.
    const auto name = system_.key_places.find(error.pointer);
    const bool unknown = error.slug == "unknown" && name != system_.key_places.end();
    checking_.find("setting-wrong",
                   unknown ? name->second : place_of_setting(system_, error.pointer),
                   std::move(parameters));
  }

  const Checking& checking_;
  const System& system_;
  const json::Schema& schema_;
  json::Value settings_;
  std::set<std::string> told_;
};

}  // namespace

void check_settings(const Checking& checking, const System& system,
                    const manifest::Connector& connector) {
  SettingsCheck(checking, system, *connector.settings.compiled).run();
}

}  // namespace ecluse::config
