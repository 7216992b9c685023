// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "base/problems.hpp"
#include "config/finding.hpp"

namespace ecluse::config {
namespace {

// A table, sorted by slug.

// clang-format off
constexpr std::array fault_table{
  Fault{"callback-wrong", Severity::error,
    {"L'adresse de retour « {value} » n'est pas une adresse http:// ou https://.",
     "The callback address \"{value}\" is not an http:// or https:// address."},
    {"Écrivez par exemple http://n8n.mairie.lan:5678, sans ? ni #.",
     "Write for example http://n8n.townhall.lan:5678, without ? or #."}},
  Fault{"connector-missing", Severity::error,
    {"Le système « {name} » n'a pas de connecteur.",
     "The system \"{name}\" has no connector."},
    {"Ajoutez connector = \"…\" ; connecteurs présents : {known}.",
     "Add connector = \"…\"; connectors that are there: {known}."}},
  Fault{"file-not-there", Severity::warning,
    {"Le fichier {path} n'existe pas pour l'instant.",
     "The file {path} does not exist for now."},
    {"Déposez-le, ou corrigez le chemin.",
     "Put it there, or correct the path."}},
  Fault{"file-too-large", Severity::error,
    {"Le fichier {path} dépasse {limit} octets.",
     "The file {path} exceeds {limit} bytes."},
    {"Vérifiez que c'est bien ecluse.toml.",
     "Check that it is ecluse.toml."}},
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
  Fault{"isolation-none", Severity::warning,
    {"isolation = \"none\" : ces connecteurs, qu'Écluse ne publie pas, tournent dans l'hôte lui-même ({names}).",
     "isolation = \"none\": these connectors, which Écluse does not publish, run inside the host itself ({names})."},
    {"Retirez cette ligne : chacun aura son processus, et une panne de l'un n'arrêtera que lui.",
     "Remove this line: each gets a process of its own, and a crash of one stops only that one."}},
  Fault{"listen-wrong", Severity::error,
    {"L'adresse d'écoute « {value} » n'est pas de la forme 127.0.0.1:8080.",
     "The address \"{value}\" is not of the form 127.0.0.1:8080."},
    {"Donnez une adresse et un port de 1 à 65535.",
     "Give an address and a port from 1 to 65535."}},
  Fault{"name-reserved", Severity::error,
    {"Le nom « {name} » est celui de la ligne de commande dans le journal des accès.",
     "The name \"{name}\" is that of the command line in the audit."},
    {"Choisissez un autre nom.",
     "Choose another name."}},
  Fault{"name-twice", Severity::error,
    {"« {name} » est écrit deux fois dans le fichier.",
     "\"{name}\" is written twice in the file."},
    {"Gardez-en un seul.",
     "Keep one of them."}},
  Fault{"name-wrong", Severity::error,
    {"Le nom « {name} » n'est pas en minuscules avec des tirets.",
     "The name \"{name}\" is not lower case with hyphens."},
    {"Écrivez par exemple salle-des-fetes, 60 caractères au plus.",
     "Write for example village-hall, at most 60 characters."}},
  Fault{"not-a-file", Severity::error,
    {"{path} n'est pas un fichier.",
     "{path} is not a file."},
    {"Donnez le chemin du fichier lui-même.",
     "Give the path of the file itself."}},
  Fault{"not-a-folder", Severity::error,
    {"{path} n'est pas un dossier.",
     "{path} is not a folder."},
    {"Donnez le chemin du dossier, sans nom de fichier.",
     "Give the path of the folder, without a file name."}},
  Fault{"not-in-list", Severity::error,
    {"« {value} » n'est pas une valeur de la clé {name}.",
     "\"{value}\" is not a value of the key {name}."},
    {"Choisissez parmi : {allowed}.",
     "Choose one of: {allowed}."}},
  Fault{"not-utf8", Severity::error,
    {"Le fichier n'est pas en UTF-8 à cet endroit.",
     "The file is not UTF-8 there."},
    {"Enregistrez-le en UTF-8 depuis l'éditeur de texte.",
     "Save it as UTF-8 in the text editor."}},
  Fault{"out-of-range", Severity::error,
    {"{name} doit aller de {least} à {most}.",
     "{name} must be from {least} to {most}."},
    {"Donnez un nombre dans ces bornes.",
     "Give a number within these limits."}},
  Fault{"path-unreadable", Severity::warning,
    {"{path} ne peut pas être atteint par ce compte : {why}.",
     "{path} cannot be reached by this account: {why}."},
    {"Corrigez les droits ; le système restera indisponible d'ici là.",
     "Correct the rights; the system stays unavailable until then."}},
  Fault{"pin-unused", Severity::error,
    {"[plugins.pin.{name}] ne désigne aucun greffon des dossiers déclarés.",
     "[plugins.pin.{name}] names no plugin of the declared folders."},
    {"Donnez le nom du fichier, sans .so ; présents : {known}.",
     "Give the name of the file, without .so; there are: {known}."}},
  Fault{"plugin-folder", Severity::error,
    {"Le dossier de greffons {path} ne peut pas être lu : {why}.",
     "The folder of plugins {path} cannot be read: {why}."},
    {"Corrigez [plugins] folders, ou les droits du dossier.",
     "Correct [plugins] folders, or the rights of the folder."}},
  Fault{"plugin-pinned", Severity::error,
    {"Le greffon {plugin} n'est pas celui que [plugins.pin] attend : {why_fr}.",
     "The plugin {plugin} is not the one that [plugins.pin] expects: {why}."},
    {"Réinstallez le bon fichier, ou corrigez la valeur si ce changement est voulu.",
     "Install the right file again, or correct the value if this change is intended."}},
  Fault{"plugin-refused", Severity::warning,
    {"Le greffon {plugin} est refusé : {why_fr}.",
     "The plugin {plugin} is refused: {why}."},
    {"Réinstallez-le avec son fichier de manifeste, ou retirez-le du dossier.",
     "Install it again with its manifest file, or take it out of the folder."}},
  Fault{"proxy-wrong", Severity::error,
    {"« {value} » n'est ni une adresse ni un réseau.",
     "\"{value}\" is neither an address nor a network."},
    {"Écrivez par exemple 10.0.0.5, 10.1.0.0/16 ou fd00::/8.",
     "Write for example 10.0.0.5, 10.1.0.0/16 or fd00::/8."}},
  Fault{"public-url-missing", Severity::warning,
    {"L'hôte écoute au-delà de cette machine et public_url manque : les liens diront {value}.",
     "The host listens beyond this machine and public_url is missing: links will say {value}."},
    {"Ajoutez public_url = \"https://…\", l'adresse que les outils appellent.",
     "Add public_url = \"https://…\", the address that tools call."}},
  Fault{"public-url-not-https", Severity::error,
    {"public_url « {value} » est en http://, alors que [server.tls] chiffre.",
     "public_url \"{value}\" is http://, while [server.tls] encrypts."},
    {"Écrivez public_url avec https://.",
     "Write public_url with https://."}},
  Fault{"public-url-wrong", Severity::error,
    {"public_url « {value} » n'est pas une adresse http:// ou https:// seule.",
     "public_url \"{value}\" is not a plain http:// or https:// address."},
    {"Donnez l'adresse que les outils appellent, sans / à la fin, sans ? ni #.",
     "Give the address that tools call, without a / at its end, without ? or #."}},
  Fault{"purpose-missing", Severity::error,
    {"Le consommateur « {name} » n'a pas de finalité.",
     "The consumer \"{name}\" has no purpose."},
    {"Ajoutez purpose = \"…\" : une finalité par consommateur.",
     "Add purpose = \"…\": one purpose for each consumer."}},
  Fault{"reload-failed", Severity::error,
    {"La nouvelle configuration n'a pas pu être mise en service ({slug}).",
     "The new configuration could not be put into service ({slug})."},
    {"Le journal de l'hôte dit pourquoi ; l'ancienne sert toujours.",
     "The log of the host says why; the older one still serves."}},
  Fault{"restart-needed", Severity::warning,
    {"Le nouveau {name} ne prendra effet qu'au prochain démarrage.",
     "The new {name} takes effect at the next start only."},
    {"Redémarrez l'hôte.",
     "Restart the host."}},
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
  Fault{"scope-nowhere", Severity::error,
    {"Aucun système n'a d'action ni de déclencheur « {name} ».",
     "No system has an action or trigger \"{name}\"."},
    {"Choisissez parmi : {known}.",
     "Choose one of: {known}."}},
  Fault{"scope-opens-nothing", Severity::warning,
    {"La portée « {scope} » n'ouvre rien : le système n'a pas d'action de ce genre.",
     "The scope \"{scope}\" opens nothing: the system has no action of that kind."},
    {"Retirez-la, ou nommez une action : {known}.",
     "Remove it, or name an action: {known}."}},
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
  Fault{"secret-empty", Severity::error,
    {"Le secret « {secret} » de {name} est vide.",
     "The secret \"{secret}\" of {name} is empty."},
    {"ecluse secret set {secret}",
     "ecluse secret set {secret}"}},
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
  Fault{"secret-unreadable", Severity::error,
    {"Le secret « {secret} » de {name} ne peut pas être lu par ce compte.",
     "The secret \"{secret}\" of {name} cannot be read by this account."},
    {"Donnez le fichier au compte qui sert, en mode 600.",
     "Give the file to the account that serves, with mode 600."}},
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
  Fault{"socket-path-too-long", Severity::error,
    {"Le chemin du socket de contrôle dépasse {limit} octets : {path}.",
     "The path of the control socket exceeds {limit} bytes: {path}."},
    {"Donnez un control_socket plus court, par exemple /run/ecluse/control.sock.",
     "Give a shorter control_socket, for example /run/ecluse/control.sock."}},
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
  Fault{"tls-expired", Severity::warning,
    {"Le certificat {subject} de {path} a expiré le {date} : les outils le refusent.",
     "The certificate {subject} of {path} expired on {date}: tools refuse it."},
    {"Renouvelez-le, puis ecluse reload.",
     "Renew it, then ecluse reload."}},
  Fault{"tls-expires-soon", Severity::warning,
    {"Le certificat {subject} de {path} expire le {date}.",
     "The certificate {subject} of {path} expires on {date}."},
    {"Renouvelez-le, puis ecluse reload.",
     "Renew it, then ecluse reload."}},
  Fault{"tls-file-unreadable", Severity::error,
    {"Le fichier {path} ne peut pas être lu : {why}.",
     "The file {path} cannot be read: {why}."},
    {"Corrigez le chemin, ou donnez le fichier au compte qui sert.",
     "Correct the path, or give the file to the account that serves."}},
  Fault{"tls-file-wrong", Severity::error,
    {"Le fichier {path} ne contient aucun objet PEM du type attendu ({expected}).",
     "The file {path} holds no PEM object of the expected kind ({expected})."},
    {"Donnez un fichier PEM : il commence par -----BEGIN.",
     "Give a PEM file: it begins with -----BEGIN."}},
  Fault{"tls-incomplete", Severity::error,
    {"[server.tls] ne donne pas {name}.",
     "[server.tls] does not give {name}."},
    {"Donnez certificate et key, ou retirez la section.",
     "Give certificate and key, or remove the section."}},
  Fault{"tls-key-encrypted", Severity::error,
    {"La clé {path} est protégée par un mot de passe, que l'hôte n'a pas.",
     "The key {path} is protected by a password, which the host does not have."},
    {"openssl pkey -in {path} -out cle.pem, en mode 600.",
     "openssl pkey -in {path} -out key.pem, with mode 600."}},
  Fault{"tls-key-exposed", Severity::error,
    {"La clé {path} est lisible par d'autres comptes.",
     "The key {path} can be read by other accounts."},
    {"chmod 600 {path}",
     "chmod 600 {path}"}},
  Fault{"tls-key-mismatch", Severity::error,
    {"La clé {path} n'est pas celle du certificat {certificate}.",
     "The key {path} is not the one of the certificate {certificate}."},
    {"Donnez la clé avec laquelle ce certificat a été demandé ; le certificat de l'hôte vient en premier dans son fichier.",
     "Give the key with which this certificate was requested; the host's own certificate comes first in its file."}},
  Fault{"tls-not-yet-valid", Severity::warning,
    {"Le certificat {subject} de {path} n'est valable qu'à partir du {date}.",
     "The certificate {subject} of {path} is valid only from {date}."},
    {"Vérifiez l'horloge de cette machine, ou attendez cette date.",
     "Check the clock of this machine, or wait for that date."}},
  Fault{"tls-refused", Severity::error,
    {"OpenSSL refuse les fichiers de [server.tls], dont {path} : {why}.",
     "OpenSSL refuses the files of [server.tls], {path} among them: {why}."},
    {"Il faut une clé RSA d'au moins 2048 bits ou EC, et aucune signature SHA-1.",
     "An RSA key of at least 2048 bits or an EC key is needed, and no SHA-1 signature."}},
  Fault{"tls-without-client-ca", Severity::error,
    {"client_certificates = \"required\" demande un certificat que rien ne permet de vérifier.",
     "client_certificates = \"required\" asks for a certificate that nothing can verify."},
    {"Donnez client_ca, ou retirez client_certificates.",
     "Give client_ca, or remove client_certificates."}},
  Fault{"too-deep", Severity::error,
    {"Les valeurs sont imbriquées sur plus de {limit} niveaux.",
     "Values are nested deeper than {limit} levels."},
    {"Aplatissez la structure.",
     "Flatten the structure."}},
  Fault{"unknown-account", Severity::error,
    {"Le compte « {user} » n'existe pas sur cette machine.",
     "There is no account \"{user}\" on this machine."},
    {"Créez-le (useradd --system {user}), ou corrigez user.",
     "Make it (useradd --system {user}), or correct user."}},
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
  Fault{"unknown-key-here", Severity::error,
    {"La clé « {name} » n'existe pas ici.",
     "The key \"{name}\" does not exist here."},
    {"Clés possibles : {known}.",
     "Keys that may stand here: {known}."}},
  Fault{"window-wrong", Severity::error,
    {"« {value} » n'est pas une plage d'heures de maintenance.",
     "\"{value}\" is not a window of maintenance."},
    {"Écrivez par exemple \"22:00-23:30\", \"23:30-01:00\" ou \"sat 08:00-12:00\".",
     "Write for example \"22:00-23:30\", \"23:30-01:00\" or \"sat 08:00-12:00\"."}},
  Fault{"wrong-type", Severity::error,
    {"{name} doit être {expected}.",
     "{name} must be {expected}."},
    {"Corrigez la valeur.",
     "Correct the value."}},
};
// clang-format on

const Fault* find_fault(std::string_view slug) {
  const auto* found =
      std::lower_bound(fault_table.begin(), fault_table.end(), slug,
                       [](const Fault& row, std::string_view wanted) { return row.slug < wanted; });
  return found != fault_table.end() && found->slug == slug ? found : nullptr;
}

}  // namespace

std::span<const Fault> faults() { return fault_table; }

Finding make_finding(std::string_view slug, const Config& config, Place place,
                     base::Parameters parameters) {
  const Fault* row = find_fault(slug);
  if (row == nullptr) {
    std::fprintf(stderr, "no fault \"%.*s\" in host/config/faults.cpp\n",
                 static_cast<int>(slug.size()), slug.data());
    std::abort();
  }
  return {row->severity, config.file, place, std::string(slug), std::move(parameters)};
}

void sort_by_place(std::vector<Finding>& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& left, const Finding& right) {
    return std::pair(left.place.line, left.place.column) <
           std::pair(right.place.line, right.place.column);
  });
}

void add_words(base::Parameters& parameters, const std::string& name, base::Sentence words) {
  parameters.emplace_back(name + "_fr", words.french);
  parameters.emplace_back(name + "_en", words.english);
}

base::Sentence reason(int error_number) {
  switch (error_number) {
    case ENOENT:
      return {"il n'existe pas", "it does not exist"};
    case ENOTDIR:
      return {"ce n'est pas un dossier", "it is not a folder"};
    case EISDIR:
      return {"c'est un dossier", "it is a folder"};
    case EACCES:
    case EPERM:
      return {"les droits de ce compte ne suffisent pas", "this account has not the right"};
    case ENAMETOOLONG:
      return {"le chemin est trop long", "the path is too long"};
    case ELOOP:
      return {"trop de liens symboliques", "too many symbolic links"};
    default:
      return {"erreur de lecture", "it cannot be read"};
  }
}

std::string to_text(const Finding& finding, base::Language language) {
  const Fault* row = find_fault(finding.slug);
  const bool french = language == base::Language::french;
  const bool error = finding.severity == Severity::error;
  base::Parameters
      parameters;  // the first of a name is taken: the words of this language go before
  const std::string ending = "_" + std::string(base::tag(language));
  for (const auto& [name, value] : finding.parameters)
    if (name.size() > 3 && name.compare(name.size() - 3, 3, ending) == 0)
      parameters.emplace_back(name.substr(0, name.size() - 3), value);
  parameters.insert(parameters.end(), finding.parameters.begin(), finding.parameters.end());
  std::string text = finding.file + ":" + std::to_string(finding.place.line) + ":" +
                     std::to_string(finding.place.column) + ": ";
  text += french ? (error ? "erreur : " : "attention : ") : (error ? "error: " : "warning: ");
  text += base::fill(row->sentence.in(language), parameters) + " → ";
  text += base::fill(row->remedy.in(language), parameters);
  // One finding is one line, whatever the file holds.
  std::replace_if(
      text.begin(), text.end(),
      [](unsigned char letter) { return letter < 0x20 || letter == 0x7f; }, ' ');
  return text;
}

}  // namespace ecluse::config
