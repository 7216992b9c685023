// SPDX-License-Identifier: MIT
// The database of the legacy system through the host's sql service (ecluse/service/sql.h), as the
// SqlDatabase of kit/sql. Whoever includes it links ecluse::kit_sql too, and its manifest requires
// "ecluse.sql/1".
//
//   auto database = ecluse::HostSql::open(host,
//   R"({"engine":"mysql","host":"db.mairie.local",…})");
#pragma once

#include <ecluse/service/sql.h>

#include <ecluse/host.hpp>
#include <ecluse/kit/sql.hpp>
#include <memory>
#include <string_view>

namespace ecluse {

/// Holds a Host, which must stay valid: no longer than the instance. Sessions end before it.
/// [worker]
class HostSql final : public kit::SqlDatabase {
 public:
  /// `settings` is a JSON object (sdk/abi/SQL.md). Connects to nothing yet: a wrong password shows
  /// at the first session. [control]
  static Result<std::unique_ptr<HostSql>> open(const Host& host, std::string_view settings);
  ~HostSql() override;
  HostSql(const HostSql&) = delete;
  HostSql& operator=(const HostSql&) = delete;

  Result<std::unique_ptr<kit::SqlSession>> read(const kit::SqlTerms& terms) override;
  Result<std::unique_ptr<kit::SqlSession>> write(const kit::SqlTerms& terms) override;
  Result<std::unique_ptr<kit::SqlSession>> dedicated(const kit::SqlTerms& terms) override;

 private:
  HostSql(const ecluse_sql* table, ecluse_sql_database* database)
      : table_(table), database_(database) {}
  Result<std::unique_ptr<kit::SqlSession>> take(int use, const kit::SqlTerms& terms);

  const ecluse_sql* table_;
  ecluse_sql_database* database_;
};

}  // namespace ecluse
