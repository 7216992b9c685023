// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "base/problems.hpp"
#include "config/finding.hpp"

namespace ecluse::config {
namespace {

// clang-format off: a table, sorted by slug.
constexpr std::array fault_table{
  Fault{"connector-missing", Severity::error,
    {"Le système « {name} » n'a pas de connecteur.",
     "The system \"{name}\" has no connector."},
    {"Ajoutez connector = \"…\" ; ecluse catalog liste les connecteurs.",
     "Add connector = \"…\"; ecluse catalog lists the connectors."}},
  Fault{"file-unreadable", Severity::error,
    {"Le fichier {path} ne peut pas être lu : {why}.",
     "The file {path} cannot be read: {why}."},
    {"Vérifiez le chemin et les droits.",
     "Check the path and its rights."}},
  Fault{"folder-not-there", Severity::warning,
    {"Le dossier {path} n'existe pas pour l'instant.",
     "The folder {path} does not exist for now."},
    {"Créez-le ou montez le partage ; le système restera indisponible d'ici là.",
     "Make it or mount the share; the system stays unavailable until then."}},
  Fault{"listen-wrong", Severity::error,
    {"L'adresse d'écoute « {value} » n'est pas de la forme 127.0.0.1:8080.",
     "The address \"{value}\" is not of the form 127.0.0.1:8080."},
    {"Donnez une adresse et un port de 1 à 65535.",
     "Give an address and a port from 1 to 65535."}},
  Fault{"name-wrong", Severity::error,
    {"Le nom « {name} » n'est pas en minuscules avec des tirets.",
     "The name \"{name}\" is not lower case with hyphens."},
    {"Écrivez par exemple salle-des-fetes, 60 caractères au plus.",
     "Write for example village-hall, at most 60 characters."}},
  Fault{"not-in-list", Severity::error,
    {"La valeur « {value} » de {name} n'est pas admise.",
     "The value \"{value}\" of {name} is not allowed."},
    {"Choisissez parmi : {allowed}.",
     "Choose one of: {allowed}."}},
  Fault{"plugin-refused", Severity::error,
    {"Le greffon {plugin} est refusé : {why}.",
     "The plugin {plugin} is refused: {why}."},
    {"Réinstallez-le avec son fichier de manifeste, ou prévenez son auteur.",
     "Install it again with its manifest file, or tell its author."}},
  Fault{"public-url-wrong", Severity::error,
    {"public_url « {value} » n'est pas une adresse http:// ou https://.",
     "public_url \"{value}\" is not an http:// or https:// address."},
    {"Donnez l'adresse que les outils appellent, sans / à la fin.",
     "Give the address that tools call, without a / at its end."}},
  Fault{"purpose-missing", Severity::error,
    {"Le consommateur « {name} » n'a pas de finalité.",
     "The consumer \"{name}\" has no purpose."},
    {"Ajoutez purpose = \"…\" : une finalité par consommateur.",
     "Add purpose = \"…\": one purpose for each consumer."}},
  Fault{"runs-as-root", Severity::error,
    {"L'hôte ne sert pas en tant que « {user} ».",
     "The host does not serve as \"{user}\"."},
    {"Donnez un compte sans droits, par exemple ecluse.",
     "Give an unprivileged account, for example ecluse."}},
  Fault{"scope-action", Severity::error,
    {"Le système « {system} » n'a ni action ni déclencheur « {name} ».",
     "The system \"{system}\" has no action or trigger \"{name}\"."},
    {"Choisissez parmi : {known}.",
     "Choose one of: {known}."}},
  Fault{"scope-system", Severity::error,
    {"La portée « {scope} » nomme un système inconnu.",
     "The scope \"{scope}\" names a system that is not there."},
    {"Systèmes déclarés : {known}.",
     "Systems declared: {known}."}},
  Fault{"scope-wrong", Severity::error,
    {"La portée « {scope} » n'a pas la forme système:action.",
     "The scope \"{scope}\" does not have the form system:action."},
    {"Écrivez par exemple salles:*read ou salles:create-booking.",
     "Write for example rooms:*read or rooms:create-booking."}},
  Fault{"scopes-missing", Severity::warning,
    {"Le consommateur « {name} » n'a aucune portée : il ne peut rien appeler.",
     "The consumer \"{name}\" has no scopes: it can call nothing."},
    {"Ajoutez scopes = [\"système:*read\"].",
     "Add scopes = [\"system:*read\"]."}},
  Fault{"secret-exposed", Severity::error,
    {"Le fichier secret {path} est lisible par d'autres comptes.",
     "The secret file {path} can be read by other accounts."},
    {"chmod 600 {path}",
     "chmod 600 {path}"}},
  Fault{"secret-in-clear", Severity::error,
    {"Le secret {name} est écrit en clair.",
     "The secret {name} is written in clear."},
    {"Écrivez {name} = { file = \"nom\" } puis ecluse secret set nom.",
     "Write {name} = { file = \"name\" } and then ecluse secret set name."}},
  Fault{"secret-missing", Severity::error,
    {"Le secret « {secret} » de {name} est introuvable.",
     "The secret \"{secret}\" of {name} is not there."},
    {"ecluse secret set {secret}, ou corrigez la référence.",
     "ecluse secret set {secret}, or correct the reference."}},
  Fault{"secret-reference", Severity::error,
    {"La référence de secret de {name} n'est pas de la forme { file = }, { env = } ou { systemd_credential = }.",
     "The secret reference of {name} is not { file = }, { env = } or { systemd_credential = }."},
    {"Gardez une seule de ces trois formes, avec un nom sans /.",
     "Keep one of these three forms, with a name without /."}},
  Fault{"setting-wrong", Severity::error,
    {"{name} : {fault}",
     "{name}: {fault}"},
    {"{remedy}",
     "{remedy}"}},
  Fault{"sha256-wrong", Severity::error,
    {"sha256 de « {name} » n'est pas 64 chiffres hexadécimaux.",
     "sha256 of \"{name}\" is not 64 hexadecimal digits."},
    {"Copiez la sortie de sha256sum.",
     "Copy the output of sha256sum."}},
  Fault{"syntax", Severity::error,
    {"TOML incorrect : {why}.",
     "Invalid TOML: {why}."},
    {"Corrigez la syntaxe à cet endroit.",
     "Correct the syntax there."}},
  Fault{"systems-missing", Severity::warning,
    {"Aucun système n'est déclaré.",
     "No system is declared."},
    {"Ajoutez une section [systems.nom].",
     "Add a section [systems.name]."}},
  Fault{"too-large", Severity::error,
    {"{name} dépasse {limit}.",
     "{name} exceeds {limit}."},
    {"Donnez un nombre de 1 à {limit}.",
     "Give a number from 1 to {limit}."}},
  Fault{"unknown-connector", Severity::error,
    {"Aucun greffon n'offre le connecteur « {name} ».",
     "No plugin offers the connector \"{name}\"."},
    {"Connecteurs présents : {known}.",
     "Connectors that are there: {known}."}},
  Fault{"unknown-key", Severity::error,
    {"La clé « {name} » n'existe pas ici.",
     "The key \"{name}\" does not exist here."},
    {"Vouliez-vous dire {suggestion} ?",
     "Did you mean {suggestion}?"}},
  Fault{"wrong-type", Severity::error,
    {"{name} doit être {expected_fr}.",
     "{name} must be {expected_en}."},
    {"Corrigez la valeur.",
     "Correct the value."}},
};
// clang-format on

const Fault* find_fault(std::string_view slug) {
  const auto* found = std::lower_bound(fault_table.begin(), fault_table.end(), slug,
                                       [](const Fault& row, std::string_view wanted) { return row.slug < wanted; });
  return found != fault_table.end() && found->slug == slug ? found : nullptr;
}

}  // namespace

std::span<const Fault> faults() { return fault_table; }

Finding make_finding(std::string_view slug, const Config& config, Place place, base::Parameters parameters) {
  const Fault* row = find_fault(slug);
  if (row == nullptr) {
    std::fprintf(stderr, "no fault \"%.*s\" in host/config/faults.cpp\n", static_cast<int>(slug.size()), slug.data());
    std::abort();
  }
  return {row->severity, config.file, place, std::string(slug), std::move(parameters)};
}

void sort_by_place(std::vector<Finding>& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& left, const Finding& right) {
    return std::pair(left.place.line, left.place.column) < std::pair(right.place.line, right.place.column);
  });
}

std::string to_text(const Finding& finding, base::Language language) {
  const Fault* row = find_fault(finding.slug);
  const bool french = language == base::Language::french;
  const bool error = finding.severity == Severity::error;
  std::string text = finding.file + ":" + std::to_string(finding.place.line) + ":" + std::to_string(finding.place.column) + ": ";
  text += french ? (error ? "erreur : " : "attention : ") : (error ? "error: " : "warning: ");
  text += base::fill(row->sentence.in(language), finding.parameters);
  const std::string remedy = base::fill(row->remedy.in(language), finding.parameters);
  return remedy.empty() ? text : text + " → " + remedy;
}

}  // namespace ecluse::config
