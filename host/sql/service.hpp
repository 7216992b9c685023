// SPDX-License-Identifier: EUPL-1.2
// ecluse.sql/1 of one system: the pools of its databases behind the table for C.
#pragma once

#include <ecluse/service/sql.h>

#include <memory>
#include <mutex>
#include <vector>

#include "sql/pool.hpp"

namespace ecluse::sql {

/// Outlives every instance of its system. The two instances of a system share the pool of a
/// database that both name alike. [any]
class Service {
 public:
  /// `most` sessions of each kind at once, for each database.
  Service(Endpoints endpoints, std::size_t most, Around around);

  /// The functions of the table after `open`, which needs to find this object first.
  static ecluse_sql table();
  ecluse_status open(ecluse_text settings, const ecluse_sql_listener* listener,
                     ecluse_sql_database** out);

 private:
  std::shared_ptr<Pool> pool_of(Settings settings);

  Endpoints endpoints_;
  std::size_t most_;
  Around around_;
  std::mutex mutex_;
  std::vector<std::weak_ptr<Pool>> pools_;
};

}  // namespace ecluse::sql
