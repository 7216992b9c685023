// SPDX-License-Identifier: EUPL-1.2
// Every way to fail, with its sentence and remedy. Parameters never hold personal data.
#pragma once

#include <ecluse/connector.hpp>

namespace ecluse::deces::errors {

constexpr ErrorType folder_unreachable{
    .slug = "folder-unreachable",
    .status = Status::unavailable,
    .title = {"Dossier injoignable", "Folder unreachable"},
    .sentence = {"Le dossier des fichiers de décès ({folder}) est injoignable.",
                 "The folder of the death files ({folder}) cannot be reached."},
    .remedy = {"Vérifiez que le partage est monté ; rien n'a été considéré comme supprimé.",
               "Check that the share is mounted; nothing was taken as deleted."}};
constexpr ErrorType folder_forbidden{
    .slug = "folder-forbidden",
    .status = Status::permission_denied,
    .title = {"Dossier interdit", "Folder forbidden"},
    .sentence = {"Le compte de service n'a pas le droit de lire le dossier ({folder}).",
                 "The service account may not read the folder ({folder})."},
    .remedy = {"Donnez au compte la liste et la lecture sur ce dossier.",
               "Give the account list and read on this folder."}};
constexpr ErrorType criteria_missing{
    .slug = "criteria-missing",
    .status = Status::invalid_argument,
    .title = {"Critère manquant", "Criterion missing"},
    .sentence = {"Il faut au moins un nom, une date ou une commune.",
                 "At least a name, a date or a commune is needed."},
    .remedy = {"Renseignez name, birth_date, death_place, birth_place, died_from ou died_until.",
               "Give name, birth_date, death_place, birth_place, died_from or died_until."}};
constexpr ErrorType cursor_invalid{
    .slug = "cursor-invalid",
    .status = Status::invalid_argument,
    .title = {"Curseur invalide", "Invalid cursor"},
    .sentence = {"Ce curseur n'a pas été donné par cette action.",
                 "This cursor was not given by this action."},
    .remedy = {"Recommencez sans curseur.", "Begin again without a cursor."}};
constexpr ErrorType cursor_expired{
    .slug = "cursor-expired",
    .status = Status::failed_precondition,
    .title = {"Curseur périmé", "Cursor expired"},
    .sentence = {"Le fichier où cette page s'arrêtait a été remplacé ou retiré depuis.",
                 "The file in which this page ended was replaced or removed since."},
    .remedy = {"Recommencez sans curseur.", "Begin again without a cursor."}};
constexpr ErrorType commune_invalid{
    .slug = "commune-invalid",
    .status = Status::invalid_argument,
    .title = {"Code de commune invalide", "Invalid commune code"},
    .sentence = {"{code} n'est pas un code INSEE de commune.",
                 "{code} is no INSEE code of a commune."},
    .remedy = {"Donnez le code INSEE à cinq caractères, pas le code postal.",
               "Give the INSEE code of five characters, not the postal code."}};
constexpr ErrorType death_unknown{
    .slug = "death-unknown",
    .status = Status::not_found,
    .title = {"Décès inconnu", "Unknown death"},
    .sentence = {"Aucun décès des fichiers lus ne porte cette référence.",
                 "No death of the files that were read has this reference."},
    .remedy = {"Son fichier a pu être retiré, ou le décès figurer sur une liste d'opposition.",
               "Its file may be gone, or the death may stand on an opposition list."}};
constexpr ErrorType opposition_missing{
    .slug = "opposition-missing",
    .status = Status::failed_precondition,
    .title = {"Liste d'opposition manquante", "Opposition list missing"},
    .sentence =
        {"Aucune liste d'opposition n'a été lue, et le réglage opposition_required l'exige.",
         "No opposition list was read, and the setting opposition_required demands one."},
    .remedy = {"Déposez fichier-opposition-deces-AAAA-MM.csv, de data.gouv.fr, dans le dossier.",
               "Put fichier-opposition-deces-YYYY-MM.csv, from data.gouv.fr, into the folder."}};
constexpr ErrorType index_missing{
    .slug = "index-missing",
    // Not "unavailable": it passes by itself, and a host that counts failures must not shut the
    // system meanwhile.
    .status = Status::resource_exhausted,
    .title = {"Fichiers pas encore importés", "Files not imported yet"},
    .sentence = {"Les fichiers de décès ne sont pas encore importés.",
                 "The death files are not imported yet."},
    .remedy = {"Suivez l'import avec get-import-status ou ecluse system NOM import.",
               "Follow the import with get-import-status or ecluse system NAME import."}};
constexpr ErrorType index_broken{
    .slug = "index-broken",
    .status = Status::data_loss,
    .title = {"Index abîmé", "Index broken"},
    .sentence = {"L'index des décès ne peut pas être lu ({reason}).",
                 "The index of deaths cannot be read ({reason})."},
    .remedy = {"Supprimez deaths.db du dossier d'état du système : il sera reconstruit.",
               "Delete deaths.db in the system's state folder: it will be rebuilt."}};
constexpr ErrorType index_full{
    .slug = "index-full",
    .status = Status::resource_exhausted,
    .title = {"Disque plein", "Disk full"},
    .sentence = {"L'index des décès ne peut pas grandir : le disque est plein.",
                 "The index of deaths cannot grow: the disk is full."},
    .remedy = {"Prévoyez deux fois la taille des fichiers dans le dossier d'état.",
               "Have twice the size of the files free in the state folder."}};
constexpr ErrorType index_busy{.slug = "index-busy",
                               .status = Status::aborted,
                               .title = {"Import en cours", "Import under way"},
                               .sentence = {"Un autre import est en cours et ne rend pas la main.",
                                            "Another import is under way and does not end."},
                               .remedy = {"Réessayez plus tard.", "Try again later."}};

}  // namespace ecluse::deces::errors
