// SPDX-License-Identifier: EUPL-1.2
#include "search.hpp"

#include <algorithm>
#include <charconv>
#include <ecluse/kit/checks.hpp>
#include <utility>

#include "reading.hpp"
#include "store.hpp"

namespace ecluse::deces {
namespace {

/// One ordered answer: of a statement, or of a run of one of our orders.
struct Run {
  std::int64_t segment = 0;
  kit::Statement* statement = nullptr;
  std::optional<OrderCursor> entries;
  Found found;
};

/// Merges runs into one order.
class Merge {
  auto later() const {
    return [this](const Run& left, const Run& right) {
      const int order = compare(query_.order, left.found, right.found);
      if (order != 0) return order > 0;
      return std::pair(left.segment, left.found.line) > std::pair(right.segment, right.found.line);
    };
  }

 public:
  Merge(kit::IndexReader& reader, const Query& query) : reader_(reader), query_(query) {}

  Result<void> add(std::int64_t segment) {
    if (query_.order == Order::name) {
      auto statement = prepare(reader_, query_.part, segment);
      if (!statement) return fail(std::move(statement));
      return advance(Run{segment, *statement, {}, {}});
    }
    auto runs = count_runs(reader_, segment);
    if (!runs) return fail(std::move(runs));
    for (std::int64_t run = 0; run < *runs; ++run) {
      OrderCursor entries(reader_, segment, query_.order, run, query_.ranges);
      if (auto done = advance(Run{segment, nullptr, std::move(entries), {}}); !done) return done;
    }
    return {};
  }

  /// Gives the next record that may be told, or nothing at the end.
  Result<bool> next(Found& found) {
    while (!runs_.empty()) {
      std::pop_heap(runs_.begin(), runs_.end(), later());
      Run run = std::move(runs_.back());
      runs_.pop_back();
      found = run.found;
      if (auto more = advance(std::move(run)); !more) return fail(std::move(more));
      if (!seen_.empty() && compare(query_.order, group_, found) != 0) seen_.clear();
      if (seen_.empty()) group_ = found;
      const std::int64_t death = identity_of(found).hash();
      if (std::find(seen_.begin(), seen_.end(), death) != seen_.end()) continue;
      seen_.push_back(death);
      auto withdrawn = is_withdrawn(reader_, found.died, found.death_place, found.act);
      if (!withdrawn) return withdrawn;
      if (!*withdrawn) return true;
    }
    return false;
  }

 private:
  Result<void> advance(Run run) {
    auto row = run.statement != nullptr ? run.statement->step() : next_entry(run);
    if (!row) return fail(std::move(row));
    if (!*row) return {};
    if (run.statement != nullptr) read_found(*run.statement, run.segment, run.found);
    runs_.push_back(std::move(run));
    std::push_heap(runs_.begin(), runs_.end(), later());
    return {};
  }

  /// The next entry of which the record meets the conditions.
  Result<bool> next_entry(Run& run) {
    OrderEntry entry;
    while (true) {
      auto more = run.entries->next(entry);
      if (!more || !*more) return more;
      Part& part = bound_;
      part.values[0] = static_cast<std::int64_t>(entry.line);
      auto statement = prepare(reader_, part, run.segment);
      if (!statement) return fail(std::move(statement));
      auto row = (*statement)->step();
      if (!row) return row;
      if (*row) read_found(**statement, run.segment, run.found);
      (*statement)->reset();
      if (*row) return true;
    }
  }

  kit::IndexReader& reader_;
  const Query& query_;
  Part bound_ = query_.part;
  std::vector<Run> runs_;
  Found group_;
  std::vector<std::int64_t> seen_;  // hashes: those of one group are few
};

/// Whether a record was given on an earlier page: it stands no later than the cursor's.
bool was_given(Order order, const Found& found, const Found& last) {
  const int place = compare(order, found, last);
  if (place != 0) return place < 0;
  return std::pair(found.segment, found.line) <= std::pair(last.segment, last.line);
}

}  // namespace

std::string Position::text() const { return std::to_string(segment) + '.' + std::to_string(line); }

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
  Merge merge(reader_, query);
  for (const std::int64_t segment : *segments)
    if (auto added = merge.add(segment); !added) return added;
  Found found;
  while (true) {
    auto more = merge.next(found);
    if (!more) return fail(std::move(more));
    if (!*more) return {};
    if (last && was_given(query.order, found, *last)) continue;
    if (!take(found)) return {};
  }
}

Result<std::optional<Found>> Search::get(const Reference& reference) {
  if (auto begun = reader_.begin_read(); !begun) return fail(std::move(begun));
  const Reading reading(reader_);
  auto segments = ready_segments(reader_);
  if (!segments) return fail(std::move(segments));
  const bool placed = !reference.death_place.empty();
  const KeyRange range =
      placed ? KeyRange{death_key(reference.died, reference.death_place),
                        death_key(reference.died, reference.death_place)}
             : KeyRange{death_key(reference.died, "00000"), death_key(reference.died, "")};
  for (const std::int64_t segment : *segments) {
    auto runs = count_runs(reader_, segment);
    if (!runs) return fail(std::move(runs));
    for (std::int64_t run = 0; run < *runs; ++run) {
      OrderCursor entries(reader_, segment, Order::death, run, {range});
      OrderEntry entry;
      for (auto more = entries.next(entry);; more = entries.next(entry)) {
        if (!more) return fail(std::move(more));
        if (!*more) break;
        auto found =
            record_at(reader_, *segments, {segment, static_cast<std::int64_t>(entry.line)});
        if (!found) return fail(std::move(found));
        if (identity_of(*found).hash() != reference.hash) continue;
        auto withdrawn = is_withdrawn(reader_, found->died, found->death_place, found->act);
        if (!withdrawn) return fail(std::move(withdrawn));
        return *withdrawn ? std::optional<Found>() : std::optional(std::move(*found));
      }
    }
  }
  return std::optional<Found>();
}

}  // namespace ecluse::deces
