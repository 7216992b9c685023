// SPDX-License-Identifier: EUPL-1.2
// Areas, rooms, types and free slots.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "errors.hpp"
#include "slots.hpp"
#include "telling.hpp"

namespace ecluse::rooms {
namespace {

constexpr int longest_window_days = 366;

std::string wall_text(int second_of_day) {
  return fmt::format("{:02}:{:02}", second_of_day / 3600 % 24, second_of_day / 60 % 60);
}

AreaRow area_row(const Area& area) {
  AreaRow row;
  row.area = std::to_string(area.id);
  row.name = area.name;
  row.time_zone = area.zone;
  row.bookable = !area.disabled;
  row.mode = area.mode == SlotMode::periods ? Mode::periods : Mode::times;
  row.slot_minutes = slot_seconds(area) / 60;
  if (area.mode == SlotMode::times) {
    row.opens = wall_text(area.opens);
    row.closes = wall_text(area.closes);
  }
  for (const auto& period : area.periods) {
    PeriodRow made{period.name, {}, {}};
    if (!period.from.empty()) made.from = period.from;
    if (!period.until.empty()) made.until = period.until;
    row.periods.push_back(std::move(made));
  }
  row.approval = area.approval;
  return row;
}

RoomRow room_row(const Catalog& catalog, const Room& room) {
  const auto* area = catalog.area(room.area);
  RoomRow row;
  row.room = std::to_string(room.id);
  row.name = room.name;
  row.area = std::to_string(room.area);
  row.area_name = area == nullptr ? "" : area->name;
  row.capacity = room.capacity;
  if (!room.description.empty()) row.equipment = room.description;
  row.bookable = !room.disabled && area != nullptr && !area->disabled;
  row.barred_types = room.invalid_types;
  row.approval = room.moderated || (area != nullptr && area->approval);
  return row;
}

/// One page holds all that fits; the rest is found by searching.
OptionPage page_of(std::vector<Option> options, const OptionQuery& query) {
  OptionPage page;
  for (auto& option : options) {
    if (!query.search.empty() && option.label.find(query.search) == std::string::npos) continue;
    if (static_cast<int>(page.options.size()) == query.page_size) break;
    page.options.push_back(std::move(option));
  }
  return page;
}

std::vector<Interval> intersection(const std::vector<Interval>& left,
                                   const std::vector<Interval>& right) {
  std::vector<Interval> both;
  auto a = left.begin();
  auto b = right.begin();
  while (a != left.end() && b != right.end()) {
    const Interval common{std::max(a->start, b->start), std::min(a->end, b->end)};
    if (common.start < common.end) both.push_back(common);
    (a->end < b->end ? a : b)++;
  }
  return both;
}

struct Search {
  const Catalog& catalog;
  const SlotQuery& input;
  std::vector<const Room*> rooms;
  Interval window;
  std::map<std::int64_t, std::vector<Interval>> busy;
};

std::int64_t wanted_seconds(const Area& area, const SlotQuery& input) {
  if (area.mode == SlotMode::periods) return input.period_count.value_or(1) * 60LL;
  return input.duration_minutes.value_or(slot_seconds(area) / 60) * 60LL;
}

SlotRow slot_row(const Calendar& calendar, const std::vector<const Room*>& rooms,
                 const Interval& when) {
  SlotRow row;
  for (const auto* room : rooms) {
    row.rooms.push_back(std::to_string(room->id));
    row.room_name += (row.room_name.empty() ? "" : ", ") + room->name;
  }
  row.start = calendar.zone.text(when.start);
  row.end = calendar.zone.text(when.end);
  row.periods = period_names(calendar, when);
  return row;
}

std::vector<Interval> found_in(const Calendar& calendar, const std::vector<Interval>& busy,
                               const Search& search) {
  const Wanted wanted{search.window, wanted_seconds(calendar.area, search.input)};
  return search.input.form == SlotForm::slots ? free_slots(calendar, busy, wanted)
                                              : free_stretches(calendar, busy, wanted);
}

/// Each room by itself, by start over all rooms.
SlotList any_room(const Search& search) {
  struct Found {
    const Room* room;
    const Calendar* calendar;
    Interval when;
  };
  std::vector<Found> found;
  for (const auto* room : search.rooms) {
    const auto* calendar = search.catalog.calendar(room->area);
    if (calendar == nullptr) continue;
    const auto busy = search.busy.find(room->id);
    for (const auto& when : found_in(
             *calendar, busy == search.busy.end() ? std::vector<Interval>() : busy->second, search))
      found.push_back({room, calendar, when});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& a, const Found& b) { return a.when.start < b.when.start; });
  SlotList list;
  for (const auto& each : found) {
    if (static_cast<int>(list.items.size()) == search.input.at_most) {
      list.complete = false;
      break;
    }
    list.items.push_back(slot_row(*each.calendar, {each.room}, each.when));
  }
  return list;
}

/// All rooms at once: what is free in each of them, cut again to the wanted length.
SlotList all_rooms(const Search& search) {
  const Calendar* first = nullptr;
  std::vector<Interval> common;
  for (const auto* room : search.rooms) {
    const auto* calendar = search.catalog.calendar(room->area);
    if (calendar == nullptr) return {};
    const auto busy = search.busy.find(room->id);
    auto free = free_stretches(*calendar,
                               busy == search.busy.end() ? std::vector<Interval>() : busy->second,
                               {search.window, wanted_seconds(calendar->area, search.input)});
    common = first == nullptr ? std::move(free) : intersection(common, free);
    if (first == nullptr) first = calendar;
  }
  SlotList list;
  if (first == nullptr) return list;
  const auto seconds = wanted_seconds(first->area, search.input);
  for (const auto& stretch : common) {
    const bool whole = search.input.form == SlotForm::stretches;
    for (Epoch at = stretch.start; at + seconds <= stretch.end; at += seconds) {
      if (static_cast<int>(list.items.size()) == search.input.at_most) {
        list.complete = false;
        return list;
      }
      const Interval when{at, whole ? stretch.end : at + seconds};
      list.items.push_back(slot_row(*first, search.rooms, when));
      if (whole) break;
    }
  }
  return list;
}

}  // namespace

Result<AreaList> Desk::list_areas(const Nothing&, Call& call) {
  const auto known = catalog(call, Freshness::fresh);
  if (!known) return fail(Result<CatalogPointer>(known));
  AreaList list;
  for (const auto& area : (*known)->areas) list.items.push_back(area_row(area));
  return list;
}

Result<RoomList> Desk::list_rooms(const RoomQuery& input, Call& call) {
  const auto known = catalog(call, Freshness::fresh);
  if (!known) return fail(Result<CatalogPointer>(known));
  RoomList list;
  for (const auto& room : (*known)->rooms) {
    auto row = room_row(**known, room);
    if (input.area && row.area != *input.area) continue;
    if (room.capacity < input.capacity.value_or(0) || (!row.bookable && !input.all)) continue;
    list.items.push_back(std::move(row));
  }
  if (list.items.empty() && input.area) {
    const auto& areas = (*known)->areas;
    if (std::none_of(areas.begin(), areas.end(),
                     [&](const Area& each) { return std::to_string(each.id) == *input.area; }))
      return fail(errors::area_unknown).with("area", *input.area).at("/area");
  }
  return list;
}

Result<TypeList> Desk::list_types(const TypeQuery& input, Call& call) {
  const auto known = catalog(call, Freshness::fresh);
  if (!known) return fail(Result<CatalogPointer>(known));
  const Room* room = nullptr;
  if (input.room) {
    auto found = room_of(**known, *input.room, "/room");
    if (!found) return fail(std::move(found));
    room = *found;
  }
  auto session = reading(call);
  if (!session) return fail(std::move(session));
  auto types = (*known)->ledger->types(**session, room == nullptr ? 0 : room->area);
  if (!types) return fail(std::move(types));
  TypeList list;
  for (const auto& type : *types) {
    const bool barred =
        room != nullptr && std::find(room->invalid_types.begin(), room->invalid_types.end(),
                                     type.code) != room->invalid_types.end();
    if (!barred) list.items.push_back({type.code, type.name});
  }
  return list;
}

Result<SlotList> Desk::find_free_slots(const SlotQuery& input, Call& call) {
  const auto known = catalog(call, Freshness::recent);
  if (!known) return fail(Result<CatalogPointer>(known));
  Search search{**known, input, {}, {}, {}};
  if (input.rooms) {
    for (std::size_t at = 0; at < input.rooms->size(); ++at) {
      auto room = room_of(**known, (*input.rooms)[at], "/rooms/" + std::to_string(at));
      if (!room) return fail(std::move(room));
      search.rooms.push_back(*room);
    }
  } else {
    for (const auto& room : (*known)->rooms)
      if (!input.area || std::to_string(room.area) == *input.area) search.rooms.push_back(&room);
  }
  std::erase_if(search.rooms, [&](const Room* room) {
    const auto* area = (*known)->area(room->area);
    return room->disabled || area == nullptr || area->disabled ||
           room->capacity < input.capacity.value_or(0);
  });
  const auto* first = search.rooms.empty() ? nullptr : (*known)->calendar(search.rooms[0]->area);
  const Zone zone = first == nullptr ? *Zone::find(settings_.time_zone) : first->zone;
  auto from = moment(zone, input.from, "/from");
  if (!from) return fail(std::move(from));
  auto to = moment(zone, input.to, "/to");
  if (!to) return fail(std::move(to));
  if (*to <= *from) return fail(errors::end_before_start).at("/to");
  if (*to - *from > longest_window_days * 86'400LL)
    return fail(errors::window_too_long)
        .with("days", std::to_string(longest_window_days))
        .at("/to");
  search.window = {settings_.past_allowed ? *from : std::max(*from, now()), *to};
  if (search.rooms.empty() || search.window.start >= search.window.end) return SlotList{};
  std::vector<std::int64_t> ids;
  for (const auto* room : search.rooms) ids.push_back(room->id);
  auto session = reading(call);
  if (!session) return fail(std::move(session));
  auto read = (*known)->ledger->busy(
      **session, ids, search.window,
      [&search](std::int64_t room, Interval when) { search.busy[room].push_back(when); });
  if (!read) return fail(std::move(read));
  session->reset();
  return input.together == Together::all ? all_rooms(search) : any_room(search);
}

Result<OptionPage> Desk::areas(const OptionQuery& query, Call& call) {
  const auto known = catalog(call, Freshness::fresh);
  if (!known) return fail(Result<CatalogPointer>(known));
  std::vector<Option> options;
  for (const auto& area : (*known)->areas)
    if (!area.disabled) options.push_back({std::to_string(area.id), area.name});
  return page_of(std::move(options), query);
}

Result<OptionPage> Desk::rooms(const OptionQuery& query, Call& call) {
  const auto known = catalog(call, Freshness::fresh);
  if (!known) return fail(Result<CatalogPointer>(known));
  std::vector<Option> options;
  for (const auto& room : (*known)->rooms) {
    const auto row = room_row(**known, room);
    if (row.bookable) options.push_back({row.room, row.area_name + " / " + row.name});
  }
  return page_of(std::move(options), query);
}

Result<OptionPage> Desk::types(const OptionQuery& query, Call& call) {
  auto list = list_types({}, call);
  if (!list) return fail(std::move(list));
  std::vector<Option> options;
  for (auto& type : list->items) options.push_back({type.type, type.name});
  return page_of(std::move(options), query);
}

}  // namespace ecluse::rooms
