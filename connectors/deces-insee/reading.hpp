// SPDX-License-Identifier: EUPL-1.2
// What all questions share: which segments there are, statements on one of them, and when two
// records are one death.
#pragma once

#include <vector>

#include "query.hpp"
#include "reference.hpp"

namespace ecluse::deces {

/// A read transaction; ends whatever happens.
class Reading {
 public:
  explicit Reading(kit::IndexReader& reader) : reader_(reader) {}
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
  ~Reading() { reader_.end_read(); }

 private:
  kit::IndexReader& reader_;
};

/// The files of deaths that may be asked, oldest import first.
Result<std::vector<std::int64_t>> ready_segments(kit::IndexReader& reader);

/// The part as a statement on one segment, bound.
Result<kit::Statement*> prepare(kit::IndexReader& reader, const Part& part, std::int64_t segment);

/// The record at a position; cursor-expired when there is none (any more).
Result<Found> record_at(kit::IndexReader& reader, const std::vector<std::int64_t>& segments,
                        const Position& position);

/// What makes two records one death; borrows the texts.
Identity identity_of(const Found& found);
bool same_death(const Identity& left, const Identity& right);

}  // namespace ecluse::deces
