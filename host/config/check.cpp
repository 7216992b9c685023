// SPDX-License-Identifier: EUPL-1.2
// What needs the manifests: connectors, settings, scopes.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/identifier.hpp"
#include "base/problems.hpp"
#include "config/load.hpp"
#include "config/settings.hpp"

namespace ecluse::config {
namespace {

class Checker {
 public:
  Checker(const Config& config, const std::vector<const manifest::Manifest*>& manifests, const SecretReader& secrets,
          std::vector<Finding>& findings)
      : config_(config), manifests_(manifests), secrets_(secrets), findings_(findings) {}

  void run() {
    for (const auto& [id, system] : config_.systems) check_system(system);
    for (const auto& [id, consumer] : config_.consumers)
      for (std::size_t index = 0; index < consumer.scopes.size(); ++index)
        check_scope(consumer.scopes[index], consumer.scope_places[index]);
  }

 private:
  void find(std::string_view slug, Place place, base::Parameters parameters) {
    findings_.push_back(make_finding(slug, config_, place, std::move(parameters)));
  }

  const manifest::Connector* connector(const std::string& id) const {
    for (const auto* manifest : manifests_)
      if (const auto* found = manifest->find_connector(id)) return found;
    return nullptr;
  }

  std::string known_connectors() const {
    std::string known;
    for (const auto* manifest : manifests_)
      for (const auto& each : manifest->connectors) known += (known.empty() ? "" : ", ") + each.id;
    return known.empty() ? "-" : known;
  }

  /// Where the value of a pointer stands, or the nearest thing around it.
  static Place place_of(const System& system, std::string pointer) {
    for (;;) {
      const auto found = system.places.find(pointer);
      if (found != system.places.end()) return found->second;
      if (pointer.empty()) return system.place;
      pointer.erase(pointer.rfind('/'));
    }
  }

  static std::string key_of(const std::string& pointer) {
    std::string name = "settings";
    for (const char letter : pointer) name += letter == '/' ? '.' : letter;
    return name;
  }

  void check_system(const System& system) {
    if (system.connector.empty()) return;
    const auto* found = connector(system.connector);
    if (found == nullptr)
      return find("unknown-connector", system.connector_place, {{"name", system.connector}, {"known", known_connectors()}});
    json::Value settings = *system.settings;
    SettingVisitor visitor;
    visitor.secret = [&](json::Value& value, const std::string& pointer) { check_secret(system, value, pointer); };
    visitor.path = [&](json::Value& value, const std::string& pointer, kit::Format) { check_path(system, value, pointer); };
    const json::Schema& schema = *found->settings.compiled;
    walk_settings(settings, schema.root(), "", visitor);
    check_schema(system, schema, settings);
  }

  void check_secret(const System& system, json::Value& value, const std::string& pointer) {
    const Place place = place_of(system, pointer);
    if (value.is_string()) {
      find("secret-in-clear", place, {{"name", key_of(pointer)}});
    } else if (const auto reference = secret_reference(value); !reference) {
      find("secret-reference", place, {{"name", key_of(pointer)}});
    } else {
      const SecretValue secret = secrets_(*reference);
      if (secret.fault == SecretFault::missing) find("secret-missing", place, {{"name", key_of(pointer)}, {"secret", reference->name}});
      if (secret.fault == SecretFault::exposed)
        find("secret-exposed", place, {{"path", config_.server.secrets_folder + "/" + reference->name}});
    }
    value = "secret";  // what the schema is then asked about
  }

  void check_path(const System& system, json::Value& value, const std::string& pointer) {
    const std::string path = absolute_path(config_, value.get<std::string>());
    std::error_code error;
    if (!std::filesystem::exists(path, error)) find("folder-not-there", place_of(system, pointer), {{"path", path}});
    value = path;
  }

  /// Every fault, not the first: what is at fault is taken out, and the rest is asked again.
  void check_schema(const System& system, const json::Schema& schema, json::Value settings) {
    schema.fill_defaults(settings);
    std::string taken_out;
    for (int round = 0; round < 50; ++round) {
      const auto valid = schema.validate(settings);
      if (valid) return;
      const base::Error& error = valid.error();
      // What was taken out is missing now: that fault is told already.
      if (error.slug == "missing" && error.pointer == taken_out) return;
      taken_out = error.pointer;
      const base::Problem* problem = base::find_problem(error.slug);
      find("setting-wrong", place_of(system, error.pointer),
           {{"name", key_of(error.pointer)},
            {"fault", base::fill(problem->sentence.in(config_.server.language), error.parameters)},
            {"remedy", base::fill(problem->remedy.in(config_.server.language), error.parameters)}});
      const json::Value::json_pointer at(error.pointer);
      if (error.slug == "missing" || at.empty() || !settings.contains(at)) return;
      settings.at(at.parent_pointer()).erase(at.back());
    }
  }

  void check_scope(const std::string& scope, Place place) {
    const auto colon = scope.find(':');
    const std::string system = scope.substr(0, colon);
    const std::string what = colon == std::string::npos ? "" : scope.substr(colon + 1);
    const bool right = (system == "*" || base::is_kebab_case(system)) &&
                       (what == "*read" || what == "*write" || base::is_kebab_case(what));
    if (!right) return find("scope-wrong", place, {{"scope", scope}});
    if (system == "*") return;
    const auto declared = config_.systems.find(system);
    if (declared == config_.systems.end()) {
      std::string known;
      for (const auto& [id, each] : config_.systems) known += (known.empty() ? "" : ", ") + id;
      return find("scope-system", place, {{"scope", scope}, {"known", known.empty() ? "-" : known}});
    }
    const auto* found = connector(declared->second.connector);
    const bool right_of_its_own = what.rfind("reveal", 0) == 0;
    if (found == nullptr || what == "*read" || what == "*write" || right_of_its_own) return;
    if (found->find_action(what) != nullptr || found->find_trigger(what) != nullptr) return;
    std::string known;
    for (const auto& action : found->actions) known += (known.empty() ? "" : ", ") + action.name;
    find("scope-action", place, {{"system", system}, {"name", what}, {"known", known}});
  }

  const Config& config_;
  const std::vector<const manifest::Manifest*>& manifests_;
  const SecretReader& secrets_;
  std::vector<Finding>& findings_;
};

}  // namespace

void check(const Config& config, const std::vector<const manifest::Manifest*>& manifests, const SecretReader& secrets,
           std::vector<Finding>& findings) {
  Checker(config, manifests, secrets, findings).run();
  sort_by_place(findings);
}

}  // namespace ecluse::config
