// SPDX-License-Identifier: EUPL-1.2
// From the settings as written to those that the connector gets: the schema is the guide.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/problems.hpp"
#include "config/load.hpp"
#include "config/settings.hpp"
#include "json/canonical.hpp"
#include "json/pointer.hpp"

namespace ecluse::config {
namespace {

const json::Value* single_member(const json::Value& value, const char* name) {
  if (!value.is_object() || value.size() != 1) return nullptr;
  const auto found = value.find(name);
  return found == value.end() || !found->is_string() ? nullptr : &*found;
}

}  // namespace

std::optional<SecretReference> secret_reference(const json::Value& value) {
  using Kind = SecretReference::Kind;
  const std::pair<const char*, Kind> forms[] = {
      {"file", Kind::file}, {"env", Kind::environment}, {"systemd_credential", Kind::systemd}};
  for (const auto& [name, kind] : forms)
    if (const auto* found = single_member(value, name);
        found != nullptr && is_secret_name(found->get<std::string>()))
      return SecretReference{kind, found->get<std::string>()};
  return std::nullopt;
}

void walk_settings(json::Value& value, const json::SchemaNode& node, const std::string& pointer,
                   const SettingVisitor& visitor) {
  if (node.write_only) return visitor.secret(value, pointer);
  const bool path = node.format == kit::Format::folder || node.format == kit::Format::file;
  if (path && value.is_string()) return visitor.path(value, pointer, *node.format);
  if (value.is_array() && node.items != nullptr)
    for (std::size_t index = 0; index < value.size(); ++index)
      walk_settings(value[index], *node.items, pointer + "/" + std::to_string(index), visitor);
  if (!value.is_object()) return;
  for (const auto& property : node.properties)
    if (const auto member = value.find(property.name); member != value.end())
      walk_settings(*member, *property.node, pointer + "/" + json::escape_pointer(property.name),
                    visitor);
}

std::string absolute_path(const Config& config, const std::string& path) {
  if (path.empty()) return path;
  std::string whole = (std::filesystem::path(config.folder) / path).lexically_normal().string();
  if (whole.size() > 1 && whole.back() == '/') whole.pop_back();
  return whole;
}

namespace {

void note_value(const json::Value& value, const std::string& name, ResolvedSettings& resolved) {
  if (value.is_number_integer() && name == "port" && value >= 1 && value <= 65535)
    resolved.ports.push_back(value.get<std::uint16_t>());
  if (!value.is_string() || value.get_ref<const std::string&>().empty()) return;
  resolved.texts.push_back(value.get<std::string>());
  resolved.names_socket = resolved.names_socket || name == "socket";
  resolved.names_connection = resolved.names_connection || name == "connection";
}

/// Secrets left out.
void note_places(const json::Value& value, const json::SchemaNode& node, const std::string& name,
                 ResolvedSettings& resolved) {
  if (node.write_only) return;
  note_value(value, name, resolved);
  if (value.is_array() && node.items != nullptr)
    for (const auto& item : value) note_places(item, *node.items, name, resolved);
  if (!value.is_object()) return;
  for (const auto& property : node.properties)
    if (const auto member = value.find(property.name); member != value.end())
      note_places(*member, *property.node, property.name, resolved);
}

}  // namespace

base::Result<ResolvedSettings> resolve(const Config& config, const System& system,
                                       const manifest::Connector& connector,
                                       const SecretReader& secrets) {
  ResolvedSettings resolved;
  json::Value settings = *system.settings;
  const json::Schema& schema = *connector.settings.compiled;
  bool missing = false;
  SettingVisitor visitor;
  visitor.secret = [&](json::Value& value, const std::string&) {
    const auto reference = secret_reference(value);
    if (!reference) return void(missing = true);
    SecretValue secret = secrets(*reference);
    missing =
        missing || (secret.fault != SecretFault::none && secret.fault != SecretFault::exposed);
    value = std::move(secret.text);
  };
  visitor.path = [&](json::Value& value, const std::string&, kit::Format) {
    value = absolute_path(config, value.get<std::string>());
    resolved.roots.push_back(value.get<std::string>());
  };
  walk_settings(settings, schema.root(), "", visitor);
  if (missing) return base::fail(base::problem("secret-missing").with("system", system.id));
  schema.fill_defaults(settings);
  if (auto valid = schema.validate(settings); !valid) return base::fail(valid.error());
  note_places(settings, schema.root(), "", resolved);
  resolved.text = json::canonical(settings);
  return resolved;
}

}  // namespace ecluse::config
