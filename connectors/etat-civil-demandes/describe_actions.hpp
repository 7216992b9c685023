// SPDX-License-Identifier: EUPL-1.2
// Settings, inputs and outputs of the actions, described.
#pragma once

#include "describe_request.hpp"

namespace ecluse {

template <>
constexpr auto describe<civil::Settings> =
    fields(field<&civil::Settings::inbox>("Dossier d'arrivée", "Inbox")
               .describe("Où le portail ou le hub dépose les demandes",
                         "Where the portal or the hub drops requests")
               .format(Format::folder)
               .example("/srv/etat-civil/demandes"),
           field<&civil::Settings::outbox>("Dossier de sortie", "Outbox")
               .describe("Où CityWeb vient prendre les demandes", "Where CityWeb fetches requests")
               .format(Format::folder)
               .example("/srv/etat-civil/vers-cityweb"),
           field<&civil::Settings::cityweb_schema>("Schéma CityWeb", "CityWeb schema")
               .describe("Fichier XSD remis par Digitech", "XSD file from Digitech")
               .format(Format::file)
               .example("/etc/ecluse/etatcivil.xsd")
               .advanced(),
           field<&civil::Settings::dila_schema>("Schéma DILA", "DILA schema")
               .describe("Fichier XSD du hub DILA", "XSD file of the DILA hub")
               .format(Format::file)
               .example("/etc/ecluse/dila.xsd")
               .advanced(),
           field<&civil::Settings::settle>("Attente avant lecture", "Wait before reading")
               .describe("Un fichier est lu quand taille et date n'ont pas bougé pendant ce temps",
                         "A file is read when size and time stood still for so long")
               .format(Format::duration)
               .fallback("10s")
               .advanced(),
           field<&civil::Settings::waiting_hours>("Heures d'attente", "Hours of waiting")
               .describe("Au-delà, une demande encore présente est signalée",
                         "A request still there after so long is told")
               .range(1, 8760)
               .fallback(48),
           field<&civil::Settings::keep_days>("Jours de conservation", "Days kept")
               .describe("De la ligne d'index d'une demande prise en charge",
                         "Of the index line of a request that was taken")
               .range(0, 366)
               .fallback(30)
               .advanced());

template <>
constexpr auto describe<civil::RequestState> =
    choices(choice<civil::RequestState::waiting>("waiting", "En attente dans le dossier",
                                                 "Waiting in the folder"),
            choice<civil::RequestState::taken>("taken", "Prise en charge", "Taken"));
template <>
constexpr auto describe<civil::Severity> =
    choices(choice<civil::Severity::error>("error", "Erreur", "Error"),
            choice<civil::Severity::warning>("warning", "Avertissement", "Warning"),
            choice<civil::Severity::note>("note", "Remarque", "Note"));

template <>
constexpr auto describe<civil::Search> = fields(
    field<&civil::Search::name>("Nom", "Name")
        .describe("Début des noms ou prénoms, accents et casse indifférents",
                  "Beginnings of names, accents and case ignored")
        .length(1, 80)
        .personal(Personal::identity)
        .example("MARTIN"),
    field<&civil::Search::type>("Type d'acte", "Type of record"),
    field<&civil::Search::nature>("Document", "Document"),
    field<&civil::Search::state>("État", "State"),
    field<&civil::Search::event_from>("Événement à partir de", "Event from")
        .describe("Une date partielle correspond si l'un de ses jours convient",
                  "A partial date matches when one of its days does"),
    field<&civil::Search::event_to>("Événement jusqu'à", "Event until"),
    field<&civil::Search::page_size>("Taille de page", "Page size").range(1, 500).fallback(50),
    field<&civil::Search::cursor>("Curseur", "Cursor").length(1, 100));
template <>
constexpr auto describe<civil::Row> = fields(
    field<&civil::Row::id>("Identifiant", "Id"), field<&civil::Row::file>("Fichier", "File"),
    field<&civil::Row::format>("Format", "Format"),
    field<&civil::Row::type>("Type d'acte", "Type of record"),
    field<&civil::Row::nature>("Document", "Document"), field<&civil::Row::state>("État", "State"),
    field<&civil::Row::family_name>("Nom", "Family name").personal(Personal::identity),
    field<&civil::Row::first_names>("Prénoms", "First names").personal(Personal::identity),
    field<&civil::Row::requested_at>("Demandé le", "Requested at"),
    field<&civil::Row::event_from>("Événement du", "Event from"),
    field<&civil::Row::event_to>("Événement au", "Event until"),
    field<&civil::Row::received_at>("Reçu le", "Received at").format(Format::date_time),
    field<&civil::Row::findings>("Anomalies", "Findings"));
template <>
constexpr auto describe<civil::Page> = fields(field<&civil::Page::items>("Demandes", "Requests"),
                                              field<&civil::Page::cursor>("Curseur suivant",
                                                                          "Next cursor"));
template <>
constexpr auto describe<civil::ById> =
    fields(field<&civil::ById::id>("Identifiant", "Id").length(1, 500).example("EC-2024-000123"));
template <>
constexpr auto describe<civil::FindingRow> =
    fields(field<&civil::FindingRow::severity>("Gravité", "Severity"),
           field<&civil::FindingRow::code>("Code", "Code"),
           field<&civil::FindingRow::field>("Champ", "Field"),
           field<&civil::FindingRow::line>("Ligne", "Line"),
           field<&civil::FindingRow::sentence>("Phrase", "Sentence"));
template <>
constexpr auto describe<civil::OneRequest> = fields(
    field<&civil::OneRequest::request>("Demande", "Request").personal(Personal::identity),
    field<&civil::OneRequest::file>("Fichier", "File"),
    field<&civil::OneRequest::received_at>("Reçu le", "Received at").format(Format::date_time),
    field<&civil::OneRequest::findings>("Anomalies", "Findings"));
template <>
constexpr auto describe<civil::WhichFile> =
    fields(field<&civil::WhichFile::id>("Identifiant", "Id").length(1, 500),
           field<&civil::WhichFile::file>("Fichier", "File")
               .describe("Nom dans le dossier d'arrivée", "Name in the inbox")
               .length(1, 255));
template <>
constexpr auto describe<civil::Verdict> =
    fields(field<&civil::Verdict::file>("Fichier", "File"),
           field<&civil::Verdict::format>("Format", "Format"),
           field<&civil::Verdict::readable>("Lisible", "Readable"),
           field<&civil::Verdict::valid>("Sans erreur", "Without error"),
           field<&civil::Verdict::schema_checked>("Schéma vérifié", "Schema checked"),
           field<&civil::Verdict::findings>("Anomalies", "Findings"));
template <>
constexpr auto describe<civil::Build> = fields(
    field<&civil::Build::id>("Identifiant", "Id")
        .describe("À défaut, Écluse en donne un", "Écluse gives one when absent")
        .length(1, 60),
    field<&civil::Build::type>("Type d'acte", "Type of record"),
    field<&civil::Build::nature>("Document", "Document"),
    field<&civil::Build::copies>("Exemplaires", "Copies").range(1, 20).fallback(1),
    field<&civil::Build::requested_at>("Demandé le", "Requested at")
        .describe("À défaut, maintenant", "Now when absent")
        .format(Format::date_time),
    field<&civil::Build::applicant>("Demandeur", "Applicant")
        .describe("Si ce n'est pas l'intéressé", "When not the person concerned")
        .personal(Personal::identity),
    field<&civil::Build::subject>("Intéressé", "Person concerned").personal(Personal::identity),
    field<&civil::Build::spouse>("Conjoint", "Spouse").personal(Personal::identity),
    field<&civil::Build::subject_role>("Rôle de l'intéressé", "Role of the person")
        .describe("Pour une reconnaissance", "For a recognition"),
    field<&civil::Build::event_from>("Événement du", "Event from"),
    field<&civil::Build::event_to>("Événement au", "Event until"),
    field<&civil::Build::event_place>("Lieu de l'événement", "Place of the event"),
    field<&civil::Build::recognition_kind>("Nature de la reconnaissance", "Kind of recognition")
        .length(1, 200),
    field<&civil::Build::reason>("Motif", "Reason").length(1, 500),
    field<&civil::Build::origin>("Origine", "Origin"));
template <>
constexpr auto describe<civil::Forward> = fields(
    field<&civil::Forward::id>("Identifiant", "Id")
        .describe("D'une demande DILA du dossier d'arrivée", "Of a DILA request in the inbox")
        .length(1, 500),
    field<&civil::Forward::event_from>("Événement du", "Event from")
        .describe("Requis pour un mariage ou un décès : DILA ne le dit pas",
                  "Needed for marriages and deaths: DILA does not tell"),
    field<&civil::Forward::event_to>("Événement au", "Event until"),
    field<&civil::Forward::event_place>("Lieu de l'événement", "Place of the event"));
template <>
constexpr auto describe<civil::Built> = fields(
    field<&civil::Built::file>("Fichier", "File"), field<&civil::Built::id>("Identifiant", "Id"),
    field<&civil::Built::type>("Type d'acte", "Type of record"),
    field<&civil::Built::nature>("Document", "Document"),
    field<&civil::Built::schema_checked>("Schéma vérifié", "Schema checked"));
template <>
constexpr auto describe<civil::RejectedQuery> =
    fields(field<&civil::RejectedQuery::page_size>("Taille de page", "Page size")
               .range(1, 500)
               .fallback(50),
           field<&civil::RejectedQuery::cursor>("Curseur", "Cursor").length(1, 300));
template <>
constexpr auto describe<civil::RejectedRow> =
    fields(field<&civil::RejectedRow::file>("Fichier", "File"),
           field<&civil::RejectedRow::code>("Code", "Code"),
           field<&civil::RejectedRow::line>("Ligne", "Line"),
           field<&civil::RejectedRow::sentence>("Phrase", "Sentence"),
           field<&civil::RejectedRow::since>("Depuis", "Since").format(Format::date_time));
template <>
constexpr auto describe<civil::RejectedPage> =
    fields(field<&civil::RejectedPage::items>("Fichiers", "Files"),
           field<&civil::RejectedPage::cursor>("Curseur suivant", "Next cursor"));
template <>
constexpr auto describe<civil::NewParams> =
    fields(field<&civil::NewParams::type>("Type d'acte", "Type of record"));
template <>
constexpr auto describe<civil::WaitingParams> =
    fields(field<&civil::WaitingParams::hours>("Heures", "Hours")
               .describe("À défaut, celles des réglages", "Those of the settings when absent")
               .range(1, 8760));
template <>
constexpr auto describe<civil::Notice> = fields(field<&civil::Notice::id>("Identifiant", "Id"),
                                                field<&civil::Notice::type>("Type d'acte",
                                                                            "Type of record"));

}  // namespace ecluse
