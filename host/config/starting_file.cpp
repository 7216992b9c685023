// SPDX-License-Identifier: EUPL-1.2
// The ecluse.toml that the Debian package installs, from the table of keys: a key that is added
// there is described here too.
#include <algorithm>
#include <array>

#include "config/keys.hpp"

namespace ecluse::config {
namespace {

/// What a host that systemd starts needs; its values are the examples of the table.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> set_keys{{
    {"server", "listen"},
    {"server", "user"},
    {"server", "state_folder"},
    {"server", "control_socket"},
    {"server", "secrets_folder"},
    {"plugins", "folders"},
}};

constexpr std::string_view opening =
    R"(# Écluse : configuration de l'hôte. Une ligne qui commence par « # » sans espace est un exemple ;
# ôtez ce signe pour qu'elle compte.
#   ecluse check                dit toutes les fautes, avec leur ligne et leur remède
#   systemctl reload ecluse     applique le fichier sans perdre un appel
#   /usr/share/doc/ecluse       la documentation, et une ville d'exemple
# Un secret s'écrit par référence, jamais en clair :
#   { file = "mrbs" }                 le fichier mrbs de secrets_folder (ecluse secret set mrbs)
#   { systemd_credential = "mrbs" }   donné par LoadCredential= de l'unité systemd
#
# Écluse: configuration of the host. A line that begins with "#" and no space is an example; take
# that sign away to make it count.
#   ecluse check                tells every fault, with its line and its remedy
#   systemctl reload ecluse     applies the file without losing a call
#   /usr/share/doc/ecluse       the documentation, and an example town
# A secret is written as a reference, never in clear:
#   { file = "mrbs" }                 the file mrbs of secrets_folder (ecluse secret set mrbs)
#   { systemd_credential = "mrbs" }   given by LoadCredential= of the systemd unit
)";

/// A table whose members have names of their own gets one as an example.
std::string_view example_name(std::string_view section) {
  if (section == "plugins.pin") return ".deces-insee";
  if (section == "systems") return ".salles";
  return section == "consumers" ? ".reservation-salles" : "";
}

bool is_set(const Key& key) {
  return std::find(set_keys.begin(), set_keys.end(), std::pair{key.section, key.name}) !=
         set_keys.end();
}

bool has_set_key(std::string_view section) {
  return std::any_of(set_keys.begin(), set_keys.end(),
                     [&](const auto& key) { return key.first == section; });
}

/// The key is a section of its own: [plugins.pin.NAME].
bool is_section(const Key& key) {
  const std::string name = std::string(key.section) + "." + std::string(key.name);
  return std::any_of(keys().begin(), keys().end(),
                     [&](const Key& other) { return other.section == name; });
}

void describe(const Key& key, std::string& text) {
  text += "\n# " + std::string(key.description.french) + "\n# " +
          std::string(key.description.english) + "\n";
  if (!key.allowed.empty()) text += "# (" + std::string(key.allowed) + ")\n";
  text +=
      (is_set(key) ? "" : "#") + std::string(key.name) + " = " + std::string(key.example) + "\n";
}

}  // namespace

std::string starting_file() {
  std::string text(opening);
  std::string_view section;
  for (const Key& key : keys()) {
    if (is_section(key)) continue;
    if (key.section != section)
      text += std::string("\n") + (has_set_key(key.section) ? "[" : "#[") +
              std::string(key.section) + std::string(example_name(key.section)) + "]\n";
    section = key.section;
    describe(key, text);
  }
  return text;
}

}  // namespace ecluse::config
