// SPDX-License-Identifier: EUPL-1.2
// Opening the connector, and what it keeps of the base for a few seconds.
#include <ecluse/host_sql.hpp>

#include <algorithm>
#include <charconv>

#include "desk.hpp"
#include "errors.hpp"

namespace ecluse::rooms {
namespace {

constexpr std::int64_t catalog_nanoseconds = 5'000'000'000;

template <typename List>
auto* with_id(List& list, std::int64_t id) {
  const auto found =
      std::find_if(list.begin(), list.end(), [id](const auto& each) { return each.id == id; });
  return found == list.end() ? nullptr : &*found;
}

template <typename Settings>
Result<std::unique_ptr<Desk>> opened(const Settings& settings, Host host) {
  auto desk = desk_settings(settings);
  if (!desk) return fail(std::move(desk));
  auto database = database_settings(settings.database);
  if (!database) return fail(std::move(database));
  auto opened = HostSql::open(host, *database);
  std::fill(database->begin(), database->end(), '\0');
  if (!opened) return fail(std::move(opened));
  return std::make_unique<Desk>(std::move(*desk), host, std::move(*opened));
}

std::vector<PackedDay> merged(std::vector<PackedDay> days, const std::vector<PackedDay>& more) {
  days.insert(days.end(), more.begin(), more.end());
  std::sort(days.begin(), days.end());
  return days;
}

}  // namespace

const Room* Catalog::room(std::int64_t id) const { return with_id(rooms, id); }
const Area* Catalog::area(std::int64_t id) const { return with_id(areas, id); }
const Calendar* Catalog::calendar(std::int64_t area) const {
  const auto found = std::find_if(calendars.begin(), calendars.end(),
                                  [area](const Calendar& each) { return each.area.id == area; });
  return found == calendars.end() ? nullptr : &*found;
}

Result<std::unique_ptr<Desk>> Desk::open(MrbsSettings settings, Host host) {
  return opened(settings, host);
}
Result<std::unique_ptr<Desk>> Desk::open(GrrSettings settings, Host host) {
  return opened(settings, host);
}

Desk::Desk(DeskSettings settings, Host host, std::unique_ptr<kit::SqlDatabase> database)
    : settings_(std::move(settings)), host_(std::move(host)), database_(std::move(database)) {}

Result<std::unique_ptr<Session>> Desk::reading(Call& call) const {
  return database_->read({.call = &call.raw()});
}

Result<std::unique_ptr<Catalog>> Desk::read_catalog(Session& session) const {
  auto made = std::make_unique<Catalog>();
  auto fingerprint = read_fingerprint(session, settings_.tables, settings_.claims);
  if (!fingerprint) return fail(std::move(fingerprint));
  made->fingerprint = std::move(*fingerprint);
  made->ledger =
      settings_.product == Product::mrbs
          ? mrbs_ledger(settings_.tables, made->fingerprint.custom_columns, settings_.types)
          : grr_ledger(settings_.tables, settings_.time_zone);
  auto areas = made->ledger->areas(session);
  if (!areas) return fail(std::move(areas));
  made->areas = std::move(*areas);
  auto rooms = made->ledger->rooms(session, {}, RowLock::none);
  if (!rooms) return fail(std::move(rooms));
  made->rooms = std::move(*rooms);
  for (const auto& area : made->areas) {
    const auto zone = Zone::find(area.zone);
    if (!zone) continue;
    auto closed = made->ledger->closed_days(session, *zone);
    if (!closed) return fail(std::move(closed));
    made->calendars.push_back({area, *zone, merged(std::move(*closed), settings_.closed_days)});
  }
  made->read_at = host_.monotonic_ns();
  return made;
}

Result<CatalogPointer> Desk::catalog(Call& call, Freshness freshness) {
  if (freshness == Freshness::recent) {
    const std::lock_guard lock(catalog_mutex_);
    if (catalog_ && host_.monotonic_ns() - catalog_->read_at < catalog_nanoseconds) return catalog_;
  }
  auto session = reading(call);
  if (!session) return fail(std::move(session));
  auto made = read_catalog(**session);
  if (!made) return fail(std::move(made));
  const std::lock_guard lock(catalog_mutex_);
  catalog_ = std::move(*made);
  return catalog_;
}

Result<const Calendar*> Desk::calendar_of(const Catalog& catalog, std::int64_t area) const {
  if (const auto* found = catalog.calendar(area)) return found;
  const auto* of = catalog.area(area);
  if (of == nullptr) return fail(errors::area_unknown).with("area", std::to_string(area));
  return fail(errors::zone_unknown).with("zone", of->zone);
}

Result<const Room*> Desk::room_of(const Catalog& catalog, std::string_view text,
                                  std::string_view pointer) const {
  std::int64_t id = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), id);
  const Room* room =
      fault == std::errc() && end == text.data() + text.size() ? catalog.room(id) : nullptr;
  if (room != nullptr) return room;
  return fail(errors::room_unknown).with("room", text).at(pointer);
}

}  // namespace ecluse::rooms
