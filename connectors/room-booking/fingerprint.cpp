// SPDX-License-Identifier: EUPL-1.2
#include "fingerprint.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace ecluse::rooms {
namespace {

using kit::SqlRecord;
using Names = std::vector<std::string>;

const Names mrbs_entry = {"id",          "start_time", "end_time",      "entry_type",
                          "repeat_id",   "room_id",    "timestamp",     "create_by",
                          "modified_by", "name",       "type",          "description",
                          "status",      "reminded",   "info_time",     "info_user",
                          "info_text",   "ical_uid",   "ical_sequence", "ical_recur_id"};
// Columns that MRBS itself added later; a base has all of them or none.
const Names mrbs_registration = {"allow_registration",         "registrant_limit",
                                 "registrant_limit_enabled",   "registration_opens",
                                 "registration_opens_enabled", "registration_closes",
                                 "registration_closes_enabled"};
const Names grr_entry = {
    "id",          "start_time",   "end_time",           "entry_type",    "repeat_id", "room_id",
    "timestamp",   "create_by",    "beneficiaire_ext",   "beneficiaire",  "name",      "type",
    "description", "statut_entry", "option_reservation", "overload_desc", "moderate",  "jours",
    "clef",        "courrier",     "nbparticipantmax",   "supprimer"};

bool holds(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Result<Names> columns_of(kit::SqlSession& session, const Tables& tables, std::string_view table) {
  const std::string name = tables.prefix + std::string(table);
  std::string statement;
  if (tables.engine == Engine::sqlite)
    statement = "SELECT name FROM pragma_table_info(?)";
  else if (tables.engine == Engine::postgresql)
    statement =
        "SELECT column_name FROM information_schema.columns WHERE table_name = ? AND table_schema "
        "= current_schema() ORDER BY ordinal_position";
  else if (tables.engine == Engine::mysql)
    statement =
        "SELECT column_name FROM information_schema.columns WHERE table_name = ? AND table_schema "
        "= DATABASE() ORDER BY ordinal_position";
  else
    statement = "SELECT column_name FROM information_schema.columns WHERE table_name = ?";
  auto rows = session.all(statement, {name});
  if (!rows) return fail(std::move(rows));
  Names names;
  for (const auto& row : *rows) names.push_back(row.text(0));
  return names;
}

Result<std::string> one_text(kit::SqlSession& session, std::string_view statement,
                             const kit::SqlValues& values = {}) {
  auto row = session.first(statement, values);
  if (!row) return fail(std::move(row));
  return *row ? (*row)->text(0) : std::string();
}

/// Judges the columns of the entry table; what is left over is the site's own.
void judge_columns(Fingerprint& found, const Names& columns) {
  const bool is_mrbs = found.product == Product::mrbs;
  const Names& needed = is_mrbs ? mrbs_entry : grr_entry;
  for (const auto& name : needed)
    if (!holds(columns, name)) {
      found.reason = columns.empty() ? "la table entry est absente / the table entry is missing"
                                     : "colonne absente / missing column: entry." + name;
      return;
    }
  for (const auto& name : columns) {
    if (holds(needed, name) || (is_mrbs && holds(mrbs_registration, name))) continue;
    found.custom_columns.push_back(name);
  }
  found.known = true;
  if (!is_mrbs && !found.custom_columns.empty()) {
    found.known = false;
    found.reason = "colonne inconnue / unknown column: entry." + found.custom_columns.front();
  }
}

Result<void> read_schema_number(kit::SqlSession& session, const Tables& tables,
                                Fingerprint& found) {
  const bool is_mrbs = found.product == Product::mrbs;
  auto number = is_mrbs ? one_text(session, "SELECT variable_content FROM " + tables("variables") +
                                                " WHERE variable_name = 'db_version'")
                        : one_text(session, "SELECT " + tables.quoted("VALUE") + " FROM " +
                                                tables("setting") + " WHERE " +
                                                tables.quoted("NAME") + " = 'version'");
  if (!number) return fail(std::move(number));
  found.schema = *number;
  if (!is_mrbs) return {};
  const auto value = version_numbers(*number);
  // 66 is 1.9.0, 82 is 1.10 to 1.12.2 and the head of 2026: between them columns alone decide.
  if (value.size() != 1 || value[0] < 66 || value[0] > 82) {
    found.known = false;
    found.reason = "db_version " + (number->empty() ? std::string("?") : *number) +
                   " n'est pas 66 à 82 / is not 66 to 82";
  }
  return {};
}

Result<void> read_engine(kit::SqlSession& session, const Tables& tables, Fingerprint& found) {
  if (tables.engine != Engine::mysql) return {};
  auto rows = session.all(
      "SELECT table_name, engine FROM information_schema.tables WHERE table_schema = DATABASE() "
      "AND table_name IN (?, ?, ?)",
      {tables.prefix + "entry", tables.prefix + "room", tables.prefix + "repeat"});
  if (!rows) return fail(std::move(rows));
  for (const auto& row : *rows)
    if (row.text(1) != "InnoDB") found.transactional = false;
  return {};
}

Result<bool> guard_present(kit::SqlSession& session, const Tables& tables) {
  const std::string name = guard_name(tables);
  std::string statement;
  kit::SqlValues values = {name};
  if (tables.engine == Engine::sqlite) {
    statement = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND name = ?";
    values = {name + "_bi"};
  } else if (tables.engine == Engine::postgresql) {
    // Valid and of the right table: a constraint of that name elsewhere guards nothing.
    statement =
        "SELECT COUNT(*) FROM pg_constraint c WHERE c.conname = ? AND c.contype = 'x' AND "
        "c.convalidated AND c.conrelid = to_regclass(?)";
    values.emplace_back(tables("entry"));
  } else {
    statement =
        "SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND "
        "trigger_name = ? AND event_object_table = ? AND event_manipulation = 'INSERT' AND "
        "action_timing = 'BEFORE' AND action_statement LIKE '%FOR UPDATE%'";
    values = {name + "_bi", tables.prefix + "entry"};
  }
  auto row = session.first(statement, values);
  if (!row) return fail(std::move(row));
  return *row && (*row)->integer(0) > 0;
}

/// Whether the web application's account runs SERIALIZABLE, as far as the base tells.
Result<bool> serializable(kit::SqlSession& session, const Tables& tables, const Claims& claims) {
  if (tables.engine == Engine::mysql) {
    // MariaDB and MySQL 5.7 say tx_isolation, MySQL 8 and MariaDB 11 transaction_isolation.
    auto row = session.first(
        "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('tx_isolation', 'transaction_isolation')");
    if (!row) return fail(std::move(row));
    return *row && (*row)->text(1) == "SERIALIZABLE";
  }
  if (tables.engine != Engine::postgresql || claims.product_user.empty()) return false;
  auto row = session.first(
      "SELECT COUNT(*) FROM pg_roles WHERE rolname = ? AND "
      "'default_transaction_isolation=serializable' = ANY (rolconfig)",
      {claims.product_user});
  if (!row) return fail(std::move(row));
  return *row && (*row)->integer(0) > 0;
}

/// The lock that a version takes itself; `none` from 1.11.1 on, and where the version is not said
/// and the base may be of such a one.
Protection own_lock(const Tables& tables, const Fingerprint& found) {
  if (found.product == Product::grr) return Protection::named_lock;
  const auto version = version_numbers(found.version);
  const bool old_schema = version_numbers(found.schema) < std::vector<int>{82};
  if (version.empty() && !old_schema) return Protection::none;
  const bool from_1_11_1 = !version.empty() && version >= std::vector<int>{1, 11, 1};
  if (from_1_11_1) return Protection::none;
  if (tables.engine == Engine::mysql) return Protection::named_lock;
  if (tables.engine != Engine::postgresql) return Protection::none;
  const bool is_1_11_0 = !version.empty() && version >= std::vector<int>{1, 11, 0};
  return is_1_11_0 ? Protection::advisory_key : Protection::table_lock;
}

Result<void> decide_protection(kit::SqlSession& session, const Tables& tables, const Claims& claims,
                               Fingerprint& found) {
  if (tables.engine == Engine::sqlite) {
    found.protection = Protection::whole_file;
    return {};
  }
  const auto lock = own_lock(tables, found);
  // The product's named lock is taken whenever it may be its own: it costs nothing where it is not.
  found.product_lock =
      tables.engine == Engine::mysql && (lock == Protection::named_lock || found.version.empty());
  if (lock != Protection::none) {
    found.protection = lock;
    return {};
  }
  auto guarded = guard_present(session, tables);
  if (!guarded) return fail(std::move(guarded));
  if (*guarded && found.transactional) {
    found.protection = Protection::guard;
    return {};
  }
  auto strict = serializable(session, tables, claims);
  if (!strict) return fail(std::move(strict));
  found.protection = *strict && found.transactional ? Protection::serializable : Protection::none;
  return {};
}

}  // namespace

std::vector<int> version_numbers(std::string_view text) {
  std::vector<int> numbers;
  while (!text.empty()) {
    int number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || number < 0) return {};
    numbers.push_back(number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty()) break;
    if (text.front() != '.' || text.size() == 1) return {};
    text.remove_prefix(1);
  }
  return numbers;
}

Result<Fingerprint> read_fingerprint(kit::SqlSession& session, const Tables& tables,
                                     const Claims& claims) {
  Fingerprint found;
  found.product = claims.product;
  found.version = claims.version;
  auto columns = columns_of(session, tables, "entry");
  if (!columns) return fail(std::move(columns));
  judge_columns(found, *columns);
  if (columns->empty()) return found;
  if (auto read = read_schema_number(session, tables, found); !read) return fail(std::move(read));
  if (auto read = read_engine(session, tables, found); !read) return fail(std::move(read));
  if (tables.engine == Engine::odbc) {
    found.known = false;
    found.reason = "les bases ODBC sont en lecture seule / ODBC bases are read-only";
    return found;
  }
  if (auto decided = decide_protection(session, tables, claims, found); !decided)
    return fail(std::move(decided));
  return found;
}

std::string guard_name(const Tables& tables) { return tables.prefix + "entry_no_overlap"; }

std::int64_t advisory_key(std::string_view table) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char byte : table) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320U & (0U - (crc & 1U)));
  }
  return static_cast<std::int64_t>(crc ^ 0xFFFFFFFF);
}

std::string_view name_of(Protection protection) {
  constexpr std::array<std::string_view, 7> names = {
      "none", "named-lock", "advisory-key", "table-lock", "guard", "serializable", "whole-file"};
  return names[static_cast<std::size_t>(protection)];
}

}  // namespace ecluse::rooms
