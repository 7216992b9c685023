// SPDX-License-Identifier: EUPL-1.2
// The settings, described.
#pragma once

#include "settings.hpp"

namespace ecluse {

template <>
constexpr auto describe<rooms::EngineSetting> =
    choices(choice<rooms::EngineSetting::mariadb>("mariadb", "MariaDB", "MariaDB"),
            choice<rooms::EngineSetting::mysql>("mysql", "MySQL", "MySQL"),
            choice<rooms::EngineSetting::postgresql>("postgresql", "PostgreSQL", "PostgreSQL"),
            choice<rooms::EngineSetting::sqlite>("sqlite", "SQLite (démonstration)",
                                                 "SQLite (demonstration)"),
            choice<rooms::EngineSetting::odbc>("odbc", "ODBC, lecture seule", "ODBC, read only"));
template <>
constexpr auto describe<rooms::TlsSetting> = choices(
    choice<rooms::TlsSetting::off>("off", "Jamais", "Never"),
    choice<rooms::TlsSetting::prefer>("prefer", "Si le serveur le propose", "If the server offers"),
    choice<rooms::TlsSetting::require>("require", "Exigé", "Required"),
    choice<rooms::TlsSetting::verify>("verify", "Exigé et vérifié", "Required and verified"));
template <>
constexpr auto describe<rooms::WithoutLock> =
    choices(choice<rooms::WithoutLock::refuse>("refuse", "Refuser d'écrire", "Refuse to write"),
            choice<rooms::WithoutLock::optimistic>("optimistic", "Écrire, vérifier après, alerter",
                                                   "Write, check afterwards, alert"));

template <>
constexpr auto describe<rooms::Database> =
    fields(field<&rooms::Database::engine>("Moteur", "Engine")
               .describe("Celui de la base du logiciel", "The one of the product's base"),
           field<&rooms::Database::host>("Serveur", "Server")
               .describe("Nom ou adresse", "Name or address")
               .length(1, 253)
               .example("db.mairie.lan"),
           field<&rooms::Database::port>("Port", "Port")
               .describe("À dire : le bac à sable n'ouvre que lui",
                         "To be said: the sandbox opens it alone")
               .range(1, 65535)
               .example("3306"),
           field<&rooms::Database::socket>("Prise Unix", "Unix socket")
               .describe("Au lieu du serveur et du port", "Instead of server and port")
               .length(1, 107)
               .example("/run/mysqld/mysqld.sock")
               .advanced(),
           field<&rooms::Database::name>("Base", "Database")
               .describe("Son nom sur le serveur", "Its name on the server")
               .length(1, 64)
               .example("mrbs"),
           field<&rooms::Database::user>("Compte", "Account")
               .describe("Un compte SQL pour Écluse seul", "An SQL account for Écluse alone")
               .length(1, 80)
               .example("ecluse"),
           field<&rooms::Database::password>("Mot de passe", "Password")
               .describe("De ce compte", "Of that account"),
           field<&rooms::Database::schema>("Schéma PostgreSQL", "PostgreSQL schema")
               .describe("À défaut, celui du compte", "Else the one of the account")
               .length(1, 63)
               .example("public")
               .advanced(),
           field<&rooms::Database::folder>("Dossier (SQLite)", "Folder (SQLite)")
               .describe("Pour la démonstration", "For the demonstration")
               .example("/srv/salles")
               .format(Format::folder)
               .advanced(),
           field<&rooms::Database::file>("Fichier (SQLite)", "File (SQLite)")
               .describe("Dans ce dossier", "In that folder")
               .length(1, 200)
               .example("rooms.db")
               .advanced(),
           field<&rooms::Database::connection>("Chaîne ODBC", "ODBC string")
               .describe("Sans compte ni mot de passe ; lecture seule",
                         "Without account and password; read only")
               .length(1, 1000)
               .example("Driver=/usr/lib/x86_64-linux-gnu/odbc/libmaodbc.so;Server=db.mairie.lan")
               .advanced(),
           field<&rooms::Database::tls>("TLS", "TLS")
               .describe("À défaut off, et prefer sur PostgreSQL (MariaDB ne le connaît pas)",
                         "Else off, and prefer on PostgreSQL (MariaDB does not know it)")
               .advanced());

template <>
constexpr auto describe<rooms::TypeSetting> =
    fields(field<&rooms::TypeSetting::code>("Code", "Code")
               .describe("La lettre dans la base", "The letter in the base")
               .length(1, 2)
               .example("E"),
           field<&rooms::TypeSetting::name>("Nom", "Name")
               .describe("Tel que le logiciel l'affiche", "As the product shows it")
               .length(1, 80)
               .example("Occasionnel"));

template <>
constexpr auto describe<rooms::MrbsSettings> = fields(
    field<&rooms::MrbsSettings::database>("Base de données", "Database")
        .describe("Comment l'atteindre", "How to reach it"),
    field<&rooms::MrbsSettings::prefix>("Préfixe des tables", "Table prefix")
        .describe("Lettres, chiffres et _", "Letters, digits and _")
        .length(0, 30)
        .fallback("mrbs_"),
    field<&rooms::MrbsSettings::version>("Version de MRBS", "Version of MRBS")
        .describe("Celle de web/version.inc : la base ne la dit pas",
                  "The one of web/version.inc: the base does not tell it")
        .length(3, 20)
        .example("1.12.2"),
    field<&rooms::MrbsSettings::booked_as>("Compte MRBS des réservations",
                                           "MRBS account that owns bookings")
        .describe("Un compte de MRBS ; son niveau décide des règles",
                  "An account of MRBS; its level decides which rules hold")
        .length(1, 80)
        .example("connecteur"),
    field<&rooms::MrbsSettings::without_lock>("Si rien ne protège la base",
                                              "When nothing protects the base")
        .describe("MRBS 1.11.1 et suivants, sans garde", "MRBS 1.11.1 and later, without a guard")
        .fallback("refuse"),
    field<&rooms::MrbsSettings::product_user>("Compte SQL de MRBS", "SQL account of MRBS")
        .describe("Pour constater qu'il est SERIALIZABLE", "To see that it is SERIALIZABLE")
        .length(1, 80)
        .example("mrbs")
        .advanced(),
    field<&rooms::MrbsSettings::uid_domain>("Domaine des identifiants", "Domain of identifiers")
        .describe("La fin des ical_uid de nos réservations", "The end of our bookings' ical_uid")
        .length(1, 100)
        .fallback("ecluse.invalid")
        .example("resa.mairie.example"),
    field<&rooms::MrbsSettings::types>("Types de réservation", "Types of booking")
        .describe("Copie de $vocab : MRBS ne les garde pas dans la base",
                  "A copy of $vocab: MRBS does not keep them in the base")
        .items(0, 30),
    field<&rooms::MrbsSettings::closed_days>("Jours fermés", "Closed days")
        .describe("Copie de $holidays", "A copy of $holidays")
        .items(0, 400)
        .advanced(),
    field<&rooms::MrbsSettings::past_allowed>("Passé permis", "Past allowed")
        .describe("Réserver ce qui a commencé", "Booking what has begun")
        .fallback(false)
        .advanced(),
    field<&rooms::MrbsSettings::week_starts_on>("Début de semaine", "Start of week")
        .describe("Copie de $weekstarts : 0 est dimanche", "A copy of $weekstarts: 0 is Sunday")
        .range(0, 6)
        .fallback(0)
        .advanced(),
    field<&rooms::MrbsSettings::series_at_most>("Taille d'une série", "Size of a series")
        .describe("Copie de $max_rep_entrys", "A copy of $max_rep_entrys")
        .range(1, 3650)
        .fallback(366)
        .advanced(),
    field<&rooms::MrbsSettings::settle_seconds>("Attente du contrôle", "Wait before settling")
        .describe("Secondes avant de recompter, avec without_lock = optimistic",
                  "Seconds before counting again, with without_lock = optimistic")
        .range(0, 15)
        .fallback(3)
        .advanced(),
    field<&rooms::MrbsSettings::time_zone>("Fuseau horaire", "Time zone")
        .describe("Des domaines qui n'en disent pas", "Of areas that name none")
        .length(1, 50)
        .fallback("Europe/Paris")
        .advanced());

template <>
constexpr auto describe<rooms::GrrSettings> =
    fields(field<&rooms::GrrSettings::database>("Base de données", "Database")
               .describe("Comment l'atteindre", "How to reach it"),
           field<&rooms::GrrSettings::prefix>("Préfixe des tables", "Table prefix")
               .describe("Lettres, chiffres et _", "Letters, digits and _")
               .length(0, 30)
               .fallback("grr_"),
           field<&rooms::GrrSettings::version>("Version de GRR", "Version of GRR")
               .describe("Telle que GRR l'affiche", "As GRR shows it")
               .length(3, 20)
               .example("4.6.1"),
           field<&rooms::GrrSettings::booked_as>("Compte GRR des réservations",
                                                 "GRR account that owns bookings")
               .describe("Un compte de GRR ; son statut décide des règles",
                         "An account of GRR; its rank decides which rules hold")
               .length(1, 190)
               .example("CONNECTEUR"),
           field<&rooms::GrrSettings::closed_days>("Jours fermés", "Closed days")
               .describe("En plus de ceux de GRR", "Beside those of GRR")
               .items(0, 400)
               .advanced(),
           field<&rooms::GrrSettings::series_at_most>("Taille d'une série", "Size of a series")
               .describe("Dates au plus", "Dates at most")
               .range(1, 3650)
               .fallback(365)
               .advanced(),
           field<&rooms::GrrSettings::time_zone>("Fuseau horaire", "Time zone")
               .describe("Celui du serveur PHP : GRR n'en garde pas", "PHP's own: GRR keeps none")
               .length(1, 50)
               .fallback("Europe/Paris"));

}  // namespace ecluse
