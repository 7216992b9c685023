// SPDX-License-Identifier: EUPL-1.2
#include "config/keys.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace ecluse::config {
namespace {

// What a pattern of the schema says, the check says in words.
#define ECLUSE_KEBAB "[a-z][a-z0-9]*(-[a-z0-9]+)*"
constexpr std::string_view name_pattern = "^" ECLUSE_KEBAB "$";
constexpr std::string_view address_pattern =
    R"(^([0-9]{1,3}(\.[0-9]{1,3}){3}|localhost|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}$)";
constexpr std::string_view url_pattern = R"(^https?://[^/\s?#@]+(/[^\s?#@]*[^\s?#@/])?$)";
constexpr std::string_view scope_pattern =
    "^(\\*|" ECLUSE_KEBAB "):(\\*read|\\*write|" ECLUSE_KEBAB ")$";
#define ECLUSE_TIME "([01][0-9]|2[0-3]):[0-5][0-9]"
constexpr std::string_view window_pattern =
    "^((sun|mon|tue|wed|thu|fri|sat) )?" ECLUSE_TIME "-(" ECLUSE_TIME "|24:00)$";
#undef ECLUSE_TIME
#undef ECLUSE_KEBAB
constexpr auto required = Presence::required;

// A table.

// clang-format off
constexpr std::array key_table{
  Key{"server", "listen", KeyType::text, {"Adresse et port d'écoute.", "Address and port to listen on."},
    "\"127.0.0.1:8080\"", "\"127.0.0.1:8080\"", {}, address_pattern},
  Key{"server", "public_url", KeyType::text, {"Adresse que les outils appellent : tous les liens commencent par elle.", "Address that tools call: every link begins with it."},
    "\"https://ecluse.mairie.example\"", {}, {}, url_pattern},
  Key{"server", "language", KeyType::text, {"Langue des réponses quand l'appelant n'en demande pas.", "Language of the answers when the caller asks for none."},
    "\"fr\"", "\"fr\"", "fr, en"},
  Key{"server", "deployment", KeyType::text, {"Nom de cette installation, dans les identifiants qu'elle crée.", "Name of this installation, in the ids that it makes."},
    "\"mairie-valsonne\"", "\"ecluse\"", {}, name_pattern},
  Key{"server", "user", KeyType::text, {"Compte qui sert quand root démarre l'hôte.", "Account that serves when root starts the host."},
    "\"ecluse\"", {}, {}, "^(?!root$).+$"},
  Key{"server", "state_folder", KeyType::text, {"Dossier de la base et des index.", "Folder of the store and the indexes."},
    "\"/var/lib/ecluse\"", "\"state\""},
  Key{"server", "control_socket", KeyType::text, {"Socket des commandes ; control.sock dans state_folder, par défaut.", "Socket of the commands; control.sock in state_folder unless given."},
    "\"/run/ecluse/control.sock\""},
  Key{"server", "secrets_folder", KeyType::text, {"Dossier des secrets, un fichier 0600 chacun.", "Folder of the secrets, one file of mode 0600 each."},
    "\"/etc/ecluse/secrets\"", "\"secrets\""},
  Key{"server", "log_level", KeyType::text, {"Ce que le journal garde.", "What the log keeps."},
    "\"info\"", "\"info\"", "debug, info, warning, error"},
  Key{"server", "threads", KeyType::integer, {"Appels traités en même temps pour un système, au plus.", "Calls handled at a time for one system, at most."},
    "16", "16", {}, {}, 1, 256},
  Key{"server", "trusted_proxies", KeyType::texts, {"Relais dont X-Forwarded-For est cru : adresses ou réseaux.", "Proxies whose X-Forwarded-For is believed: addresses or networks."},
    "[\"127.0.0.1\", \"10.1.0.0/16\"]", {}, {}, R"(^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$)"},
  Key{"server", "tls", KeyType::table, {"Chiffrement par l'hôte lui-même ; sans cette section, il parle en clair.", "Encryption by the host itself; without this section it speaks in clear."},
    "{}"},
  Key{"server.tls", "certificate", KeyType::text, {"Fichier PEM : le certificat de l'hôte, puis les intermédiaires. Relu par ecluse reload.", "PEM file: the host's certificate, then the intermediates. Read again by ecluse reload."},
    "\"/etc/ecluse/tls/fullchain.pem\"", {}, {}, "^.+$", 0, 0, required},
  Key{"server.tls", "key", KeyType::text, {"Fichier PEM de sa clé privée, sans mot de passe, en mode 0600.", "PEM file of its private key, without password, of mode 0600."},
    "\"/etc/ecluse/tls/privkey.pem\"", {}, {}, "^.+$", 0, 0, required},
  Key{"server.tls", "client_ca", KeyType::text, {"Fichier PEM des autorités qui délivrent les certificats des clients ; sans lui, aucun n'est demandé.", "PEM file of the authorities that issue the certificates of clients; without it none is asked for."},
    "\"/etc/ecluse/tls/clients.pem\""},
  Key{"server.tls", "client_certificates", KeyType::text, {"optional : vérifié s'il est montré ; required : sans certificat, pas de connexion.", "optional: verified when it is shown; required: no certificate, no connection."},
    "\"optional\"", "\"optional\"", "optional, required"},
  Key{"plugins", "folders", KeyType::texts, {"Dossiers des greffons.", "Folders of the plugins."},
    "[\"/usr/lib/ecluse/plugins\"]"},
  Key{"plugins", "pin", KeyType::table, {"Ce qu'un greffon doit être, par nom (celui de son fichier .so).", "What a plugin must be, by name (that of its .so file)."},
    "{}"},
  Key{"plugins.pin", "sha256", KeyType::text, {"Empreinte du fichier .so : un autre fichier est refusé.", "Digest of the .so file: another file is refused."},
    "\"0000000000000000000000000000000000000000000000000000000000000000\"", {}, {}, "^[0-9a-f]{64}$"},
  Key{"plugins.pin", "publisher", KeyType::text, {"Éditeur attendu : un autre est refusé.", "Expected publisher: another one is refused."},
    "\"Écluse\"", {}, {}, "^.+$"},
  Key{"systems", "connector", KeyType::text, {"Connecteur de ce système.", "Connector of this system."},
    "\"mrbs\"", {}, {}, name_pattern, 0, 0, required},
  Key{"systems", "isolation", KeyType::text, {"process : un processus à part ; none : dans l'hôte.", "process: a process of its own; none: inside the host."},
    "\"none\"", "\"process\"", "process, none"},
  Key{"systems", "settings", KeyType::table, {"Réglages du connecteur : son manifeste dit lesquels. Un secret s'écrit par référence.", "Settings of the connector: its manifest says which. A secret is written as a reference."},
    "{}"},
  Key{"systems", "maintenance", KeyType::texts, {"Heures de maintenance, heure locale : appels refusés avec l'heure de fin, relevés retenus. Un jour (mon, tue, wed, thu, fri, sat, sun) peut précéder.", "Hours of maintenance, local time: calls are refused with the time of the end, polls are held. A day (mon, tue, wed, thu, fri, sat, sun) may stand before."},
    "[\"22:00-23:30\"]", {}, {}, window_pattern},
  Key{"systems", "memory_mb", KeyType::integer, {"Mémoire accordée au processus de ce système, en Mio.", "Memory that the process of this system is given, in MiB."},
    "512", "512", {}, {}, 64, 65536},
  Key{"consumers", "scopes", KeyType::texts, {"Ce que ce consommateur peut appeler.", "What this consumer may call."},
    "[\"salles:*read\"]", {}, {}, scope_pattern},
  Key{"consumers", "purpose", KeyType::text, {"Finalité du traitement.", "Purpose of the processing."},
    "\"Gestion des salles\"", {}, {}, R"(\S)", 0, 0, required},
  Key{"consumers", "language", KeyType::text, {"Langue de ce consommateur.", "Language of this consumer."},
    "\"fr\"", {}, "fr, en"},
  Key{"consumers", "allow_callbacks", KeyType::texts, {"Adresses où ses événements peuvent être livrés.", "Addresses where its events may be delivered."},
    "[\"http://n8n.mairie.lan:5678\"]", {}, {}, R"(^https?://[^/\s?#@]+(/[^\s?#@]*)?$)"},
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

constexpr std::string_view sections[] = {"server", "plugins", "systems", "consumers"};

std::vector<std::string_view> names_of(std::string_view section) {
  if (section.empty()) return {std::begin(sections), std::end(sections)};
  std::vector<std::string_view> names;
  for (const Key& key : key_table)
    if (key.section == section) names.push_back(key.name);
  return names;
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
  // A name with more wrong letters than right ones is no slip of the hand.
  std::size_t nearest = name.size() > 60 ? 0 : std::max<std::size_t>(name.size() / 2, 2) + 1;
  std::string_view best;
  for (const auto known : names_of(section))
    if (nearest > 0 && distance(known, name) < nearest) {
      best = known;
      nearest = distance(known, name);
    }
  return std::string(best);
}

std::string known_keys(std::string_view section) {
  std::string all;
  for (const auto name : names_of(section)) all += (all.empty() ? "" : ", ") + std::string(name);
  return all;
}

}  // namespace ecluse::config
