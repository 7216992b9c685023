// SPDX-License-Identifier: EUPL-1.2
// Settings, the record of a death, and the questions for records, described.
#pragma once

#include "answers.hpp"

namespace ecluse {

template <>
constexpr auto describe<deces::Settings> =
    fields(field<&deces::Settings::folder>("Dossier des fichiers", "Folder of the files")
               .describe("Où l'on dépose les fichiers deces-*.txt ou .csv de l'INSEE et les listes "
                         "fichier-opposition-deces-*.csv",
                         "Where INSEE's files deces-*.txt or .csv and the lists "
                         "fichier-opposition-deces-*.csv are put")
               .format(Format::folder)
               .example("/srv/insee/deces"),
           field<&deces::Settings::settle>("Attente avant lecture", "Wait before reading")
               .describe("Un fichier est lu quand taille et date n'ont pas bougé pendant ce temps",
                         "A file is read when size and time stood still for so long")
               .format(Format::duration)
               .fallback("10s")
               .advanced(),
           field<&deces::Settings::opposition_required>("Liste d'opposition exigée",
                                                        "Opposition list required")
               .describe("Sans liste d'opposition lue, aucune réponse ne contient de décès",
                         "No answer holds a death before an opposition list was read")
               .fallback(false)
               .advanced());

template <>
constexpr auto describe<deces::Sex> =
    choices(choice<deces::Sex::unknown>("unknown", "Non renseigné", "Not told"),
            choice<deces::Sex::male>("male", "Masculin", "Male"),
            choice<deces::Sex::female>("female", "Féminin", "Female"));
template <>
constexpr auto describe<deces::Remark> = fields(field<&deces::Remark::code>("Code", "Code"),
                                                field<&deces::Remark::sentence>("Phrase",
                                                                                "Sentence"));

template <>
constexpr auto describe<deces::Death> = fields(
    field<&deces::Death::reference>("Référence", "Reference")
        .describe("La même quel que soit le fichier qui contient ce décès",
                  "The same whichever file holds this death"),
    field<&deces::Death::family_name>("Nom de naissance", "Name at birth")
        .personal(Personal::identity),
    field<&deces::Death::given_names>("Prénoms", "Given names").personal(Personal::identity),
    field<&deces::Death::sex>("Sexe", "Sex").personal(Personal::identity),
    field<&deces::Death::birth_date>("Date de naissance", "Date of birth")
        .describe("Partielle si le jour ou le mois n'est pas connu ; absente si elle est inconnue",
                  "Partial when day or month is unknown; absent when unknown")
        .personal(Personal::identity),
    field<&deces::Death::birth_date_written>("Date de naissance écrite", "Date of birth as written")
        .describe("AAAAMMJJ, quand une telle date n'existe pas",
                  "YYYYMMDD, when there is no such date")
        .personal(Personal::identity),
    field<&deces::Death::birth_place>("Lieu de naissance", "Place of birth")
        .describe("Code INSEE tel qu'écrit", "INSEE code as written")
        .personal(Personal::identity),
    field<&deces::Death::birth_place_today>("Lieu de naissance actuel", "Place of birth today")
        .describe("Le code actuel, quand l'ancien est écrit",
                  "Today's code, when a former one is written")
        .personal(Personal::identity),
    field<&deces::Death::birth_town>("Commune de naissance", "Town of birth")
        .personal(Personal::identity),
    field<&deces::Death::birth_country>("Pays de naissance", "Country of birth")
        .personal(Personal::identity),
    field<&deces::Death::death_date>("Date du décès", "Date of death")
        .describe("Partielle si le jour ou le mois n'est pas connu",
                  "Partial when day or month is unknown")
        .personal(Personal::identity),
    field<&deces::Death::death_date_written>("Date du décès écrite", "Date of death as written")
        .describe("AAAAMMJJ, quand une telle date n'existe pas",
                  "YYYYMMDD, when there is no such date")
        .personal(Personal::identity),
    field<&deces::Death::death_place>("Lieu du décès", "Place of death")
        .describe("Code INSEE tel qu'écrit", "INSEE code as written")
        .personal(Personal::identity),
    field<&deces::Death::death_place_today>("Lieu du décès actuel", "Place of death today")
        .describe("Le code actuel, quand l'ancien est écrit",
                  "Today's code, when a former one is written")
        .personal(Personal::identity),
    field<&deces::Death::act_number>("Numéro de l'acte", "Number of the record")
        .personal(Personal::identity),
    field<&deces::Death::remarks>("Remarques", "Remarks")
        .describe("Ce que la ligne a d'étrange", "What is odd about the line"));
template <>
constexpr auto describe<deces::DeathPage> =
    fields(field<&deces::DeathPage::items>("Décès", "Deaths"),
           field<&deces::DeathPage::cursor>("Curseur suivant", "Next cursor"));

template <>
constexpr auto describe<deces::ListDeaths> = fields(
    field<&deces::ListDeaths::since>("Depuis le", "Since")
        .describe("Jour du décès ; une date partielle compte si l'un de ses jours convient",
                  "Day of death; a partial date counts when one of its days does")
        .example("2026-01-01"),
    field<&deces::ListDeaths::until>("Jusqu'au", "Until"),
    field<&deces::ListDeaths::death_place>("Commune du décès", "Commune of death")
        .describe("Code INSEE ; Paris, Lyon et Marseille comprennent leurs arrondissements",
                  "INSEE code; Paris, Lyon and Marseille include their arrondissements")
        .format(Format::insee_commune)
        .example("75056"),
    field<&deces::ListDeaths::birth_place>("Commune de naissance", "Commune of birth")
        .format(Format::insee_commune),
    field<&deces::ListDeaths::page_size>("Taille de page", "Page size").range(1, 500).fallback(50),
    field<&deces::ListDeaths::cursor>("Curseur", "Cursor").length(1, 100));
template <>
constexpr auto describe<deces::SearchDeaths> = fields(
    field<&deces::SearchDeaths::name>("Nom de naissance", "Name at birth")
        .describe("Accents, casse et traits d'union indifférents ; MART* prend aussi MARTINEZ",
                  "Accents, case and hyphens ignored; MART* takes MARTINEZ too")
        .length(1, 80)
        .personal(Personal::identity)
        .example("MARTIN"),
    field<&deces::SearchDeaths::given_names>("Prénoms", "Given names")
        .describe("Débuts de prénoms, dans n'importe quel ordre",
                  "Beginnings of given names, in any order")
        .length(1, 80)
        .personal(Personal::identity),
    field<&deces::SearchDeaths::birth_date>("Date de naissance", "Date of birth")
        .describe("Partielle ou entière ; ce qui peut être cette date correspond",
                  "Partial or whole; what may be that date matches")
        .personal(Personal::identity),
    field<&deces::SearchDeaths::died_from>("Décès à partir du", "Died from"),
    field<&deces::SearchDeaths::died_until>("Décès jusqu'au", "Died until"),
    field<&deces::SearchDeaths::death_place>("Commune du décès", "Commune of death")
        .format(Format::insee_commune),
    field<&deces::SearchDeaths::birth_place>("Commune de naissance", "Commune of birth")
        .format(Format::insee_commune),
    field<&deces::SearchDeaths::page_size>("Taille de page", "Page size")
        .range(1, 500)
        .fallback(50),
    field<&deces::SearchDeaths::cursor>("Curseur", "Cursor").length(1, 100));
template <>
constexpr auto describe<deces::ByReference> =
    fields(field<&deces::ByReference::reference>("Référence", "Reference")
               .describe("D'un événement ou d'une réponse", "Of an event or an answer")
               .length(1, 60));

}  // namespace ecluse
