// SPDX-License-Identifier: EUPL-1.2
// Matching, the status of the import and the trigger, described.
#pragma once

#include "describe_deaths.hpp"

namespace ecluse {

template <>
constexpr auto describe<deces::Person> =
    fields(field<&deces::Person::reference>("Votre référence", "Your reference")
               .describe("Rendue telle quelle : un numéro d'électeur, par exemple",
                         "Given back as it is: a voter's number, say")
               .length(1, 100),
           field<&deces::Person::name>("Nom de naissance", "Name at birth")
               .length(1, 80)
               .personal(Personal::identity)
               .example("MARTIN"),
           field<&deces::Person::used_name>("Nom d'usage", "Used name")
               .length(1, 80)
               .personal(Personal::identity),
           field<&deces::Person::given_names>("Prénoms", "Given names")
               .length(1, 80)
               .personal(Personal::identity),
           field<&deces::Person::birth_date>("Date de naissance", "Date of birth")
               .personal(Personal::identity),
           field<&deces::Person::birth_place>("Commune de naissance", "Commune of birth")
               .format(Format::insee_commune)
               .personal(Personal::identity),
           field<&deces::Person::sex>("Sexe", "Sex").personal(Personal::identity));
template <>
constexpr auto describe<deces::MatchPersons> = fields(
    field<&deces::MatchPersons::persons>("Personnes", "Persons").items(1, 200),
    field<&deces::MatchPersons::least_score>("Score minimal", "Least score")
        .describe("De 0 à 100 ; en dessous, rien n'est proposé",
                  "From 0 to 100; nothing below is proposed")
        .range(1, 100)
        .fallback(60),
    field<&deces::MatchPersons::most_matches>("Rapprochements par personne", "Matches a person")
        .range(1, 10)
        .fallback(3));
template <>
constexpr auto describe<deces::Proposal> = choices(
    choice<deces::Proposal::none>("none", "Aucun rapprochement", "No match"),
    choice<deces::Proposal::check>("check", "À vérifier", "To be checked"),
    choice<deces::Proposal::deceased>("deceased", "Décès très probable", "Very probably deceased"),
    choice<deces::Proposal::ambiguous>("ambiguous", "Plusieurs décès possibles",
                                       "Several deaths possible"));
template <>
constexpr auto describe<deces::WhyRow> = fields(field<&deces::WhyRow::code>("Code", "Code"),
                                                field<&deces::WhyRow::points>("Points", "Points"),
                                                field<&deces::WhyRow::sentence>("Phrase",
                                                                                "Sentence"));
template <>
constexpr auto describe<deces::MatchRow> =
    fields(field<&deces::MatchRow::score>("Score", "Score").describe("De 0 à 100", "From 0 to 100"),
           field<&deces::MatchRow::reasons>("Raisons", "Reasons"),
           field<&deces::MatchRow::death>("Décès", "Death").personal(Personal::identity));
template <>
constexpr auto describe<deces::PersonMatches> =
    fields(field<&deces::PersonMatches::position>("Rang dans la liste", "Position in the list")
               .describe("À partir de 1", "From 1"),
           field<&deces::PersonMatches::reference>("Votre référence", "Your reference"),
           field<&deces::PersonMatches::proposal>("Proposition", "Proposal")
               .describe("Une proposition : un agent vérifie avant toute radiation",
                         "A proposal: an agent checks before anybody is struck off"),
           field<&deces::PersonMatches::sentence>("Phrase", "Sentence"),
           field<&deces::PersonMatches::matches>("Rapprochements", "Matches")
               .personal(Personal::identity));
template <>
constexpr auto describe<deces::Matches> = fields(field<&deces::Matches::items>("Personnes",
                                                                               "Persons"));

template <>
constexpr auto describe<deces::Nothing> = fields();
template <>
constexpr auto describe<deces::ImportState> =
    choices(choice<deces::ImportState::never>("never", "Pas encore fait", "Not done yet"),
            choice<deces::ImportState::idle>("idle", "À jour", "Up to date"),
            choice<deces::ImportState::running>("running", "En cours", "Under way"),
            choice<deces::ImportState::interrupted>("interrupted", "Interrompu, il reprendra",
                                                    "Interrupted, it will go on"));
template <>
constexpr auto describe<deces::FolderState> =
    choices(choice<deces::FolderState::reachable>("reachable", "Joignable", "Reachable"),
            choice<deces::FolderState::unreachable>("unreachable", "Injoignable", "Unreachable"),
            choice<deces::FolderState::forbidden>("forbidden", "Interdit", "Forbidden"));
template <>
constexpr auto describe<deces::FileKind> = choices(
    choice<deces::FileKind::deaths>("deaths", "Décès", "Deaths"),
    choice<deces::FileKind::opposition>("opposition", "Liste d'opposition", "Opposition list"));
template <>
constexpr auto describe<deces::FileState> =
    choices(choice<deces::FileState::ready>("ready", "Importé", "Imported"),
            choice<deces::FileState::importing>("importing", "En cours", "Under way"),
            choice<deces::FileState::rejected>("rejected", "Refusé", "Rejected"),
            choice<deces::FileState::delayed>("delayed", "Reporté", "Delayed"));
template <>
constexpr auto describe<deces::ByteRow> =
    fields(field<&deces::ByteRow::line>("Ligne", "Line"),
           field<&deces::ByteRow::offset>("Octet", "Byte")
               .describe("Depuis le début du fichier, à partir de 0",
                         "From the start of the file, from 0"));
template <>
constexpr auto describe<deces::FindingRow> = fields(
    field<&deces::FindingRow::code>("Code", "Code"),
    field<&deces::FindingRow::count>("Nombre", "Count"),
    field<&deces::FindingRow::sentence>("Phrase", "Sentence"),
    field<&deces::FindingRow::places>("Premiers endroits", "First places")
        .describe("Les cinq premiers, sans les données", "The first five, without the data"));
template <>
constexpr auto describe<deces::FileRow> = fields(
    field<&deces::FileRow::file>("Fichier", "File"), field<&deces::FileRow::kind>("Genre", "Kind"),
    field<&deces::FileRow::state>("État", "State"),
    field<&deces::FileRow::reason>("Raison", "Reason"),
    field<&deces::FileRow::bytes>("Octets", "Bytes"),
    field<&deces::FileRow::bytes_done>("Octets lus", "Bytes read"),
    field<&deces::FileRow::lines>("Lignes", "Lines"),
    field<&deces::FileRow::records>("Enregistrements", "Records"),
    field<&deces::FileRow::findings>("Anomalies", "Findings"));
template <>
constexpr auto describe<deces::ProgressRow> =
    fields(field<&deces::ProgressRow::file>("Fichier en cours", "File under way"),
           field<&deces::ProgressRow::files>("Fichiers", "Files"),
           field<&deces::ProgressRow::files_done>("Fichiers faits", "Files done"),
           field<&deces::ProgressRow::bytes>("Octets", "Bytes"),
           field<&deces::ProgressRow::bytes_done>("Octets faits", "Bytes done"),
           field<&deces::ProgressRow::lines_done>("Lignes faites", "Lines done"),
           field<&deces::ProgressRow::lines_per_second>("Lignes par seconde", "Lines a second"),
           field<&deces::ProgressRow::bytes_per_second>("Octets par seconde", "Bytes a second"),
           field<&deces::ProgressRow::seconds_left>("Secondes restantes", "Seconds left"));
template <>
constexpr auto describe<deces::ImportStatus> = fields(
    field<&deces::ImportStatus::state>("État de l'import", "State of the import"),
    field<&deces::ImportStatus::folder>("Dossier", "Folder"),
    field<&deces::ImportStatus::records>("Enregistrements", "Records")
        .describe("De tous les fichiers, doublons compris", "Of all files, repeated ones included"),
    field<&deces::ImportStatus::withdrawn>("Oppositions", "Oppositions")
        .describe("Entrées des listes d'opposition lues",
                  "Entries of the opposition lists that were read"),
    field<&deces::ImportStatus::progress>("Progression", "Progress")
        .describe("De l'import en cours, sinon du dernier",
                  "Of the import under way, else of the last one"),
    field<&deces::ImportStatus::files>("Fichiers", "Files"));

template <>
constexpr auto describe<deces::Side> = choices(
    choice<deces::Side::any>("any", "Décès ou naissance dans la commune",
                             "Death or birth in the commune"),
    choice<deces::Side::death>("death", "Décès dans la commune", "Death in the commune"),
    choice<deces::Side::birth>("birth", "Naissance dans la commune", "Birth in the commune"));
template <>
constexpr auto describe<deces::WatchParams> =
    fields(field<&deces::WatchParams::communes>("Communes suivies", "Watched communes")
               .describe("Codes INSEE ; une ville comprend ses arrondissements et son ancien code",
                         "INSEE codes; a town includes its arrondissements and its former code")
               .items(1, 100),
           field<&deces::WatchParams::side>("Rapport à la commune", "Relation to the commune")
               .fallback("any"));
template <>
constexpr auto describe<deces::Notice> = fields(field<&deces::Notice::reference>("Référence",
                                                                                 "Reference")
                                                    .describe("Pour get-death", "For get-death"));

}  // namespace ecluse
