// SPDX-License-Identifier: MIT
// The errors of the sql service (sdk/abi/SQL.md) with their sentences, for the manifest of a
// connector that uses it: `.errors = ecluse::sql_errors({&no_such_room, …})`.
#pragma once

#include <ecluse/connector.hpp>
#include <vector>

namespace ecluse {

namespace sql_error {
constexpr ErrorType settings{
    .slug = "database-settings",
    .status = Status::invalid_argument,
    .title = {"Réglages de la base incorrects", "Database settings wrong"},
    .sentence =
        {"Le réglage {setting} de la base est absent, incorrect ou ne figure pas dans les réglages "
         "du système.",
         "The database setting {setting} is missing, wrong, or not among the system's settings."},
    .remedy = {"Corrigez-le dans ecluse.toml ; sdk/abi/SQL.md les explique tous.",
               "Correct it in ecluse.toml; sdk/abi/SQL.md explains each."}};
constexpr ErrorType unreachable{
    .slug = "database-unreachable",
    .status = Status::unavailable,
    .title = {"Base de données injoignable", "Database unreachable"},
    .sentence = {"Le serveur de base de données {server} ne répond pas.",
                 "The database server {server} does not answer."},
    .remedy = {"Vérifiez que le serveur tourne, puis l'adresse, le port, le pare-feu et TLS.",
               "Check that the server runs, then address, port, firewall and TLS."}};
constexpr ErrorType refused{
    .slug = "database-refused",
    .status = Status::unauthenticated,
    .title = {"Compte refusé par la base", "Account refused by the database"},
    .sentence = {"Le serveur {server} refuse notre compte ou la base demandée.",
                 "The server {server} refuses our account or the database asked for."},
    .remedy = {
        "Vérifiez l'utilisateur, le mot de passe, la base, et d'où le serveur accepte ce compte.",
        "Check user, password, database, and from where the server accepts this account."}};
constexpr ErrorType right_missing{
    .slug = "database-right-missing",
    .status = Status::permission_denied,
    .title = {"Droit manquant dans la base", "Right missing in the database"},
    .sentence = {"Il manque à notre compte un droit dans la base : {right}.",
                 "Our account lacks a right in the database: {right}."},
    .remedy = {"Accordez ce droit au compte (GRANT), puis recommencez.",
               "Grant this right to the account (GRANT), then try again."}};
constexpr ErrorType schema{
    .slug = "database-schema",
    .status = Status::failed_precondition,
    .title = {"Structure de base inattendue", "Unexpected schema"},
    .sentence = {"La base ne contient pas {object}.", "The database does not hold {object}."},
    .remedy = {"Vérifiez la base, le préfixe des tables et la version du logiciel.",
               "Check the database, the table prefix and the version of the software."}};
constexpr ErrorType value{
    .slug = "database-value",
    .status = Status::invalid_argument,
    .title = {"Valeur que la base ne peut pas garder", "Value that the database cannot hold"},
    .sentence =
        {"Une valeur ne tient pas dans la colonne {column} : caractère, longueur ou format.",
         "A value does not fit into the column {column}: character, length or format."},
    .remedy = {"Raccourcissez le texte ou ôtez-en les caractères spéciaux ; rien n'a été écrit.",
               "Shorten the text or take its special characters out; nothing was written."}};
constexpr ErrorType constraint{
    .slug = "database-constraint",
    .status = Status::failed_precondition,
    .title = {"Règle de la base non respectée", "Rule of the database broken"},
    .sentence = {"La base refuse l'écriture, par sa règle {constraint}.",
                 "The database refuses the write, by its rule {constraint}."},
    .remedy = {"Corrigez ce que la règle protège ; rien n'a été écrit.",
               "Correct what the rule protects; nothing was written."}};
constexpr ErrorType busy{
    .slug = "database-busy",
    .status = Status::aborted,
    .title = {"Base occupée", "Database busy"},
    .sentence = {"La base a donné la priorité à une autre écriture ; rien n'a été écrit.",
                 "The database let another write go first; nothing was written."},
    .remedy = {"Réessayez dans quelques secondes.", "Try again in some seconds."}};
constexpr ErrorType sessions_taken{
    .slug = "database-sessions-taken",
    .status = Status::resource_exhausted,
    .title = {"Toutes les connexions sont prises", "Every session is taken"},
    .sentence = {"Toutes les connexions à la base étaient prises jusqu'au délai de l'appel.",
                 "Every session of the database was in use until the call's deadline."},
    .remedy = {"Réessayez ; si cela dure, cherchez les requêtes lentes de la base.",
               "Try again; if it lasts, look for slow queries in the database."}};
constexpr ErrorType timeout{
    .slug = "database-timeout",
    .status = Status::deadline_exceeded,
    .title = {"Base trop lente", "Database too slow"},
    .sentence =
        {"La base n'a pas répondu dans le délai de l'appel ; la requête a été arrêtée.",
         "The database did not answer within the call's deadline; the statement was ended."},
    .remedy = {"Réessayez avec moins de données, ou faites vérifier les index de la base.",
               "Try again with less data, or have the indexes of the database checked."}};
constexpr ErrorType lost{
    .slug = "database-lost",
    .status = Status::unavailable,
    .title = {"Connexion à la base perdue", "Database connection lost"},
    .sentence = {"La connexion à la base s'est rompue avant la validation ; rien n'a été écrit.",
                 "The connection broke before the commit; nothing was written."},
    .remedy = {"Réessayez ; si cela dure, voyez le journal du serveur de base.",
               "Try again; if it lasts, look at the log of the database server."}};
constexpr ErrorType commit_unknown{
    .slug = "database-commit-unknown",
    .status = Status::unavailable,
    .title = {"Validation incertaine", "Outcome of the commit unknown"},
    .sentence = {"La connexion s'est rompue pendant la validation : écrit ou non, on ne sait pas.",
                 "The connection broke during the commit: written or not, nobody knows."},
    .remedy = {"Cherchez l'enregistrement avant de recommencer, avec la même clé d'idempotence.",
               "Look for the record before you try again, with the same idempotency key."}};
constexpr ErrorType read_only{
    .slug = "database-read-only",
    .status = Status::internal,
    .title = {"Écriture en lecture seule", "Write in a read-only session"},
    .sentence = {"Une lecture a tenté d'écrire ; le serveur de base l'a refusé.",
                 "A reading action tried to write; the database server refused."},
    .remedy = {"C'est un défaut du connecteur : signalez-le à son éditeur.",
               "This is a fault of the connector: tell its publisher."}};
constexpr ErrorType statement{
    .slug = "database-statement",
    .status = Status::internal,
    .title = {"Requête refusée", "Statement refused"},
    .sentence = {"La base refuse une requête du connecteur.",
                 "The database refuses a statement of the connector."},
    .remedy = {"C'est un défaut du connecteur ou une version inconnue : signalez-le à son éditeur.",
               "A fault of the connector, or an unknown version: tell its publisher."}};
}  // namespace sql_error

/// All of them, and those of the action itself.
inline std::vector<const ErrorType*> sql_errors(std::vector<const ErrorType*> own = {}) {
  using namespace sql_error;
  for (const auto* error :
       {&settings, &unreachable, &refused, &right_missing, &schema, &value, &constraint, &busy,
        &sessions_taken, &timeout, &lost, &commit_unknown, &read_only, &statement})
    own.push_back(error);
  return own;
}

}  // namespace ecluse
