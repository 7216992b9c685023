// SPDX-License-Identifier: EUPL-1.2
// For the operator: what the base is, what is wrong in it already, and the guard to install.
#include <fmt/format.h>

#include "errors.hpp"
#include "telling.hpp"

namespace ecluse::rooms {
namespace {

/// Two live bookings of one room that meet. GRR takes one second for no overlap.
std::string overlap_query(const Tables& tables, Product product) {
  const bool is_mrbs = product == Product::mrbs;
  const std::string live = is_mrbs ? "" : " AND a.supprimer = 0 AND b.supprimer = 0";
  const std::string meets = is_mrbs ? "a.start_time < b.end_time AND a.end_time > b.start_time"
                                    : "a.start_time < b.end_time - 1 AND a.end_time - 1 > "
                                      "b.start_time";
  return "SELECT a.id, b.id, a.room_id, a.start_time, a.end_time, b.start_time, b.end_time FROM " +
         tables("entry") + " a JOIN " + tables("entry") +
         " b ON a.room_id = b.room_id AND a.id < b.id AND " + meets + live +
         " ORDER BY a.room_id, a.start_time, a.id, b.id";
}

}  // namespace

Result<Checked> Desk::check(Call& call) {
  const auto known = catalog(call, Freshness::fresh);
  if (!known) return fail(Result<CatalogPointer>(known));
  const auto& found = (*known)->fingerprint;
  auto session = reading(call);
  if (!session) return fail(std::move(session));
  auto account = (*known)->ledger->account(**session, settings_.booked_as, nullptr, nullptr);
  if (!account) return fail(std::move(account));
  const auto& server = (*session)->facts();
  Checked made;
  made.version = found.version.empty() ? "db " + found.schema : found.version;
  made.facts = {{"server", server.product + " " + server.version},
                {"schema", found.schema},
                {"rooms", std::to_string((*known)->rooms.size())},
                {"protection", std::string(name_of(found.protection))},
                {"transactions", found.transactional ? "yes" : "no (MyISAM)"},
                {"booked_as",
                 account->known ? settings_.booked_as + ", level " + std::to_string(account->level)
                                : settings_.booked_as + ", not in the product's table"}};
  if (!found.known)
    made.facts.emplace_back("writing", "no: " + found.reason);
  else if (found.protection == Protection::none)
    made.facts.emplace_back("writing", settings_.without_lock == WithoutLock::optimistic
                                           ? "optimistic, checked afterwards"
                                           : "no: nothing prevents a double booking");
  else
    made.facts.emplace_back("writing", "yes");
  if (!found.custom_columns.empty()) {
    std::string names;
    for (const auto& each : found.custom_columns) names += (names.empty() ? "" : ", ") + each;
    made.facts.emplace_back("site_columns", names);
  }
  return made;
}

Result<void> Desk::overlaps(const Nothing&, Call& call, Lines& lines) {
  const auto known = catalog(call, Freshness::fresh);
  if (!known) return fail(Result<CatalogPointer>(known));
  auto session = reading(call);
  if (!session) return fail(std::move(session));
  const auto& tables = (*known)->ledger->tables();
  int count = 0;
  const auto done =
      (*session)->run(overlap_query(tables, settings_.product), {}, [&](const kit::SqlRow& row) {
        ++count;
        const auto* room = (*known)->room(row.integer(2));
        const auto* calendar = room == nullptr ? nullptr : (*known)->calendar(room->area);
        const Zone zone = calendar == nullptr ? *Zone::find(settings_.time_zone) : calendar->zone;
        // Ids and times: the operator looks the rest up in the product, where rights hold.
        const bool heard = lines.put(
            fmt::format("{}: {} {} - {} / {} {} - {}", room == nullptr ? "?" : room->name,
                        row.integer(0), zone.text(row.integer(3)), zone.text(row.integer(4)),
                        row.integer(1), zone.text(row.integer(5)), zone.text(row.integer(6))));
        return heard ? kit::SqlNext::more : kit::SqlNext::enough;
      });
  if (!done) return fail(Result<kit::SqlDone>(done));
  lines.put(fmt::format(
      fmt::runtime(call.say({"{} doublon(s) dans la base.", "{} double booking(s) in the base."})),
      count));
  return {};
}

Result<void> Desk::guard(const Nothing&, Call& call, Lines& lines) {
  const auto known = catalog(call, Freshness::fresh);
  if (!known) return fail(Result<CatalogPointer>(known));
  const auto& found = (*known)->fingerprint;
  const auto& tables = (*known)->ledger->tables();
  lines.put(fmt::format("-- protection: {}", name_of(found.protection)));
  if (found.protection == Protection::guard) {
    lines.put(call.say({"-- La garde est en place.", "-- The guard is in place."}));
    return {};
  }
  const auto ddl = guard_ddl(tables, settings_.product, std::to_string(now()));
  if (ddl.empty()) {
    lines.put(
        call.say({"-- Ce moteur n'a pas besoin de garde.", "-- This engine needs no guard."}));
    return {};
  }
  lines.put(call.say({"-- À lancer par un administrateur de la base, après « overlaps ».",
                      "-- To be run by an administrator of the base, after \"overlaps\"."}));
  std::string_view rest = ddl;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    lines.put(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
}

}  // namespace ecluse::rooms
