// SPDX-License-Identifier: EUPL-1.2
#include "config/keys.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <vector>

namespace ecluse::config {
namespace {

// clang-format off: a table.
constexpr std::array key_table{
  Key{"server", "listen", KeyType::text, {"Adresse et port d'écoute.", "Address and port to listen on."}, "\"127.0.0.1:8080\""},
  Key{"server", "public_url", KeyType::text, {"Adresse que les outils appellent : tous les liens commencent par elle.", "Address that tools call: every link begins with it."}, "\"https://ecluse.mairie.example\""},
  Key{"server", "language", KeyType::text, {"Langue par défaut, fr ou en.", "Default language, fr or en."}, "\"fr\""},
  Key{"server", "deployment", KeyType::text, {"Nom de cette installation, dans les identifiants qu'elle crée.", "Name of this installation, in the ids that it makes."}, "\"mairie-valsonne\""},
  Key{"server", "user", KeyType::text, {"Compte qui sert quand root démarre l'hôte.", "Account that serves when root starts the host."}, "\"ecluse\""},
  Key{"server", "state_folder", KeyType::text, {"Dossier de la base et des index.", "Folder of the store and the indexes."}, "\"/var/lib/ecluse\""},
  Key{"server", "control_socket", KeyType::text, {"Socket des commandes.", "Socket of the commands."}, "\"/run/ecluse/control.sock\""},
  Key{"server", "secrets_folder", KeyType::text, {"Dossier des secrets, un fichier 0600 chacun.", "Folder of the secrets, one file of mode 0600 each."}, "\"/etc/ecluse/secrets\""},
  Key{"server", "log_level", KeyType::text, {"debug, info, warning ou error.", "debug, info, warning or error."}, "\"info\""},
  Key{"server", "threads", KeyType::integer, {"Appels traités en même temps, 1 à 256.", "Calls handled at a time, 1 to 256."}, "16"},
  Key{"plugins", "folders", KeyType::texts, {"Dossiers des greffons.", "Folders of the plugins."}, "[\"/usr/lib/ecluse/plugins\"]"},
  Key{"plugins", "pin", KeyType::table, {"Ce qu'un greffon doit être, par nom.", "What a plugin must be, by name."}, "{}"},
  Key{"plugins.pin", "sha256", KeyType::text, {"Empreinte du fichier .so.", "Digest of the .so file."}, "\"…\""},
  Key{"plugins.pin", "publisher", KeyType::text, {"Éditeur attendu.", "Expected publisher."}, "\"Écluse\""},
  Key{"systems", "connector", KeyType::text, {"Connecteur de ce système.", "Connector of this system."}, "\"mrbs\""},
  Key{"systems", "isolation", KeyType::text, {"process ou none.", "process or none."}, "\"process\""},
  Key{"systems", "settings", KeyType::table, {"Réglages du connecteur.", "Settings of the connector."}, "{}"},
  Key{"consumers", "scopes", KeyType::texts, {"Ce que ce consommateur peut appeler.", "What this consumer may call."}, "[\"salles:*read\"]"},
  Key{"consumers", "purpose", KeyType::text, {"Finalité du traitement.", "Purpose of the processing."}, "\"Gestion des salles\""},
  Key{"consumers", "language", KeyType::text, {"Langue de ce consommateur.", "Language of this consumer."}, "\"fr\""},
  Key{"consumers", "allow_callbacks", KeyType::texts, {"Adresses où ses événements peuvent être livrés.", "Addresses where its events may be delivered."}, "[\"http://n8n.mairie.lan:5678\"]"},
};
// clang-format on

/// Edits from one name to the other (Levenshtein).
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t column = 0; column <= right.size(); ++column) row[column] = column;
  for (std::size_t line = 1; line <= left.size(); ++line) {
    std::size_t diagonal = row[0];
    row[0] = line;
    for (std::size_t column = 1; column <= right.size(); ++column) {
      const std::size_t change = diagonal + (left[line - 1] == right[column - 1] ? 0 : 1);
      diagonal = row[column];
      row[column] = std::min({change, row[column] + 1, row[column - 1] + 1});
    }
  }
  return row.back();
}

nlohmann::ordered_json type_schema(const Key& key, base::Language language) {
  nlohmann::ordered_json schema;
  switch (key.type) {
    case KeyType::text: schema["type"] = "string"; break;
    case KeyType::integer: schema["type"] = "integer"; break;
    case KeyType::texts: schema = {{"type", "array"}, {"items", {{"type", "string"}}}}; break;
    case KeyType::table: schema["type"] = "object"; break;
  }
  schema["description"] = key.description.in(language);
  return schema;
}

nlohmann::ordered_json section_schema(std::string_view section, base::Language language) {
  nlohmann::ordered_json schema{{"type", "object"}, {"additionalProperties", false}};
  for (const Key& key : key_table)
    if (key.section == section) schema["properties"][std::string(key.name)] = type_schema(key, language);
  return schema;
}

}  // namespace

std::span<const Key> keys() { return key_table; }

const Key* find_key(std::string_view section, std::string_view name) {
  const auto* found = std::find_if(key_table.begin(), key_table.end(), [&](const Key& key) {
    return key.section == section && key.name == name;
  });
  return found == key_table.end() ? nullptr : found;
}

std::string nearest_key(std::string_view section, std::string_view name) {
  std::string_view best;
  for (const Key& key : key_table)
    if (key.section == section && (best.empty() || distance(key.name, name) < distance(best, name))) best = key.name;
  return std::string(best);
}

std::string json_schema(base::Language language) {
  nlohmann::ordered_json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                                {"title", "ecluse.toml"},
                                {"type", "object"},
                                {"additionalProperties", false}};
  auto& properties = schema["properties"];
  properties["server"] = section_schema("server", language);
  properties["plugins"] = section_schema("plugins", language);
  properties["plugins"]["properties"]["pin"]["additionalProperties"] = section_schema("plugins.pin", language);
  for (const auto* named : {"systems", "consumers"})
    properties[named] = {{"type", "object"}, {"additionalProperties", section_schema(named, language)}};
  return schema.dump(2) + "\n";
}

}  // namespace ecluse::config
