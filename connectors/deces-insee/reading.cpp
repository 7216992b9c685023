// SPDX-License-Identifier: EUPL-1.2
#include "reading.hpp"

#include <algorithm>
#include <utility>

#include "import.hpp"

namespace ecluse::deces {

Result<std::vector<std::int64_t>> ready_segments(kit::IndexReader& reader) {
  auto all = reader.segments();
  if (!all) return fail(std::move(all));
  std::vector<std::int64_t> ready;
  for (const kit::Segment& segment : *all)
    if (segment.state == kit::SegmentState::ready && segment.records > 0 &&
        use_of(segment.file.name) == FileUse::deaths)
      ready.push_back(segment.id);
  return ready;
}

Result<kit::Statement*> prepare(kit::IndexReader& reader, const Part& part, std::int64_t segment) {
  std::string sql;
  for (const char letter : part.sql) {
    if (letter == '%')
      (sql += 's') += std::to_string(segment);
    else
      sql += letter;
  }
  auto statement = reader.statement(sql);
  if (!statement) return statement;
  int position = 0;
  for (const Value& value : part.values) {
    ++position;
    if (const auto* text = std::get_if<std::string>(&value))
      (*statement)->bind(position, std::string_view(*text));
    else
      (*statement)->bind(position, std::get<std::int64_t>(value));
  }
  return statement;
}

namespace {
Failure cursor_expired() {
  return fail(Status::failed_precondition, "cursor-expired").at("/cursor");
}
}  // namespace

Result<Found> record_at(kit::IndexReader& reader, const std::vector<std::int64_t>& segments,
                        const Position& position) {
  if (std::find(segments.begin(), segments.end(), position.segment) == segments.end())
    return cursor_expired();
  const Part part{std::string("SELECT ") + found_columns + " FROM % WHERE id=?", {position.line}};
  auto statement = prepare(reader, part, position.segment);
  if (!statement) return fail(std::move(statement));
  auto row = (*statement)->step();
  if (!row) return fail(std::move(row));
  if (!*row) return cursor_expired();
  Found found;
  read_found(**statement, position.segment, found);
  (*statement)->reset();
  return found;
}

Identity identity_of(const Found& found) {
  return {found.name,        found.sex,         found.born, found.died,
          found.birth_place, found.death_place, found.act};
}

bool same_death(const Identity& left, const Identity& right) {
  return left.name == right.name && left.sex == right.sex && left.born == right.born &&
         left.died == right.died && left.birth_place == right.birth_place &&
         left.death_place == right.death_place && plain_act(left.act) == plain_act(right.act);
}

}  // namespace ecluse::deces
