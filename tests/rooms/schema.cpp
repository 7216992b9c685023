// SPDX-License-Identifier: EUPL-1.2
#include "schema.hpp"

namespace ecluse::tests::rooms {
namespace {

constexpr const char* mrbs_tables = R"(
CREATE TABLE mrbs_area (id @ID@, disabled @TINY@ DEFAULT 0 NOT NULL, area_name varchar(30), sort_key varchar(30) DEFAULT '' NOT NULL,
 timezone varchar(50), area_admin_email text, resolution int, default_duration int, default_duration_all_day @TINY@ DEFAULT 0 NOT NULL,
 morningstarts int, morningstarts_minutes int, eveningends int, eveningends_minutes int, private_enabled @TINY@, private_default @TINY@,
 private_mandatory @TINY@, private_override varchar(32), min_create_ahead_enabled @TINY@, min_create_ahead_secs int,
 max_create_ahead_enabled @TINY@, max_create_ahead_secs int, min_delete_ahead_enabled @TINY@, min_delete_ahead_secs int,
 max_delete_ahead_enabled @TINY@, max_delete_ahead_secs int, @PER@ max_duration_enabled @TINY@ DEFAULT 0 NOT NULL,
 max_duration_secs int DEFAULT 0 NOT NULL, max_duration_periods int DEFAULT 0 NOT NULL, custom_html text, approval_enabled @TINY@,
 reminders_enabled @TINY@, enable_periods @TINY@, periods text, confirmation_enabled @TINY@, confirmed_default @TINY@,
 times_along_top @TINY@ DEFAULT 0 NOT NULL, default_type char DEFAULT 'E' NOT NULL)@END@;
CREATE TABLE mrbs_room (id @ID@, disabled @TINY@ DEFAULT 0 NOT NULL, area_id int DEFAULT 0 NOT NULL REFERENCES mrbs_area(id),
 room_name varchar(25) DEFAULT '' NOT NULL, sort_key varchar(25) DEFAULT '' NOT NULL, description varchar(60), capacity int DEFAULT 0 NOT NULL,
 room_admin_email text, invalid_types varchar(255) DEFAULT NULL, custom_html text)@END@;
CREATE TABLE mrbs_repeat (id @ID@, start_time int DEFAULT 0 NOT NULL, end_time int DEFAULT 0 NOT NULL, rep_type int DEFAULT 0 NOT NULL,
 end_date int DEFAULT 0 NOT NULL, rep_opt varchar(32) DEFAULT '' NOT NULL, room_id int DEFAULT 1 NOT NULL, @STAMP@,
 create_by varchar(80) DEFAULT '' NOT NULL, modified_by varchar(80) DEFAULT '' NOT NULL, name varchar(80) DEFAULT '' NOT NULL,
 type char DEFAULT 'E' NOT NULL, description text, rep_interval smallint DEFAULT 1 NOT NULL, month_absolute smallint DEFAULT NULL,
 month_relative varchar(4) DEFAULT NULL, status @TINY@ DEFAULT 0 NOT NULL, reminded int, info_time int, info_user varchar(80), info_text text,
 ical_uid varchar(255) DEFAULT '' NOT NULL, ical_sequence smallint DEFAULT 0 NOT NULL,
 FOREIGN KEY (room_id) REFERENCES mrbs_room(id) ON UPDATE CASCADE ON DELETE RESTRICT)@END@;
CREATE TABLE mrbs_entry (id @ID@, start_time int DEFAULT 0 NOT NULL, end_time int DEFAULT 0 NOT NULL, entry_type int DEFAULT 0 NOT NULL,
 repeat_id int DEFAULT NULL, room_id int DEFAULT 1 NOT NULL, @STAMP@, create_by varchar(80) DEFAULT '' NOT NULL,
 modified_by varchar(80) DEFAULT '' NOT NULL, name varchar(80) DEFAULT '' NOT NULL, type char DEFAULT 'E' NOT NULL, description text,
 status @TINY@ DEFAULT 0 NOT NULL, reminded int, info_time int, info_user varchar(80), info_text text, ical_uid varchar(255) DEFAULT '' NOT NULL,
 ical_sequence smallint DEFAULT 0 NOT NULL, ical_recur_id varchar(16) DEFAULT NULL, @REGISTRATION@
 FOREIGN KEY (room_id) REFERENCES mrbs_room(id) ON UPDATE CASCADE ON DELETE RESTRICT,
 FOREIGN KEY (repeat_id) REFERENCES mrbs_repeat(id) ON UPDATE CASCADE ON DELETE CASCADE)@END@;
CREATE INDEX idxStartTime ON mrbs_entry (start_time);
CREATE INDEX idxRoomStartEnd ON mrbs_entry (room_id, start_time, end_time);
CREATE TABLE mrbs_variables (id @ID@, variable_name varchar(80), variable_content text)@END@;
CREATE TABLE mrbs_users (id @ID@, level smallint DEFAULT 0 NOT NULL, name varchar(30), display_name varchar(191), password_hash varchar(255),
 email varchar(75))@END@;
)";

constexpr const char* registration =
    "allow_registration @TINY@ DEFAULT 0 NOT NULL, registrant_limit int DEFAULT 0 NOT NULL, "
    "registrant_limit_enabled @TINY@ DEFAULT 1 NOT NULL, registration_opens int DEFAULT 1209600 "
    "NOT NULL, registration_opens_enabled @TINY@ DEFAULT 0 NOT NULL, registration_closes int "
    "DEFAULT 0 NOT NULL, registration_closes_enabled @TINY@ DEFAULT 0 NOT NULL,";

constexpr const char* mrbs_town = R"(
INSERT INTO mrbs_area (id, area_name, sort_key, timezone, resolution, morningstarts, morningstarts_minutes, eveningends, eveningends_minutes,
 enable_periods, approval_enabled, area_admin_email) VALUES (1, 'Hôtel de Ville', '01', 'Europe/Paris', 1800, 8, 0, 20, 30, 0, 0, 'accueil@valsonne.example');
INSERT INTO mrbs_area (id, area_name, sort_key, timezone, resolution, morningstarts, morningstarts_minutes, eveningends, eveningends_minutes,
 enable_periods, approval_enabled, min_create_ahead_enabled, min_create_ahead_secs, max_create_ahead_enabled, max_create_ahead_secs,
 max_per_month_enabled, max_per_month, max_duration_enabled, max_duration_secs)
 VALUES (2, 'Salles municipales', '02', 'Europe/Paris', 1800, 8, 0, 23, 30, 0, 1, 1, 172800, 1, 31536000, 1, 3, 1, 57600);
INSERT INTO mrbs_area (id, area_name, sort_key, timezone, resolution, morningstarts, morningstarts_minutes, eveningends, eveningends_minutes,
 enable_periods, periods) VALUES (3, 'Médiathèque', '03', 'Europe/Paris', 1800, 8, 0, 19, 30, 1,
 '{"Ouverture":["09:30","12:00"],"Midi":["12:00","14:00"],"Soirée":["18:00","20:00"]}');
INSERT INTO mrbs_area (id, area_name, sort_key, disabled, timezone, resolution, morningstarts, morningstarts_minutes, eveningends, eveningends_minutes)
 VALUES (4, 'Ancienne mairie', '99', 1, 'Europe/Paris', 1800, 8, 0, 18, 30);
INSERT INTO mrbs_area (id, area_name, sort_key, timezone, resolution, morningstarts, morningstarts_minutes, eveningends, eveningends_minutes)
 VALUES (5, 'Nuit', '05', 'Europe/Paris', 1800, 0, 0, 23, 30);
INSERT INTO mrbs_room (id, area_id, room_name, sort_key, capacity, description, room_admin_email) VALUES (1, 1, 'Salle du Conseil', '01', 80, 'Sono, écran', 'salles@valsonne.example');
INSERT INTO mrbs_room (id, area_id, room_name, sort_key, capacity, invalid_types) VALUES (2, 1, 'Salle des Mariages', '02', 60, '["I"]');
INSERT INTO mrbs_room (id, area_id, room_name, sort_key, capacity) VALUES (3, 1, 'Bureau 112', '03', 6);
INSERT INTO mrbs_room (id, area_id, room_name, sort_key, capacity) VALUES (4, 2, 'Salle des Fêtes', '01', 300);
INSERT INTO mrbs_room (id, area_id, room_name, sort_key, capacity, disabled) VALUES (5, 2, 'Salle en travaux', '02', 100, 1);
INSERT INTO mrbs_room (id, area_id, room_name, sort_key, capacity) VALUES (6, 3, 'Atelier numérique', '01', 12);
INSERT INTO mrbs_room (id, area_id, room_name, sort_key, capacity) VALUES (7, 4, 'Grenier', '01', 10);
INSERT INTO mrbs_room (id, area_id, room_name, sort_key, capacity) VALUES (8, 5, 'Veilleuse', '01', 10);
INSERT INTO mrbs_users (id, level, name, email) VALUES (1, 1, 'connecteur', 'dsi@valsonne.example');
INSERT INTO mrbs_users (id, level, name, email) VALUES (2, 2, 'chef', 'chef@valsonne.example');
)";

constexpr const char* grr_tables = R"(
CREATE TABLE grr_area (id @ID@, area_name varchar(30) NOT NULL default '', access char(1) NOT NULL default 'a', order_display smallint NOT NULL default 0,
 morningstarts_area smallint NOT NULL default 8, eveningends_area smallint NOT NULL default 19, duree_max_resa_area int NOT NULL default -1,
 resolution_area int NOT NULL default 1800, eveningends_minutes_area smallint NOT NULL default 0, enable_periods char(1) NOT NULL default 'n',
 display_days varchar(7) NOT NULL default 'yyyyyyy', id_type_par_defaut int NOT NULL default -1, max_booking smallint NOT NULL default -1)@END@;
CREATE TABLE grr_room (id @ID@, area_id int NOT NULL default 0, room_name varchar(60) NOT NULL default '', description varchar(60) NOT NULL default '',
 capacity int NOT NULL default 0, max_booking smallint NOT NULL default -1, statut_room char(1) NOT NULL default '1', order_display smallint NOT NULL default 0,
 delais_max_resa_room smallint NOT NULL default -1, delais_min_resa_room int NOT NULL default 0, allow_action_in_past char(1) NOT NULL default 'n',
 delais_option_reservation smallint NOT NULL default 0, moderate @TINY@ default 0, qui_peut_reserver_pour char(1) NOT NULL default '5',
 who_can_book @TINY@ NOT NULL DEFAULT 1)@END@;
CREATE TABLE grr_entry (id @ID@, start_time int NOT NULL default 0, end_time int NOT NULL default 0, entry_type int NOT NULL default 0,
 repeat_id int NOT NULL default 0, room_id int NOT NULL default 1, @STAMP@, create_by varchar(190) NOT NULL default '',
 beneficiaire_ext varchar(200) NOT NULL default '', beneficiaire varchar(190) NOT NULL default '', name varchar(80) NOT NULL default '',
 type char(2) NOT NULL default 'A', description text, statut_entry char(1) NOT NULL default '-', option_reservation int NOT NULL default 0,
 overload_desc text, moderate @TINY@ default 0, jours int NOT NULL default 0, clef int NOT NULL default 0, courrier int NOT NULL default 0,
 nbparticipantmax int NOT NULL default 0, supprimer @TINY@ NOT NULL default 0)@END@;
CREATE INDEX idxStartTime ON grr_entry (start_time);
CREATE INDEX idxRoom ON grr_entry (room_id);
CREATE TABLE grr_repeat (id @ID@, start_time int NOT NULL default 0, end_time int NOT NULL default 0, rep_type int NOT NULL default 0,
 end_date int NOT NULL default 0, rep_opt varchar(32) NOT NULL default '', room_id int NOT NULL default 1, @STAMP@, create_by varchar(190) NOT NULL default '',
 beneficiaire_ext varchar(200) NOT NULL default '', beneficiaire varchar(190) NOT NULL default '', name varchar(80) NOT NULL default '',
 type char(2) NOT NULL default 'A', description text, rep_num_weeks @TINY@ default 0, overload_desc text, jours @TINY@ NOT NULL default 0,
 courrier int NOT NULL default 0, nbparticipantmax int NOT NULL default 0)@END@;
CREATE TABLE grr_log_resa (idlogresa bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, date int NOT NULL, idresa int NOT NULL, identifiant varchar(100) NOT NULL,
 action tinyint UNSIGNED NOT NULL, infoscomp text NOT NULL)@END@;
CREATE TABLE grr_entry_moderate (id @ID@, login_moderateur varchar(40) NOT NULL default '', motivation_moderation text NOT NULL,
 start_time int NOT NULL default 0, end_time int NOT NULL default 0, entry_type int NOT NULL default 0, repeat_id int NOT NULL default 0,
 room_id int NOT NULL default 1, @STAMP@, create_by varchar(190) NOT NULL default '', beneficiaire_ext varchar(200) NOT NULL default '',
 beneficiaire varchar(190) NOT NULL default '', name varchar(80) NOT NULL default '', type char(2) default NULL, description text,
 statut_entry char(1) NOT NULL default '-', option_reservation int NOT NULL default 0, overload_desc text, moderate @TINY@ default 0)@END@;
CREATE TABLE grr_type_area (id @ID@, type_name varchar(30) NOT NULL default '', order_display smallint NOT NULL default 0, type_letter char(2) NOT NULL default '')@END@;
CREATE TABLE grr_j_type_area (id_type int NOT NULL default 0, id_area int NOT NULL default 0)@END@;
CREATE TABLE grr_utilisateurs (login varchar(190) NOT NULL PRIMARY KEY, nom varchar(30) NOT NULL default '', prenom varchar(30) NOT NULL default '',
 email varchar(100) NOT NULL default '', statut varchar(30) NOT NULL default '', etat varchar(20) NOT NULL default '')@END@;
CREATE TABLE grr_j_user_room (login varchar(190) NOT NULL, id_room int NOT NULL)@END@;
CREATE TABLE grr_j_user_area (login varchar(190) NOT NULL, id_area int NOT NULL)@END@;
CREATE TABLE grr_j_useradmin_area (login varchar(190) NOT NULL, id_area int NOT NULL)@END@;
CREATE TABLE grr_j_useradmin_site (login varchar(190) NOT NULL, id_site int NOT NULL)@END@;
CREATE TABLE grr_j_site_area (id_site int NOT NULL, id_area int NOT NULL)@END@;
CREATE TABLE grr_j_userbook_room (login varchar(190) NOT NULL, id_room int NOT NULL)@END@;
CREATE TABLE grr_j_mailuser_room (login varchar(190) NOT NULL, id_room int NOT NULL, mail_resa @TINY@ NOT NULL default 1)@END@;
CREATE TABLE grr_overload (id @ID@, id_area int NOT NULL, fieldname varchar(55) NOT NULL default '', obligatoire char(1) NOT NULL default 'n')@END@;
CREATE TABLE grr_calendar (DAY int NOT NULL default 0)@END@;
CREATE TABLE grr_area_periodes (id_area int NOT NULL, num_periode smallint NOT NULL, nom_periode varchar(100) NOT NULL default '')@END@;
CREATE TABLE grr_setting (NAME varchar(32) NOT NULL PRIMARY KEY, VALUE text NOT NULL)@END@;
)";

constexpr const char* grr_town = R"(
INSERT INTO grr_area (id, area_name, order_display, eveningends_area) VALUES (1, 'Hôtel de Ville', 1, 20);
INSERT INTO grr_area (id, area_name, order_display, eveningends_area, eveningends_minutes_area, duree_max_resa_area) VALUES (2, 'Salles municipales', 2, 23, 30, 720);
INSERT INTO grr_area (id, area_name, order_display, resolution_area, display_days, max_booking) VALUES (3, 'Véhicules', 3, 900, 'nyyyyyn', 2);
INSERT INTO grr_area (id, area_name, order_display, access) VALUES (4, 'Domaine restreint', 4, 'r');
INSERT INTO grr_room (id, area_id, room_name, description, capacity, order_display) VALUES (1, 1, 'Salle du Conseil', 'Sono, écran', 80, 1);
INSERT INTO grr_room (id, area_id, room_name, capacity, order_display) VALUES (2, 1, 'Salle des Mariages', 60, 2);
INSERT INTO grr_room (id, area_id, room_name, capacity, order_display) VALUES (3, 1, 'Bureau 112', 6, 3);
INSERT INTO grr_room (id, area_id, room_name, capacity, delais_max_resa_room, delais_min_resa_room, moderate) VALUES (4, 2, 'Salle des Fêtes', 300, 365, 2880, 1);
INSERT INTO grr_room (id, area_id, room_name, capacity, statut_room) VALUES (5, 2, 'Salle en travaux', 100, '0');
INSERT INTO grr_room (id, area_id, room_name, capacity, who_can_book) VALUES (6, 3, 'Minibus', 9, 0);
INSERT INTO grr_room (id, area_id, room_name, capacity) VALUES (7, 4, 'Salle du Maire', 12);
INSERT INTO grr_room (id, area_id, room_name, capacity) VALUES (8, 3, 'Kangoo', 2);
INSERT INTO grr_type_area (id, type_name, order_display, type_letter) VALUES (1, 'Cours', 1, 'A'), (2, 'Réunion', 2, 'B'), (3, 'Extérieur', 3, 'E'), (4, 'Interne', 4, 'I');
INSERT INTO grr_j_type_area (id_type, id_area) VALUES (1, 3);
INSERT INTO grr_utilisateurs (login, nom, email, statut, etat) VALUES ('connecteur', 'Connecteur', 'dsi@valsonne.example', 'utilisateur', 'actif'),
 ('chef', 'Chef', 'chef@valsonne.example', 'administrateur', 'actif'), ('accueil', 'Accueil', 'accueil@valsonne.example', 'utilisateur', 'actif');
INSERT INTO grr_j_mailuser_room (login, id_room, mail_resa) VALUES ('accueil', 1, 1);
INSERT INTO grr_overload (id, id_area, fieldname, obligatoire) VALUES (1, 2, 'Nombre de personnes', 'y'), (2, 2, 'Association', 'n');
INSERT INTO grr_calendar (DAY) VALUES (1800226800);
)";

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::string per_columns() {
  std::string columns;
  for (const std::string what : {"max_per_", "max_secs_per_"})
    for (const std::string span : {"day", "week", "month", "year", "future"})
      columns += what + span + "_enabled @TINY@ DEFAULT 0 NOT NULL, " + what + span +
                 " int DEFAULT 0 NOT NULL, ";
  return columns;
}

}  // namespace

std::vector<std::string> statements_of(Base base, Server server) {
  const bool grr = is_grr(base);
  std::string text =
      grr ? std::string(grr_tables) + grr_town : std::string(mrbs_tables) + mrbs_town;
  replace_all(text, "@PER@", per_columns());
  replace_all(text, "@REGISTRATION@", base == Base::mrbs ? registration : "");
  if (!grr)
    text += std::string(
                "INSERT INTO mrbs_variables (variable_name, variable_content) VALUES "
                "('db_version', '") +
            (base == Base::mrbs ? "82" : "66") + "');\n";
  const bool my = server == Server::mariadb;
  const bool pg = server == Server::postgresql;
  replace_all(text, "@ID@",
              my   ? "int NOT NULL AUTO_INCREMENT PRIMARY KEY"
              : pg ? "serial PRIMARY KEY"
                   : "integer PRIMARY KEY AUTOINCREMENT");
  replace_all(text, "@TINY@", pg ? "smallint" : "tinyint");
  replace_all(text, "@STAMP@",
              my   ? "timestamp timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP"
              : pg ? "timestamp timestamptz DEFAULT current_timestamp"
                   : "timestamp timestamp DEFAULT CURRENT_TIMESTAMP");
  const bool rolls_back = base != Base::mrbs_myisam && base != Base::grr_myisam;
  replace_all(text, "@END@",
              !my          ? ""
              : rolls_back ? " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"
                           : " ENGINE=MyISAM DEFAULT CHARSET=utf8mb4");
  if (server == Server::sqlite)
    replace_all(text, "bigint NOT NULL AUTO_INCREMENT PRIMARY KEY",
                "integer PRIMARY KEY AUTOINCREMENT");
  std::vector<std::string> statements;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = text.find(";\n", from);
    if (end == text.npos) break;
    statements.push_back(text.substr(from, end - from));
    from = end + 2;
  }
  if (pg)
    for (const std::string table : {"area", "room", "users"})
      statements.push_back("SELECT setval('mrbs_" + table + "_id_seq', 100)");
  return statements;
}

}  // namespace ecluse::tests::rooms
