// SPDX-License-Identifier: EUPL-1.2
// The SQL of the index, and rows to values.
#pragma once

#include <ecluse/kit/folder.hpp>
#include <ecluse/kit/index.hpp>
#include <vector>

#include "inbox.hpp"

namespace ecluse::civil::sql {

inline constexpr int kVersion = 1;
kit::IndexLayout layout();

inline constexpr const char* kFact = "SELECT value FROM fact WHERE name = ?";
inline constexpr const char* kSetFact = "INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)";
inline constexpr const char* kKnownRequests =
    "SELECT file, bytes, modified, identity, id, sequence FROM request WHERE state = 0";
inline constexpr const char* kKnownRejected =
    "SELECT file, bytes, modified, identity, '', 0 FROM rejected";
inline constexpr const char* kForgetRejected = "DELETE FROM rejected WHERE file = ?";
inline constexpr const char* kForgetFile = "DELETE FROM request WHERE file = ? AND state = 0";
inline constexpr const char* kInsert =
    "INSERT INTO request (sequence, file, bytes, modified, identity, id, format, type, nature, "
    "requested_at, received, from_day, to_day, from_text, to_text, names, family_name, "
    "first_names, "
    "findings, event_id, imported, state, taken) "
    "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,0,0)";
inline constexpr const char* kReject =
    "INSERT OR REPLACE INTO rejected (file, bytes, modified, identity, slug, line, detail, since) "
    "VALUES (?,?,?,?,?,?,?,?)";

Result<std::vector<kit::Observation>> seen_files(kit::IndexConnection& index);
Result<void> replace_seen(kit::IndexConnection& index, const kit::Scan& scan);
/// Requests whose file is not in `seen` were taken; lines older than `forget_before` go.
Result<bool> mark_gone(kit::IndexConnection& index, std::int64_t now_ns,
                       std::int64_t forget_before);
Result<std::vector<Entry>> find(kit::IndexConnection& index, const Filter& filter);
Result<std::vector<RejectedFile>> rejected(kit::IndexConnection& index, std::string_view after,
                                           int limit);

}  // namespace ecluse::civil::sql
