// SPDX-License-Identifier: EUPL-1.2
// Which product stands in the base, in which generation, and what keeps two bookings apart there.
// A base that is not known by its columns is read-only: nobody guesses how to write into it.
#pragma once

#include <ecluse/kit/sql.hpp>
#include <string>
#include <vector>

#include "tables.hpp"

namespace ecluse::rooms {

enum class Product : std::uint8_t { mrbs, grr };

/// What keeps the web application and us from booking the same slot.
enum class Protection : std::uint8_t {
  none,          ///< MRBS 1.11.1 and later, as it comes
  named_lock,    ///< MySQL: GET_LOCK('<prefix>entry')
  advisory_key,  ///< PostgreSQL, MRBS 1.11.0: advisory lock crc32('<table>')
  table_lock,    ///< PostgreSQL, MRBS up to 1.10: LOCK TABLE … IN EXCLUSIVE MODE
  guard,         ///< a trigger (MySQL, SQLite) or an EXCLUDE constraint (PostgreSQL) in the base
  serializable,  ///< the product's own account runs SERIALIZABLE
  whole_file     ///< SQLite: one writer at a time (the demo; no product runs on it)
};

struct Fingerprint {
  Product product = Product::mrbs;
  std::string version;        ///< the operator's word, or what the base tells
  std::string schema;         ///< "82", "0400011": the base's own number
  bool known = false;         ///< the columns are those of a version that was tested
  std::string reason;         ///< why it is not known, or why writing is refused
  bool transactional = true;  ///< false: MyISAM, where nothing rolls back
  Protection protection = Protection::none;
  bool product_lock = false;                ///< the product's named lock is taken as well
  std::vector<std::string> custom_columns;  ///< of the entry table, made by the site
};

/// What the operator says of the product.
struct Claims {
  Product product = Product::mrbs;
  std::string version;       ///< "" when not said
  std::string product_user;  ///< the account of the web application, for SERIALIZABLE
};

/// Reads the catalogue. [worker]
Result<Fingerprint> read_fingerprint(kit::SqlSession& session, const Tables& tables,
                                     const Claims& claims);

/// 1.11.0 is {1, 11, 0}; nothing for what is no version. [any]
std::vector<int> version_numbers(std::string_view text);

/// The name of the guard's trigger or constraint. [any]
std::string guard_name(const Tables& tables);
/// The DDL that installs it, as the operator runs it; statements end in ";" or "//". [any]
std::string guard_ddl(const Tables& tables, Product product, std::string_view from_epoch);
/// crc32 of the table's name, as MRBS 1.11.0 makes its advisory key. [any]
std::int64_t advisory_key(std::string_view table);

std::string_view name_of(Protection protection);

}  // namespace ecluse::rooms
