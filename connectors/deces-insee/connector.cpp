// SPDX-License-Identifier: EUPL-1.2
#include "connector.hpp"

#include <ecluse/kit/checks.hpp>
#include <utility>

#include "errors.hpp"
#include "telling.hpp"

namespace ecluse::deces {
namespace {

/// Where a page or a poll ended, and in which index: "generation:segment.line".
struct Cursor {
  std::string generation;
  Position position;
  std::string text() const { return generation + ':' + position.text(); }
};

Result<Cursor> parse_cursor(std::string_view text) {
  const auto colon = text.find(':');
  const auto position = colon == text.npos ? std::nullopt : Position::parse(text.substr(colon + 1));
  if (!position) return fail(errors::cursor_invalid).at("/cursor");
  return Cursor{std::string(text.substr(0, colon)), *position};
}

Wanted wanted_of(const Person& person) {
  Wanted wanted;
  wanted.name = person.name;
  wanted.used_name = person.used_name.value_or("");
  wanted.given = person.given_names.value_or("");
  wanted.born = person.birth_date;
  wanted.birth_place = person.birth_place.value_or("");
  wanted.sex = static_cast<int>(person.sex.value_or(Sex::unknown));
  return wanted;
}

Result<Watch> watch_of(const WatchParams& params) {
  Watch watch;
  watch.places = params.communes;
  watch.deaths = params.side != Side::birth;
  watch.births = params.side != Side::death;
  for (std::size_t index = 0; index < watch.places.size(); ++index)
    if (kit::place_kind(watch.places[index]) == kit::PlaceKind::none)
      return fail(errors::commune_invalid)
          .with("code", watch.places[index].substr(0, 20))
          .at("/communes/" + std::to_string(index));
  return watch;
}

}  // namespace

Deaths::Deaths(Settings settings, Host host)
    : settings_(std::move(settings)),
      host_(std::move(host)),
      folder_(host_, settings_.folder),
      readers_(host_.state_folder() + "/deaths.db") {}

/// For answers that hold deaths.
Result<Readers::Lease> Deaths::ready_to_tell(Call& call) {
  auto lease = ready(call);
  if (!lease || !settings_.opposition_required) return lease;
  auto applied = has_opposition(**lease);
  if (!applied) return fail(std::move(applied));
  if (!*applied) return fail(errors::opposition_missing);
  return lease;
}

Result<DeathPage> Deaths::page(const Criteria& criteria, const Text& cursor, int page_size,
                               Call& call) {
  auto lease = ready_to_tell(call);
  if (!lease) return fail(std::move(lease));
  auto index = generation(**lease);
  if (!index) return fail(std::move(index));
  std::optional<Position> after;
  if (cursor) {
    auto parsed = parse_cursor(*cursor);
    if (!parsed) return fail(std::move(parsed));
    if (parsed->generation != *index) return fail(errors::cursor_expired).at("/cursor");
    after = parsed->position;
  }
  DeathPage page;
  Position last;
  Search search(**lease);
  auto found = search.find(criteria, after, [&](const Found& one) {
    if (page.items.size() == static_cast<std::size_t>(page_size)) {
      page.cursor = Cursor{*index, last}.text();
      return false;
    }
    page.items.push_back(death_of(one, call));
    last = {one.segment, one.line};
    return true;
  });
  if (!found && found.error().slug == "criteria-missing")
    return fail(errors::criteria_missing).at("/name");
  if (!found) return fail(std::move(found));
  return page;
}

Result<DeathPage> Deaths::list_deaths(const ListDeaths& input, Call& call) {
  Criteria criteria;
  criteria.died_from = input.since.packed();
  if (input.until) criteria.died_to = input.until->packed();
  criteria.death_place = input.death_place.value_or("");
  criteria.birth_place = input.birth_place.value_or("");
  return page(criteria, input.cursor, input.page_size, call);
}

Result<DeathPage> Deaths::search_deaths(const SearchDeaths& input, Call& call) {
  Criteria criteria;
  criteria.name = input.name.value_or("");
  criteria.given = input.given_names.value_or("");
  criteria.born = input.birth_date;
  if (input.died_from) criteria.died_from = input.died_from->packed();
  if (input.died_until) criteria.died_to = input.died_until->packed();
  criteria.death_place = input.death_place.value_or("");
  criteria.birth_place = input.birth_place.value_or("");
  return page(criteria, input.cursor, input.page_size, call);
}

Result<Death> Deaths::get_death(const ByReference& input, Call& call) {
  auto lease = ready_to_tell(call);
  if (!lease) return fail(std::move(lease));
  const auto reference = Reference::parse(input.reference);
  if (!reference) return fail(errors::death_unknown).at("/reference");
  auto found = Search(**lease).get(*reference);
  if (!found) return fail(std::move(found));
  if (!*found) return fail(errors::death_unknown).at("/reference");
  return death_of(**found, call);
}

Result<Matches> Deaths::match_persons(const MatchPersons& input, Call& call) {
  auto lease = ready_to_tell(call);
  if (!lease) return fail(std::move(lease));
  Search search(**lease);
  Matches all;
  for (const Person& person : input.persons) {
    auto found = match(search, wanted_of(person), input.least_score,
                       static_cast<std::size_t>(input.most_matches));
    if (!found && found.error().slug == "criteria-missing")
      found = std::vector<Match>();  // a name of punctuation alone names nobody
    if (!found) return fail(std::move(found));
    all.items.push_back(matches_of(static_cast<int>(all.items.size()) + 1, person, *found, call));
  }
  return all;
}

/// Of an index that was built anew, the events are told again with the ids that they had.
Result<Polled<Notice>> Deaths::new_death(const WatchParams& params, const PollQuery& query,
                                         Call& call) {
  auto watch = watch_of(params);
  if (!watch) return fail(std::move(watch));
  auto lease = ready_to_tell(call);
  if (!lease) return fail(std::move(lease));
  auto index = generation(**lease);
  if (!index) return fail(std::move(index));
  Search search(**lease);
  Polled<Notice> polled;
  if (!query.cursor) {
    auto end = search.end();
    if (!end) return fail(std::move(end));
    polled.cursor = Cursor{*index, *end}.text();
    return polled;
  }
  auto cursor = parse_cursor(*query.cursor);
  if (!cursor) return fail(std::move(cursor));
  const Position after = cursor->generation == *index ? cursor->position : Position{};
  auto arrivals = search.arrived(*watch, after, static_cast<std::size_t>(query.page_size));
  if (!arrivals) return fail(std::move(arrivals));
  for (const Arrived& one : arrivals->found) {
    const Death death = death_of(one.found, call);
    polled.events.push_back({death.reference, rfc3339(one.time_ns), {death.reference}});
  }
  polled.cursor = Cursor{*index, arrivals->next}.text();
  polled.more = arrivals->more;
  return polled;
}

}  // namespace ecluse::deces
