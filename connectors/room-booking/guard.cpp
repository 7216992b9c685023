// SPDX-License-Identifier: EUPL-1.2
// The guard in the base: what makes the second of two bookings fail, whoever writes it.
#include "fingerprint.hpp"

namespace ecluse::rooms {
namespace {

/// Which rows a new one may meet. MRBS edits by inserting the new rows before it deletes the old,
/// all with one ical_uid; GRR keeps deleted rows, and takes a single second for no overlap.
std::string others(const Tables& tables, Product product) {
  const bool is_mrbs = product == Product::mrbs;
  const std::string meets = is_mrbs ? "start_time < NEW.end_time AND end_time > NEW.start_time"
                                    : "start_time < NEW.end_time - 1 AND end_time - 1 > "
                                      "NEW.start_time AND supprimer = 0";
  const std::string own =
      is_mrbs ? "NOT (ical_uid <> '' AND ical_uid = NEW.ical_uid)" : "NEW.supprimer = 0";
  return "SELECT COUNT(*) INTO c FROM " + tables("entry") +
         "\n   WHERE room_id = NEW.room_id AND " + meets + "\n     AND id <> NEW.id AND " + own;
}

std::string mysql_trigger(const Tables& tables, Product product, std::string_view event,
                          std::string_view suffix, std::string_view only_if) {
  const std::string name = tables.quoted(guard_name(tables) + std::string(suffix));
  // The room row first: writers queue there, and the read that follows is a current one.
  return "DROP TRIGGER IF EXISTS " + name + "//\nCREATE TRIGGER " + name + " BEFORE " +
         std::string(event) + " ON " + tables("entry") +
         " FOR EACH ROW\nBEGIN\n  DECLARE r int;\n  DECLARE c int;\n" + std::string(only_if) +
         "  SELECT id INTO r FROM " + tables("room") + " WHERE id = NEW.room_id FOR UPDATE;\n  " +
         others(tables, product) +
         "\n   LOCK IN SHARE MODE;\n  IF c > 0 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = "
         "'room already booked'; END IF;\n" +
         (only_if.empty() ? "" : "  END IF;\n") + "END//\n";
}

std::string mysql_guard(const Tables& tables, Product product) {
  const std::string moved =
      product == Product::mrbs ? "" : " OR (OLD.supprimer <> 0 AND NEW.supprimer = 0)";
  return "DELIMITER //\n" + mysql_trigger(tables, product, "INSERT", "_bi", "") +
         mysql_trigger(tables, product, "UPDATE", "_bu",
                       "  IF NEW.room_id <> OLD.room_id OR NEW.start_time <> OLD.start_time OR "
                       "NEW.end_time <> OLD.end_time" +
                           moved + " THEN\n") +
         "DELIMITER ;\n";
}

std::string postgresql_guard(const Tables& tables, std::string_view from_epoch) {
  return "CREATE EXTENSION IF NOT EXISTS btree_gist;\nALTER TABLE " + tables("entry") +
         " ADD CONSTRAINT " + tables.quoted(guard_name(tables)) +
         "\n  EXCLUDE USING gist (room_id WITH =, int4range(start_time, end_time) WITH &&)\n"
         "  WHERE (start_time >= " +
         std::string(from_epoch) + ")\n  DEFERRABLE INITIALLY DEFERRED;\n";
}

}  // namespace

std::string guard_ddl(const Tables& tables, Product product, std::string_view from_epoch) {
  if (tables.engine == Engine::postgresql) return postgresql_guard(tables, from_epoch);
  if (tables.engine == Engine::mysql) return mysql_guard(tables, product);
  return {};
}

}  // namespace ecluse::rooms
