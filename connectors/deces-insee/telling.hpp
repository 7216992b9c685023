// SPDX-License-Identifier: EUPL-1.2
// From what the index holds to what an answer says, in the caller's language.
#pragma once

#include "answers.hpp"
#include "match.hpp"
#include "store.hpp"

namespace ecluse::deces {

Death death_of(const Found& found, const Call& call);
PersonMatches matches_of(int position, const Person& person, const std::vector<Match>& matches,
                         const Call& call);
FileRow file_of(const kit::Segment& segment, const Call& call);
FileRow delayed_file(const Delayed& delayed, const Call& call);
ProgressRow progress_of(const Progress& progress);
/// "deces-2026-01.txt: 20 000 lines, 4.0 of 120.0 MB (3 %), 150 000 lines/s, 30.0 MB/s, 4 s left"
std::string progress_line(const Progress& progress, const Call& call);
/// RFC 3339 in UTC.
std::string rfc3339(std::int64_t nanoseconds);

}  // namespace ecluse::deces
