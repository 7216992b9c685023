// SPDX-License-Identifier: EUPL-1.2
// What came in since a position. A death stands where it first came in: files that are replaced,
// taken away and put back, or repeat each other (monthly files and their year) do not move it.
#include <algorithm>
#include <ecluse/kit/checks.hpp>
#include <set>
#include <utility>

#include "reading.hpp"
#include "store.hpp"

namespace ecluse::deces {
namespace {

struct Candidate {
  std::int64_t first = 0;  ///< when the death first came in
  Position at;             ///< where its record stands now
  bool operator<(const Candidate& other) const { return first < other.first; }
};

/// One question for events, in one read transaction. Where each candidate came in is asked at once,
/// the dearer questions only until a page is full: a town's deaths of fifty years may be
/// candidates.
class ArrivalSearch {
 public:
  ArrivalSearch(kit::IndexReader& reader, std::vector<std::int64_t> segments, std::int64_t after)
      : reader_(reader), segments_(std::move(segments)), after_(after) {}

  Result<void> look(std::int64_t segment, const Watch& watch, bool any_known) {
    std::set<std::int64_t> lines;
    for (const std::string& place : watch.places)
      for (const std::string& code : codes_of(place)) {
        if (watch.deaths)
          if (auto done = collect(Order::place, code, segment, lines); !done) return done;
        if (watch.births)
          if (auto done = collect(Order::birth_place, code, segment, lines); !done) return done;
      }
    for (const std::int64_t line : lines) {
      Candidate candidate{arrival(segment, line), {segment, line}};
      if (any_known)
        if (auto asked = ask_first(candidate); !asked) return asked;
      if (candidate.first > after_) candidates_.push_back(candidate);
    }
    return {};
  }

  /// The next death in the order of arrival; nothing at the end.
  Result<std::optional<Found>> next(std::int64_t& first) {
    if (at_ == 0) std::sort(candidates_.begin(), candidates_.end());
    while (at_ < candidates_.size()) {
      const Candidate& candidate = candidates_[at_++];
      auto found = record_at(reader_, segments_, candidate.at);
      if (!found) return fail(std::move(found));
      auto repeated = stands_earlier(*found);
      if (!repeated) return fail(std::move(repeated));
      auto withdrawn = is_withdrawn(reader_, found->died, found->death_place, found->act);
      if (!withdrawn) return fail(std::move(withdrawn));
      first = candidate.first;
      if (!*repeated && !*withdrawn) return std::optional(std::move(*found));
    }
    return std::optional<Found>();
  }

 private:
  /// What stands at or before the cursor came in there or earlier: it was told.
  Result<void> collect(Order order, const std::string& code, std::int64_t segment,
                       std::set<std::int64_t>& lines) {
    const std::int64_t from = segment == after_ >> 32 ? after_ & 0xFFFFFFFF : 0;
    auto runs = count_runs(reader_, segment);
    if (!runs) return fail(std::move(runs));
    for (std::int64_t run = 0; run < *runs; ++run) {
      OrderCursor entries(reader_, segment, order, run,
                          {{place_key(code, 0), place_key(code, last_day_of_all)}});
      OrderEntry entry;
      for (auto more = entries.next(entry);; more = entries.next(entry)) {
        if (!more) return fail(std::move(more));
        if (!*more) break;
        if (static_cast<std::int64_t>(entry.line) > from)
          lines.insert(static_cast<std::int64_t>(entry.line));
      }
    }
    return {};
  }

  /// A segment that is gone may have brought it.
  Result<void> ask_first(Candidate& candidate) {
    auto found = record_at(reader_, segments_, candidate.at);
    if (!found) return fail(std::move(found));
    auto known = remembered_arrival(reader_, identity_of(*found).hash());
    if (!known) return fail(std::move(known));
    if (*known != 0) candidate.first = *known;
    return {};
  }

  /// Whether an earlier record is the same death: then that one stands for it.
  Result<bool> stands_earlier(const Found& found) {
    const Part part{std::string("SELECT ") + found_columns +
                        " FROM % INDEXED BY %_by_name WHERE key=? AND born=?",
                    {found.key, static_cast<std::int64_t>(found.born)}};
    for (const std::int64_t segment : segments_) {
      if (segment > found.segment) break;
      auto statement = prepare(reader_, part, segment);
      if (!statement) return fail(std::move(statement));
      Found other;
      for (auto row = (*statement)->step();; row = (*statement)->step()) {
        if (!row) return row;
        if (!*row) break;
        read_found(**statement, segment, other);
        const bool earlier = segment < found.segment || other.line < found.line;
        if (earlier && same_death(identity_of(other), identity_of(found))) return true;
      }
    }
    return false;
  }

  kit::IndexReader& reader_;
  std::vector<std::int64_t> segments_;
  std::int64_t after_;
  std::vector<Candidate> candidates_;
  std::size_t at_ = 0;
};

Position position_of(std::int64_t first) { return {first >> 32, first & 0xFFFFFFFF}; }

/// The last of all segments that are in.
Position last_position(const std::vector<kit::Segment>& segments) {
  Position position;
  for (const kit::Segment& segment : segments)
    if (segment.state == kit::SegmentState::ready)
      position = {segment.id, static_cast<std::int64_t>(segment.lines)};
  return position;
}

}  // namespace

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

Result<Arrivals> Search::arrived(const Watch& watch, const Position& after, std::size_t most) {
  if (auto begun = reader_.begin_read(); !begun) return fail(std::move(begun));
  const Reading reading(reader_);
  auto segments = ready_segments(reader_);
  if (!segments) return fail(std::move(segments));
  auto all = reader_.segments();  // of the same moment: nothing comes in between
  if (!all) return fail(std::move(all));
  const Position end = last_position(*all);
  const std::int64_t from = arrival(after.segment, after.line);
  auto any_known = has_remembered(reader_);
  if (!any_known) return fail(std::move(any_known));
  ArrivalSearch search(reader_, *segments, from);
  for (const std::int64_t segment : *segments)
    if (segment >= after.segment)
      if (auto looked = search.look(segment, watch, *any_known); !looked)
        return fail(std::move(looked));
  Arrivals arrivals;
  arrivals.next = position_of(std::max(from, arrival(end.segment, end.line)));
  std::int64_t last = 0, first = 0;
  while (true) {
    auto found = search.next(first);
    if (!found) return fail(std::move(found));
    if (!*found) return arrivals;
    arrivals.more = arrivals.found.size() == most;
    if (arrivals.more) break;
    last = first;
    const auto segment = std::find_if(all->begin(), all->end(), [&](const kit::Segment& one) {
      return one.id == (*found)->segment;
    });
    arrivals.found.push_back({std::move(**found), segment->file.modified_ns});
  }
  arrivals.next = position_of(last);
  return arrivals;
}

Result<Position> Search::end() {
  if (auto begun = reader_.begin_read(); !begun) return fail(std::move(begun));
  const Reading reading(reader_);
  auto all = reader_.segments();
  if (!all) return fail(std::move(all));
  return last_position(*all);
}

}  // namespace ecluse::deces
