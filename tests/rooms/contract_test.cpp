// SPDX-License-Identifier: EUPL-1.2
// The same questions to every base that the connector knows: what it answers, and what stands in
// the tables afterwards.
#include <gtest/gtest.h>

#include <algorithm>

#include "base.hpp"

namespace ecluse::tests::rooms {
namespace {

TEST_P(Rooms, ListsWhatThereIs) {
  const auto areas = rig_->call("list-areas", {});
  ASSERT_TRUE(areas.ok) << areas.slug;
  EXPECT_EQ(areas.answer["items"][0]["name"], "Hôtel de Ville");
  EXPECT_EQ(areas.answer["items"][0]["opens"], "08:00");
  EXPECT_EQ(areas.answer["items"][0]["slot_minutes"], 30);
  const auto rooms = rig_->call("list-rooms", {{"capacity", 50}, {"area", "1"}});
  ASSERT_TRUE(rooms.ok) << rooms.slug;
  ASSERT_EQ(rooms.answer["items"].size(), 2u);
  EXPECT_EQ(rooms.answer["items"][0]["equipment"], "Sono, écran");
  EXPECT_EQ(rig_->call("list-rooms", {{"area", "77"}}).slug, "area-unknown");
  const auto types = rig_->call("list-types", {{"room", "2"}});
  ASSERT_TRUE(types.ok) << types.slug;
  const auto text = types.answer["items"].dump();
  EXPECT_EQ(text.find("\"I\"") == std::string::npos, !grr()) << text;
}

TEST_P(Rooms, ChecksAndSaysWhatProtects) {
  const auto told = rig_->call({"", {}, "", false, loader::Function::check});
  ASSERT_TRUE(told.ok) << told.slug;
  const auto protection = told.answer["facts"]["protection"].get<std::string>();
  const bool sqlite = GetParam().server == Server::sqlite;
  EXPECT_EQ(protection, sqlite                                    ? "whole-file"
                        : GetParam().base == Base::mrbs           ? "guard"
                        : GetParam().server == Server::postgresql ? "table-lock"
                                                                  : "named-lock");
  EXPECT_EQ(told.answer["facts"]["writing"], "yes");
  EXPECT_EQ(told.answer["facts"]["transactions"], myisam() ? "no (MyISAM)" : "yes");
}

TEST_P(Rooms, CreatesReadsAndFindsABooking) {
  const auto told = rig_->call("create-booking", booking(), "key-1");
  ASSERT_TRUE(told.ok) << told.slug;
  EXPECT_EQ(told.answer["notifications_not_sent"], true);
  EXPECT_EQ(told.answer["confidence"], "exclusive");
  EXPECT_EQ(told.answer["rows"], Json::array());
  EXPECT_NE(told.answer["would_notify"].dump().find("valsonne.example"), std::string::npos);
  const auto reference = told.answer["booking"]["booking"].get<std::string>();
  EXPECT_EQ(told.answer["booking"]["start"], "2027-01-11T09:00:00+01:00");
  const auto got = rig_->call("get-booking", {{"booking", reference}});
  ASSERT_TRUE(got.ok) << got.slug;
  EXPECT_EQ(got.answer["title"], "Assemblée");
  EXPECT_EQ(got.answer["created_by"], "connecteur");
  const auto found = rig_->call("search-bookings", {{"text", "assembl"}, {"room", "1"}});
  ASSERT_TRUE(found.ok) << found.slug;
  EXPECT_EQ(found.answer["items"].size(), 1u);
  EXPECT_EQ(rows(), 1);
  if (!grr())
    EXPECT_EQ(
        rig_->sql("SELECT start_time, end_time, entry_type, status, ical_sequence, modified_by "
                  "FROM mrbs_entry"),
        (std::vector<std::vector<std::string>>{{"1799654400", "1799661600", "0", "0", "0", ""}}));
  else
    EXPECT_EQ(
        rig_->sql("SELECT option_reservation, beneficiaire, statut_entry, moderate, action, "
                  "identifiant FROM grr_entry e JOIN grr_log_resa l ON l.idresa = e.id"),
        (std::vector<std::vector<std::string>>{{"-1", "connecteur", "-", "0", "1", "connecteur"}}));
}

TEST_P(Rooms, ATakenSlotIsRefusedWithMaskedConflictsAndAlternatives) {
  made(booking());
  auto meets = booking("2027-01-11T10:00", "2027-01-11T12:00");
  meets["capacity"] = 50;
  const auto told = rig_->call("create-booking", meets);
  EXPECT_EQ(told.slug, "slot-taken");
  ASSERT_EQ(told.beside["conflicts"].size(), 1u);
  EXPECT_EQ(told.beside["conflicts"][0]["title"], "A********");
  EXPECT_EQ(told.beside.dump().find("Assembl"), std::string::npos);
  ASSERT_EQ(told.beside["alternatives"].size(), 3u);
  EXPECT_EQ(told.beside["alternatives"][0]["room"], "2");
  EXPECT_EQ(told.beside["alternatives"][0]["start"], "2027-01-11T10:00:00+01:00");
  EXPECT_EQ(rows(), 1);
  made(booking("2027-01-11T11:00", "2027-01-11T12:00"));  // back to back is no conflict
}

TEST_P(Rooms, TheSameKeyGivesTheSameBooking) {
  const auto first = made(booking(), "key-1");
  const auto again = rig_->call("create-booking", booking(), "key-1");
  ASSERT_TRUE(again.ok) << again.slug;
  EXPECT_EQ(again.answer["replayed"], true);
  EXPECT_EQ(again.answer["booking"]["booking"], first);
  EXPECT_EQ(rows(), 1);
  EXPECT_EQ(rig_->call("create-booking", booking(), "key-2").slug, "slot-taken");
  const auto outcome =
      rig_->call({"create-booking", booking(), "key-1", false, loader::Function::outcome});
  ASSERT_TRUE(outcome.ok) << outcome.slug;
  EXPECT_EQ(outcome.answer["outcome"], "done");
  const auto absent =
      rig_->call({"create-booking", booking(), "key-9", false, loader::Function::outcome});
  EXPECT_EQ(absent.answer["outcome"], "absent");
}

TEST_P(Rooms, ChangesWhatIsGivenAndKeepsTheReference) {
  const auto reference = made(booking());
  const auto moved = rig_->call(
      "change-booking",
      {{"booking", reference}, {"start", "2027-01-11T14:00"}, {"title", "Assemblée (déplacée)"}});
  ASSERT_TRUE(moved.ok) << moved.slug << moved.pointer;
  EXPECT_EQ(moved.answer["booking"]["end"], "2027-01-11T16:00:00+01:00") << "its length stays";
  EXPECT_EQ(moved.answer["booking"]["booking"], reference);
  made(booking());
  EXPECT_EQ(
      rig_->call("change-booking", {{"booking", reference}, {"start", "2027-01-11T10:00"}}).slug,
      "slot-taken");
  const auto elsewhere = rig_->call(
      "change-booking", {{"booking", reference}, {"start", "2027-01-11T10:00"}, {"room", "3"}});
  ASSERT_TRUE(elsewhere.ok) << elsewhere.slug;
  EXPECT_EQ(elsewhere.answer["booking"]["room_name"], "Bureau 112");
  if (!grr())
    EXPECT_EQ(rig_->number("SELECT MAX(ical_sequence) FROM mrbs_entry"), 2);
  else
    EXPECT_EQ(rig_->number("SELECT COUNT(*) FROM grr_log_resa WHERE action = 2"), 2);
  EXPECT_EQ(rig_->overlaps(), 0);
}

TEST_P(Rooms, CancelsAndFreesTheSlot) {
  const auto reference = made(booking());
  const auto told = rig_->call("cancel-booking", {{"booking", reference}});
  ASSERT_TRUE(told.ok) << told.slug;
  EXPECT_EQ(rows(), 0);
  EXPECT_EQ(rig_->call("get-booking", {{"booking", reference}}).slug, "booking-unknown");
  EXPECT_EQ(rig_->call("cancel-booking", {{"booking", reference}}).slug, "booking-unknown");
  made(booking());
}

TEST_P(Rooms, ABookingThatNeedsApprovalWaitsAndBlocks) {
  auto asked = booking("2027-01-20T09:00", "2027-01-20T11:00", "4");
  if (grr()) asked["fields"] = {{{"name", "Nombre de personnes"}, {"value", "180 à table"}}};
  const auto first = rig_->call("create-booking", asked);
  ASSERT_TRUE(first.ok) << first.slug << first.pointer;
  EXPECT_EQ(first.answer["booking"]["approval"], "awaiting");
  EXPECT_EQ(rig_->call("create-booking", asked).slug, "slot-taken");
  const auto reference = first.answer["booking"]["booking"].get<std::string>();
  const auto yes = rig_->call("approve-booking", {{"booking", reference}, {"reason", "Accord"}});
  ASSERT_TRUE(yes.ok) << yes.slug;
  EXPECT_EQ(rig_->call("approve-booking", {{"booking", reference}}).slug, "not-awaiting");
  asked["start"] = "2027-01-21T09:00", asked["end"] = "2027-01-21T11:00";
  const auto second = rig_->call("create-booking", asked);
  ASSERT_TRUE(second.ok) << second.slug;
  ASSERT_TRUE(rig_->call("refuse-booking", {{"booking", second.answer["booking"]["booking"]}}).ok);
  EXPECT_EQ(rows(), 1);
  const auto waiting = rig_->call("search-bookings", {{"approval", "awaiting"}});
  EXPECT_EQ(waiting.answer["items"].size(), 0u);
  if (grr()) {
    EXPECT_EQ(first.answer["booking"]["fields"][0]["value"], "180 à table");
    EXPECT_EQ(rig_->number("SELECT COUNT(*) FROM grr_entry_moderate"), 1);
    EXPECT_EQ(rig_->number("SELECT COUNT(*) FROM grr_log_resa WHERE action = 3"), 2);
  }
}

TEST_P(Rooms, FindsFreeSlotsOfOneAndOfAllRooms) {
  made(booking());
  const Json window = {{"rooms", {"1"}},
                       {"from", "2027-01-11T08:00"},
                       {"to", "2027-01-11T13:00"},
                       {"duration_minutes", 120}};
  auto told = rig_->call("find-free-slots", window);
  ASSERT_TRUE(told.ok) << told.slug;
  ASSERT_EQ(told.answer["items"].size(), 1u) << told.answer;
  EXPECT_EQ(told.answer["items"][0]["start"], "2027-01-11T11:00:00+01:00");
  auto both = window;
  both["rooms"] = {"1", "3"};
  both["together"] = "all";
  told = rig_->call("find-free-slots", both);
  ASSERT_EQ(told.answer["items"].size(), 1u) << told.answer;
  EXPECT_EQ(told.answer["items"][0]["rooms"], Json({"1", "3"}));
  auto stretches = window;
  stretches["rooms"] = {"3"};
  stretches["form"] = "stretches";
  told = rig_->call("find-free-slots", stretches);
  ASSERT_EQ(told.answer["items"].size(), 1u);
  EXPECT_EQ(told.answer["items"][0]["end"], "2027-01-11T13:00:00+01:00");
}

TEST_P(Rooms, EachBadInputHasItsOwnProblem) {
  const auto slug = [&](Json input) { return rig_->call("create-booking", input).slug; };
  const auto with = [&](const char* name, const Json& value) {
    auto input = booking();
    input[name] = value;
    return input;
  };
  EXPECT_EQ(slug(with("room", "99")), "room-unknown");
  EXPECT_EQ(slug(with("room", "1 OR 1=1")), "room-unknown");
  EXPECT_EQ(slug(booking("2027-01-11T11:00", "2027-01-11T09:00")), "end-before-start");
  EXPECT_EQ(slug(booking("2027-01-11T09:10", "2027-01-11T11:00")), "off-grid");
  EXPECT_EQ(slug(booking("2027-01-11T07:00", "2027-01-11T11:00")), "outside-hours");
  EXPECT_EQ(slug(booking("2027-03-28T02:30", "2027-03-28T11:00")), "time-skipped");
  EXPECT_EQ(slug(booking("2027-10-31T02:30", "2027-10-31T11:00")), "time-twice");
  EXPECT_EQ(slug(booking("2026-01-11T09:00", "2026-01-11T11:00")), "in-the-past");
  EXPECT_EQ(slug(booking("2039-01-11T09:00", "2039-01-11T11:00")), "time-out-of-range");
  EXPECT_EQ(slug(booking("lundi prochain 9h", "2027-01-11T11:00")), "time-malformed");
  EXPECT_EQ(slug(with("type", "Z")), "type-unknown");
  EXPECT_EQ(slug(with("title", std::string(10000, 'a'))), "too-long") << "of the schema";
  EXPECT_EQ(slug(with("fields", {{{"name", "x"}, {"value", "y"}}})), "field-unknown");
  EXPECT_EQ(slug(booking("2027-01-20T09:00", "2027-01-20T11:00", "5")), "room-disabled");
  auto neither = booking();
  neither.erase("end");
  EXPECT_EQ(slug(neither), "end-missing");
  EXPECT_EQ(rig_->call("get-booking", {{"booking", "id:0"}}).slug, "booking-unknown");
  EXPECT_EQ(rig_->call("get-booking", {{"booking", "' OR ''='"}}).slug, "booking-unknown");
  EXPECT_EQ(rig_->call("search-bookings", {{"cursor", "nope"}}).slug, "cursor-invalid");
  EXPECT_EQ(rows(), 0);
}

TEST_P(Rooms, RulesOfTheBaseHold) {
  const auto slug = [&](const std::string& start, const std::string& end, const std::string& room) {
    auto input = booking(start, end, room);
    if (grr()) input["fields"] = {{{"name", "Nombre de personnes"}, {"value", "8"}}};
    return rig_->call("create-booking", input).slug;
  };
  EXPECT_EQ(slug("2027-01-05T09:00", "2027-01-05T11:00", "4"), "too-soon");
  EXPECT_EQ(slug("2028-03-06T09:00", "2028-03-06T11:00", "4"), "too-far-ahead");
  if (grr()) {
    EXPECT_EQ(slug("2027-02-01T08:00", "2027-02-01T21:00", "4"), "too-long");
    EXPECT_EQ(
        rig_->call("create-booking", booking("2027-01-11T09:00", "2027-01-11T10:00", "6")).slug,
        "account-not-allowed");
    EXPECT_EQ(
        rig_->call("create-booking", booking("2027-01-11T09:00", "2027-01-11T10:00", "7")).slug,
        "account-not-allowed");
    EXPECT_EQ(
        rig_->call("create-booking", booking("2027-01-18T09:00", "2027-01-18T10:00", "1")).slug,
        "closed-day");
    EXPECT_EQ(
        rig_->call("create-booking", booking("2027-01-16T09:00", "2027-01-16T10:00", "8")).slug,
        "closed-day")
        << "a Saturday that the domain does not show";
    EXPECT_EQ(
        rig_->call("create-booking", booking("2027-01-18T09:00", "2027-01-18T11:00", "4")).slug,
        "closed-day");
    auto without = booking("2027-01-20T09:00", "2027-01-20T11:00", "4");
    EXPECT_EQ(rig_->call("create-booking", without).slug, "field-missing");
    auto for_other = booking();
    for_other["beneficiary"] = "accueil";
    EXPECT_EQ(rig_->call("create-booking", for_other).slug, "account-not-allowed");
    made(booking("2027-01-11T09:00", "2027-01-11T10:00", "8"));
    made(booking("2027-01-11T10:00", "2027-01-11T11:00", "8"));
    EXPECT_EQ(
        rig_->call("create-booking", booking("2027-01-12T09:00", "2027-01-12T10:00", "8")).slug,
        "quota-reached");
    return;
  }
  EXPECT_EQ(slug("2027-02-01T08:00", "2027-02-02T08:30", "4"), "too-long");
  auto interne = booking("2027-01-11T09:00", "2027-01-11T10:00", "2");
  interne["type"] = "I";
  EXPECT_EQ(rig_->call("create-booking", interne).slug, "type-not-allowed");
  for (const auto* day : {"01", "02", "03"})
    made(booking(std::string("2027-02-") + day + "T09:00", std::string("2027-02-") + day + "T10:00",
                 "4"));
  EXPECT_EQ(slug("2027-02-04T09:00", "2027-02-04T10:00", "4"), "quota-reached");
  EXPECT_EQ(slug("2027-03-04T09:00", "2027-03-04T10:00", "4"), "") << "another month";
  EXPECT_EQ(rig_->call("create-booking", booking("2027-01-11T09:00", "2027-01-11T10:00", "7")).slug,
            "room-disabled")
      << "its area is";
}

TEST_P(Rooms, PeriodsAreBookedByName) {
  if (grr()) return;
  Json input = {
      {"room", "6"}, {"day", "2027-01-14"}, {"periods", {"Midi", "Soirée"}}, {"title", "Atelier"}};
  const auto told = rig_->call("create-booking", input);
  ASSERT_TRUE(told.ok) << told.slug;
  EXPECT_EQ(told.answer["booking"]["periods"], Json({"Midi", "Soirée"}));
  EXPECT_EQ(rig_->number("SELECT start_time FROM mrbs_entry"), 1799924460);
  input["periods"] = {"Ouverture", "Soirée"};
  EXPECT_EQ(rig_->call("create-booking", input).slug, "period-unknown")
      << "not one after the other";
  input.erase("periods");
  EXPECT_EQ(rig_->call("create-booking", input).slug, "periods-needed");
  const auto free = rig_->call("find-free-slots",
                               {{"rooms", {"6"}}, {"from", "2027-01-14"}, {"to", "2027-01-15"}});
  ASSERT_EQ(free.answer["items"].size(), 1u) << free.answer;
  EXPECT_EQ(free.answer["items"][0]["periods"], Json({"Ouverture"}));
}

TEST_P(Rooms, ASeriesIsWrittenWhollyOrNotAtAll) {
  Json input = {{"booking", booking("2027-03-23T18:00", "2027-03-23T20:00")},
                {"repeat", {{"every", "week"}, {"until", "2027-04-06"}}}};
  const auto told = rig_->call("create-series", input, "series-1");
  ASSERT_TRUE(told.ok) << told.slug << told.pointer;
  EXPECT_EQ(told.answer["count"], 3);
  EXPECT_EQ(rows(), 3);
  const auto ends = rig_->sql("SELECT start_time FROM " + rig_->entry() + " ORDER BY 1");
  EXPECT_EQ(ends, (std::vector<std::vector<std::string>>{
                      {"1805821200"}, {"1806422400"}, {"1807027200"}}));
  const auto series = told.answer["booking"]["series"].get<std::string>();
  EXPECT_EQ(rig_->call("create-series", input, "series-1").answer["replayed"], true);
  // One member in the way: nothing is written.
  Json other = {{"booking", booking("2027-03-09T18:00", "2027-03-09T20:00")},
                {"repeat", {{"every", "week"}, {"until", "2027-03-30"}}}};
  const auto refused = rig_->call("create-series", other, "series-2");
  EXPECT_EQ(refused.slug, "slot-taken");
  EXPECT_EQ(refused.beside["conflicts"][0]["start"], "2027-03-23T18:00:00+01:00");
  EXPECT_EQ(rows(), 3);
  const auto changed = rig_->call("change-series", {{"series", series}, {"title", "Judo"}});
  ASSERT_TRUE(changed.ok) << changed.slug;
  EXPECT_EQ(rig_->number("SELECT COUNT(*) FROM " + rig_->entry() + " WHERE name = 'Judo'"), 3);
  const auto gone = rig_->call("cancel-series", {{"series", series}});
  ASSERT_TRUE(gone.ok) << gone.slug;
  EXPECT_EQ(gone.answer["count"], 3);
  EXPECT_EQ(rows(), 0);
  EXPECT_EQ(grr() ? 0 : rig_->number("SELECT COUNT(*) FROM mrbs_repeat"), 0);
}

TEST_P(Rooms, AMemberOfASeriesCanBeMovedAlone) {
  if (grr()) return;
  Json input = {{"booking", booking("2027-03-23T18:00", "2027-03-23T20:00")},
                {"repeat", {{"every", "week"}, {"until", "2027-04-06"}}}};
  const auto told = rig_->call("create-series", input);
  ASSERT_TRUE(told.ok) << told.slug;
  const auto member = told.answer["booking"]["series"].get<std::string>() + "#20270330T160000Z";
  const auto moved =
      rig_->call("change-booking", {{"booking", member}, {"start", "2027-03-31T18:00"}});
  ASSERT_TRUE(moved.ok) << moved.slug;
  EXPECT_EQ(moved.answer["booking"]["booking"], member) << "the original start names it for ever";
  EXPECT_EQ(rig_->number("SELECT COUNT(*) FROM mrbs_entry WHERE entry_type = 2"), 1);
  EXPECT_EQ(rig_->call("cancel-booking", {{"booking", told.answer["booking"]["series"]}}).slug,
            "booking-is-series");
}

TEST_P(Rooms, ADryRunShowsTheRowsAndChangesNothing) {
  const auto kept = made(booking());
  const auto before = rig_->sql("SELECT * FROM " + rig_->entry());
  const auto dry = [&](const std::string& action, const Json& input) {
    return rig_->call({action, input, "dry", true});
  };
  const auto create = dry("create-booking", booking("2027-01-11T14:00", "2027-01-11T15:00"));
  ASSERT_TRUE(create.ok) << create.slug;
  EXPECT_EQ(create.answer["simulated"], myisam());
  ASSERT_GE(create.answer["rows"].size(), 1u);
  EXPECT_EQ(create.answer["rows"][0]["change"], "insert");
  EXPECT_NE(create.answer["rows"][0]["after"].dump().find("1799672400"), std::string::npos);
  EXPECT_EQ(dry("create-booking", booking()).slug, "slot-taken") << "all checks run";
  const auto change = dry("change-booking", {{"booking", kept}, {"title", "Autre"}});
  ASSERT_TRUE(change.ok) << change.slug;
  EXPECT_NE(change.answer["rows"][0]["before"].dump().find("Assemblée"), std::string::npos);
  EXPECT_NE(change.answer["rows"][0]["after"].dump().find("Autre"), std::string::npos);
  ASSERT_TRUE(dry("cancel-booking", {{"booking", kept}}).ok);
  const Json series = {{"booking", booking("2027-03-23T18:00", "2027-03-23T20:00")},
                       {"repeat", {{"every", "week"}, {"until", "2027-04-06"}}}};
  const auto many = dry("create-series", series);
  EXPECT_EQ(many.slug, myisam() ? "dry-run-impossible" : "");
  EXPECT_EQ(rig_->sql("SELECT * FROM " + rig_->entry()), before);
  EXPECT_EQ(
      rig_->number("SELECT COUNT(*) FROM " + std::string(grr() ? "grr_repeat" : "mrbs_repeat")), 0);
  EXPECT_EQ(grr() ? rig_->number("SELECT COUNT(*) FROM grr_log_resa") : 1, 1);
}

TEST_P(Rooms, HostileTextsStayTexts) {
  const std::vector<std::string> payloads = {"'; DROP TABLE mrbs_entry; --",
                                             "\" OR 1=1 --",
                                             "\\'; SELECT 1; #",
                                             "%_!",
                                             "Robert'); --",
                                             "😀 fête",
                                             "?, ?, ?",
                                             "{0} %s @1@x@/1@",
                                             "<script>alert(1)</script>",
                                             "a\tb"};
  int hour = 8;
  for (const auto& text : payloads) {
    auto input = booking(
        "2027-01-13T" + std::string(hour < 10 ? "0" : "") + std::to_string(hour) + ":00",
        "2027-01-13T" + std::string(hour < 9 ? "0" : "") + std::to_string(hour + 1) + ":00");
    input["title"] = text;
    input["description"] = text;
    const auto reference = made(input);
    const auto got = rig_->call("get-booking", {{"booking", reference}});
    EXPECT_EQ(got.answer["title"], text);
    EXPECT_EQ(rig_->call("search-bookings", {{"text", text}}).answer["items"].size(), 1u) << text;
    ++hour;
  }
}

TEST_P(Rooms, PagesFollowEachOther) {
  for (int day = 11; day < 16; ++day)
    made(booking("2027-01-" + std::to_string(day) + "T09:00",
                 "2027-01-" + std::to_string(day) + "T10:00"));
  std::vector<std::string> starts;
  Json query = {{"page_size", 2}, {"from", "2027-01-11"}};
  for (int page = 0; page < 5; ++page) {
    const auto told = rig_->call("search-bookings", query);
    ASSERT_TRUE(told.ok) << told.slug;
    for (const auto& item : told.answer["items"]) starts.push_back(item["start"]);
    if (!told.answer.contains("cursor")) break;
    query["cursor"] = told.answer["cursor"];
  }
  EXPECT_EQ(starts.size(), 5u);
  EXPECT_TRUE(std::is_sorted(starts.begin(), starts.end()));
}

const Place places[] = {{"MrbsOnSqlite", Base::mrbs, Server::sqlite},
                        {"MrbsOnMariaDb", Base::mrbs, Server::mariadb},
                        {"MrbsOnPostgreSql", Base::mrbs, Server::postgresql},
                        {"Mrbs19OnMariaDb", Base::mrbs_1_9, Server::mariadb},
                        {"Mrbs19OnPostgreSql", Base::mrbs_1_9, Server::postgresql},
                        {"MrbsMyIsam", Base::mrbs_myisam, Server::mariadb},
                        {"GrrOnMariaDb", Base::grr, Server::mariadb},
                        {"GrrMyIsam", Base::grr_myisam, Server::mariadb}};

std::string name_of(const ::testing::TestParamInfo<Place>& one) { return one.param.name; }

INSTANTIATE_TEST_SUITE_P(Bases, Rooms, ::testing::ValuesIn(places), name_of);

}  // namespace
}  // namespace ecluse::tests::rooms
