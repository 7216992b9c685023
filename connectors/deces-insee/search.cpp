// SPDX-License-Identifier: EUPL-1.2
#include "search.hpp"

#include <algorithm>
#include <charconv>
#include <ecluse/kit/checks.hpp>
#include <set>
#include <tuple>
#include <utility>

#include "query.hpp"
#include "store.hpp"

namespace ecluse::deces {
namespace {

/// Ends the read transaction whatever happens.
class Reading {
 public:
  explicit Reading(kit::IndexReader& reader) : reader_(reader) {}
  ~Reading() { reader_.end_read(); }

 private:
  kit::IndexReader& reader_;
};

Result<std::vector<std::int64_t>> ready_segments(kit::IndexReader& reader) {
  auto all = reader.segments();
  if (!all) return fail(std::move(all));
  std::vector<std::int64_t> ready;
  for (const kit::Segment& segment : *all)
    if (segment.state == kit::SegmentState::ready && segment.records > 0) ready.push_back(segment.id);
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

/// One ordered answer of one segment, and its first record that was not taken yet.
struct Run {
  kit::Statement* statement = nullptr;
  std::int64_t segment = 0;
  Found found;
};

/// What makes two records one death, to leave out what a second file repeats.
auto identity(const Found& found) {
  return std::tuple(found.name, found.sex, found.born, found.died, found.birth_place,
                    found.death_place, std::string(plain_act(found.act)));
}

/// Merges runs into one order.
class Merge {
  auto later() const {
    return [this](const Run& left, const Run& right) {
      const int order = compare(order_, left.found, right.found);
      if (order != 0) return order > 0;
      return std::pair(left.segment, left.found.line) > std::pair(right.segment, right.found.line);
    };
  }

 public:
  Merge(kit::IndexReader& reader, Order order) : reader_(reader), order_(order) {}

  Result<void> add(const Part& part, std::int64_t segment) {
    auto statement = prepare(reader_, part, segment);
    if (!statement) return fail(std::move(statement));
    Run run{*statement, segment, {}};
    return advance(std::move(run));
  }

  /// Gives the next record that may be told, or nothing at the end.
  Result<bool> next(Found& found) {
    while (!runs_.empty()) {
      std::pop_heap(runs_.begin(), runs_.end(), later());
      Run run = std::move(runs_.back());
      runs_.pop_back();
      found = run.found;
      if (auto more = advance(std::move(run)); !more) return fail(std::move(more));
      if (!seen_.empty() && compare(order_, group_, found) != 0) seen_.clear();
      if (seen_.empty()) group_ = found;
      if (!seen_.insert(identity(found)).second) continue;
      auto withdrawn = is_withdrawn(reader_, found.died, found.death_place, found.act);
      if (!withdrawn) return withdrawn;
      if (!*withdrawn) return true;
    }
    return false;
  }

 private:
  Result<void> advance(Run run) {
    auto row = run.statement->step();
    if (!row) return fail(std::move(row));
    if (!*row) return {};
    read_found(*run.statement, run.segment, run.found);
    runs_.push_back(std::move(run));
    std::push_heap(runs_.begin(), runs_.end(), later());
    return {};
  }

  kit::IndexReader& reader_;
  Order order_;
  std::vector<Run> runs_;
  Found group_;
  std::set<decltype(identity(std::declval<Found>()))> seen_;
};

Failure cursor_expired() {
  return fail(Status::failed_precondition, "cursor-expired").at("/cursor");
}

/// The record that a cursor names.
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

/// Whether a record was given on an earlier page: it stands no later than the cursor's.
bool was_given(Order order, const Found& found, const Found& last) {
  const int place = compare(order, found, last);
  if (place != 0) return place < 0;
  return std::pair(found.segment, found.line) <= std::pair(last.segment, last.line);
}

Result<void> collect_lines(kit::IndexReader& reader, const Part& part, std::int64_t segment,
                           std::set<std::int64_t>& lines) {
  auto statement = prepare(reader, part, segment);
  if (!statement) return fail(std::move(statement));
  while (true) {
    auto row = (*statement)->step();
    if (!row) return fail(std::move(row));
    if (!*row) return {};
    lines.insert((*statement)->integer(0));
  }
}

/// Whether an earlier file already told this death.
Result<bool> told_before(kit::IndexReader& reader, const std::vector<std::int64_t>& segments,
                         const Found& found) {
  const Part part{std::string("SELECT ") + found_columns +
                      " FROM % INDEXED BY %_by_name WHERE key=? AND born=? AND died=? AND "
                      "death_place=?",
                  {found.key, static_cast<std::int64_t>(found.born),
                   static_cast<std::int64_t>(found.died), found.death_place}};
  for (const std::int64_t segment : segments) {
    if (segment > found.segment) break;
    auto statement = prepare(reader, part, segment);
    if (!statement) return fail(std::move(statement));
    while (true) {
      auto row = (*statement)->step();
      if (!row) return row;
      if (!*row) break;
      Found other;
      read_found(**statement, segment, other);
      const bool earlier = segment < found.segment || other.line < found.line;
      if (earlier && identity(other) == identity(found)) return true;
    }
  }
  return false;
}

}  // namespace

std::string Position::text() const {
  return std::to_string(segment) + '.' + std::to_string(line);
}

std::optional<Position> Position::parse(std::string_view text) {
  Position position;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, position.segment);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != '.') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, position.line);
  if (second.ec != std::errc() || second.ptr != end) return std::nullopt;
  if (position.segment < 0 || position.line < 0) return std::nullopt;
  return position;
}

std::vector<std::string> codes_of(const std::string& place) {
  std::vector<std::string> codes{place};
  const auto add_range = [&](int first, int last) {
    for (int code = first; code <= last; ++code) codes.push_back(std::to_string(code));
  };
  if (place == "75056") add_range(75101, 75120);
  if (place == "69123") add_range(69381, 69389);
  if (place == "13055") add_range(13201, 13216);
  if (place.size() == 5 && (place.compare(0, 2, "2A") == 0 || place.compare(0, 2, "2B") == 0)) {
    std::string former = "20" + place.substr(2);
    if (kit::current_place(former) == place) codes.push_back(std::move(former));
  }
  return codes;
}

Result<void> Search::find(const Criteria& criteria, const std::optional<Position>& after,
                          const Taker& take) {
  if (auto begun = reader_.begin_read(); !begun) return begun;
  const Reading reading(reader_);
  auto segments = ready_segments(reader_);
  if (!segments) return fail(std::move(segments));
  std::optional<Found> last;
  if (after) {
    auto record = record_at(reader_, *segments, *after);
    if (!record) return fail(std::move(record));
    last = std::move(*record);
  }
  const Query query = make_query(criteria, last ? &*last : nullptr);
  if (query.order == Order::none) return fail(Status::invalid_argument, "criteria-missing");
  Merge merge(reader_, query.order);
  for (const std::int64_t segment : *segments)
    for (const Part& part : query.parts)
      if (auto added = merge.add(part, segment); !added) return added;
  Found found;
  while (true) {
    auto more = merge.next(found);
    if (!more) return fail(std::move(more));
    if (!*more) return {};
    if (last && was_given(query.order, found, *last)) continue;
    if (!take(found)) return {};
  }
}

Result<void> Search::arrived(const std::vector<std::string>& places, const Position& after,
                             const Taker& take) {
  if (auto begun = reader_.begin_read(); !begun) return begun;
  const Reading reading(reader_);
  auto segments = ready_segments(reader_);
  if (!segments) return fail(std::move(segments));
  for (const std::int64_t segment : *segments) {
    if (segment < after.segment) continue;
    const std::int64_t from = segment == after.segment ? after.line : 0;
    std::set<std::int64_t> lines;
    for (const std::string& place : places)
      for (const std::string& code : codes_of(place))
        for (const char* column : {"death_place", "birth_place"}) {
          const Part part{"SELECT id FROM % WHERE " + std::string(column) + "=? AND id>?",
                          {code, from}};
          if (auto done = collect_lines(reader_, part, segment, lines); !done) return done;
        }
    for (const std::int64_t line : lines) {
      auto found = record_at(reader_, *segments, {segment, line});
      if (!found) return fail(std::move(found));
      auto told = told_before(reader_, *segments, *found);
      if (!told) return fail(std::move(told));
      auto withdrawn = is_withdrawn(reader_, found->died, found->death_place, found->act);
      if (!withdrawn) return fail(std::move(withdrawn));
      if (!*told && !*withdrawn && !take(*found)) return {};
    }
  }
  return {};
}

Result<Position> Search::end() {
  if (auto begun = reader_.begin_read(); !begun) return fail(std::move(begun));
  const Reading reading(reader_);
  auto all = reader_.segments();
  if (!all) return fail(std::move(all));
  Position position;
  for (const kit::Segment& segment : *all)
    if (segment.state == kit::SegmentState::ready)
      position = {segment.id, static_cast<std::int64_t>(segment.lines)};
  return position;
}

}  // namespace ecluse::deces
