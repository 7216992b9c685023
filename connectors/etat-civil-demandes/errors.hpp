// SPDX-License-Identifier: EUPL-1.2
// Every way to fail, with its sentence and remedy. Parameters never hold personal data.
#pragma once

#include <ecluse/connector.hpp>

namespace ecluse::civil::errors {

constexpr ErrorType folder_unreachable{
    .slug = "folder-unreachable",
    .status = Status::unavailable,
    .title = {"Dossier injoignable", "Folder unreachable"},
    .sentence = {"Le dossier {folder} est injoignable.", "The folder {folder} cannot be reached."},
    .remedy = {"Vérifiez que le partage est monté ; rien n'a été considéré comme supprimé.",
               "Check that the share is mounted; nothing was taken as deleted."}};
constexpr ErrorType folder_forbidden{
    .slug = "folder-forbidden",
    .status = Status::permission_denied,
    .title = {"Dossier interdit", "Folder forbidden"},
    .sentence = {"Le compte de service n'a pas le droit d'accéder au dossier {folder}.",
                 "The service account may not access the folder {folder}."},
    .remedy = {"Donnez au compte la lecture sur inbox, la lecture et l'écriture sur outbox.",
               "Give the account read on inbox, read and write on outbox."}};
constexpr ErrorType file_unknown{
    .slug = "file-unknown",
    .status = Status::not_found,
    .title = {"Fichier inconnu", "Unknown file"},
    .sentence = {"Le dossier d'arrivée ne contient pas {file}.", "The inbox does not hold {file}."},
    .remedy = {"Prenez un nom donné par search-requests ou list-rejected.",
               "Use a name given by search-requests or list-rejected."}};
constexpr ErrorType file_gone{.slug = "file-gone",
                              .status = Status::aborted,
                              .title = {"Fichier parti", "File gone"},
                              .sentence = {"Le fichier {file} a été retiré pendant la lecture.",
                                           "The file {file} was taken away while it was read."},
                              .remedy = {"Refaites la recherche.", "Search again."}};
constexpr ErrorType file_changed{
    .slug = "file-changed",
    .status = Status::aborted,
    .title = {"Fichier en cours d'écriture", "File being written"},
    .sentence = {"Le fichier {file} change pendant la lecture.",
                 "The file {file} changes while it is read."},
    .remedy = {"Réessayez dans quelques secondes.", "Try again in some seconds."}};
constexpr ErrorType file_too_large{
    .slug = "file-too-large",
    .status = Status::resource_exhausted,
    .title = {"Fichier trop grand", "File too large"},
    .sentence = {"Le fichier {file} dépasse {limit} octets : ce n'est pas une demande.",
                 "The file {file} is larger than {limit} bytes: it is no request."},
    .remedy = {"Retirez-le du dossier d'arrivée.", "Remove it from the inbox."}};
constexpr ErrorType file_unreadable{
    .slug = "file-unreadable",
    .status = Status::data_loss,
    .title = {"Fichier illisible", "Unreadable file"},
    .sentence = {"Le fichier {file} ne peut pas être lu ({reason}, ligne {line}).",
                 "The file {file} cannot be read ({reason}, line {line})."},
    .remedy = {"Appelez validate-request pour le détail.", "Call validate-request for details."}};
constexpr ErrorType request_unknown{
    .slug = "request-unknown",
    .status = Status::not_found,
    .title = {"Demande inconnue", "Unknown request"},
    .sentence = {"Aucune demande ne porte l'identifiant {id}.", "No request has the id {id}."},
    .remedy = {"Vérifiez l'identifiant avec search-requests.",
               "Check the id with search-requests."}};
constexpr ErrorType request_taken{
    .slug = "request-taken",
    .status = Status::failed_precondition,
    .title = {"Demande déjà prise en charge", "Request already taken"},
    .sentence = {"La demande {id} a quitté le dossier d'arrivée.",
                 "The request {id} left the inbox."},
    .remedy = {"Consultez-la dans le logiciel d'état civil.",
               "Look at it in the civil-status software."}};
constexpr ErrorType id_or_file_missing{
    .slug = "id-or-file-missing",
    .status = Status::invalid_argument,
    .title = {"Ni identifiant ni fichier", "Neither id nor file"},
    .sentence = {"Indiquez id ou file.", "Give id or file."},
    .remedy = {"Reliez le champ id de la recherche ou de l'événement.",
               "Connect the field id of the search or of the event."}};
constexpr ErrorType cursor_invalid{
    .slug = "cursor-invalid",
    .status = Status::invalid_argument,
    .title = {"Curseur invalide", "Invalid cursor"},
    .sentence = {"Ce curseur n'a pas été donné par cette action.",
                 "This cursor was not given by this action."},
    .remedy = {"Recommencez sans curseur.", "Begin again without a cursor."}};
constexpr ErrorType outbox_missing{
    .slug = "outbox-missing",
    .status = Status::failed_precondition,
    .title = {"Dossier de sortie absent", "No outbox"},
    .sentence = {"Le réglage outbox n'est pas renseigné.", "The setting outbox is not set."},
    .remedy = {"Ajoutez settings.outbox au système dans ecluse.toml.",
               "Add settings.outbox to the system in ecluse.toml."}};
constexpr ErrorType built_invalid{
    .slug = "built-invalid",
    .status = Status::invalid_argument,
    .title = {"Demande refusée par le format", "Refused by the format"},
    .sentence = {"La demande ne peut pas être écrite : {code} sur {field}.",
                 "The request cannot be written: {code} on {field}."},
    .remedy = {"Corrigez ce champ ; rien n'a été écrit.",
               "Correct this field; nothing was written."}};
constexpr ErrorType event_date_missing{
    .slug = "event-date-missing",
    .status = Status::invalid_argument,
    .title = {"Date de l'événement manquante", "Date of the event missing"},
    .sentence = {"CityWeb exige la date de l'événement, que cette demande DILA ne donne pas.",
                 "CityWeb needs the date of the event, which this DILA request does not give."},
    .remedy = {"Renseignez event_from (et event_to pour une période).",
               "Give event_from (and event_to for a period)."}};
constexpr ErrorType not_dila{.slug = "not-dila",
                             .status = Status::failed_precondition,
                             .title = {"Déjà au format CityWeb", "Already CityWeb"},
                             .sentence = {"La demande {id} est déjà au format CityWeb.",
                                          "The request {id} is CityWeb already."},
                             .remedy = {"Seules les demandes DILA sont à transmettre.",
                                        "Only DILA requests need forwarding."}};
constexpr ErrorType name_taken{
    .slug = "outbox-name-taken",
    .status = Status::already_exists,
    .title = {"Nom déjà pris", "Name taken"},
    .sentence = {"Le dossier de sortie contient déjà {file}, illisible ou différent.",
                 "The outbox already holds {file}, unreadable or different."},
    .remedy = {"Retirez ce fichier, puis recommencez avec une nouvelle clé d'idempotence.",
               "Remove the file, then try again with a new idempotency key."}};
constexpr ErrorType schema_unusable{
    .slug = "schema-unusable",
    .status = Status::failed_precondition,
    .title = {"Schéma inutilisable", "Schema unusable"},
    .sentence = {"Le fichier XSD ne peut pas être utilisé ({reason}).",
                 "The XSD file cannot be used ({reason})."},
    .remedy = {"Donnez un XSD d'un seul fichier, sans import ni DOCTYPE.",
               "Give an XSD in one file, without import or DOCTYPE."}};
constexpr ErrorType index_missing{
    .slug = "index-missing",
    .status = Status::unavailable,
    .title = {"Index absent", "No index"},
    .sentence = {"L'index des demandes n'est pas encore construit.",
                 "The index of requests is not built yet."},
    .remedy = {"Réessayez dans une minute.", "Try again in a minute."}};
constexpr ErrorType index_broken{
    .slug = "index-broken",
    .status = Status::data_loss,
    .title = {"Index abîmé", "Index broken"},
    .sentence = {"L'index des demandes ne peut pas être lu ({reason}).",
                 "The index of requests cannot be read ({reason})."},
    .remedy = {"Supprimez index.db du dossier d'état du système : il sera reconstruit.",
               "Delete index.db in the system's state folder: it will be rebuilt."}};
constexpr ErrorType index_full{
    .slug = "index-full",
    .status = Status::resource_exhausted,
    .title = {"Disque plein", "Disk full"},
    .sentence = {"L'index des demandes ne peut pas grandir : le disque est plein.",
                 "The index of requests cannot grow: the disk is full."},
    .remedy = {"Libérez de la place dans le dossier d'état.", "Free room in the state folder."}};

}  // namespace ecluse::civil::errors
