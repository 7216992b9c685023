// SPDX-License-Identifier: EUPL-1.2
// Time, grid, free slots, series, references: what needs no database.
#include <gtest/gtest.h>

#include "recurrence.hpp"
#include "reference.hpp"
#include "slots.hpp"

namespace ecluse::rooms {
namespace {

Zone paris() { return *Zone::find("Europe/Paris"); }
Epoch at(std::string_view text) {
  const auto moment = paris().read(text);
  EXPECT_EQ(moment.fault, TimeFault::none) << text;
  return moment.at;
}
Calendar town_hall() {
  Area area;
  area.id = 1;
  area.opens = 8 * 3600;
  area.closes = 21 * 3600;
  return {area, paris(), {}};
}
Calendar library() {
  auto calendar = town_hall();
  calendar.area.mode = SlotMode::periods;
  calendar.area.periods = {{"Ouverture", "", ""}, {"Midi", "", ""}, {"Soirée", "", ""}};
  return calendar;
}
std::string text(const std::vector<Interval>& intervals) {
  std::string made;
  for (const auto& each : intervals)
    made +=
        paris().text(each.start).substr(5, 11) + "/" + paris().text(each.end).substr(11, 5) + " ";
  return made;
}

TEST(WallClock, ReadsWhatTheWallOrAnOffsetSays) {
  EXPECT_EQ(at("2027-01-11T09:00"), 1799654400);
  EXPECT_EQ(at("2027-01-11T08:00:00Z"), 1799654400);
  EXPECT_EQ(at("2027-01-11T10:00:00+02:00"), 1799654400);
  EXPECT_EQ(paris().text(1799654400), "2027-01-11T09:00:00+01:00");
  EXPECT_EQ(utc_basic(1799773200), "20270112T170000Z");
}

TEST(WallClock, RefusesTheSpringGapAndAsksInTheAutumnOverlap) {
  EXPECT_EQ(paris().read("2027-03-28T02:30").fault, TimeFault::skipped);
  EXPECT_EQ(paris().read("2027-10-31T02:30").fault, TimeFault::twice);
  EXPECT_EQ(at("2027-10-31T02:30:00+02:00") + 3600, at("2027-10-31T02:30:00+01:00"));
}

TEST(WallClock, RefusesWhatIsNoTime) {
  for (const auto* bad : {"", "2027-01-11", "2027-02-30T09:00", "2027-01-11T24:00",
                          "11/01/2027 09h", "2027-01-11T09:60", "2027-01-11T09:00:61",
                          "2027-01-11T09:00+1", "2027-01-11T09:00:00+25:00", "2027-01-11T09:00 "})
    EXPECT_EQ(paris().read(bad).fault, TimeFault::malformed) << bad;
  EXPECT_EQ(paris().read("2039-01-01T00:00").fault, TimeFault::out_of_range);
  EXPECT_FALSE(Zone::find("Europe/Valsonne"));
}

TEST(Grid, KnowsHoursGridAndClosedDays) {
  auto calendar = town_hall();
  const auto fault = [&](std::string_view start, std::string_view end) {
    return check_grid(calendar, {at(start), at(end)});
  };
  EXPECT_EQ(fault("2027-01-11T09:00", "2027-01-11T11:00"), GridFault::none);
  EXPECT_EQ(fault("2027-01-11T20:30", "2027-01-11T21:00"), GridFault::none);
  EXPECT_EQ(fault("2027-01-11T09:10", "2027-01-11T11:00"), GridFault::start_off_grid);
  EXPECT_EQ(fault("2027-01-11T09:00", "2027-01-11T11:01"), GridFault::end_off_grid);
  EXPECT_EQ(fault("2027-01-11T07:00", "2027-01-11T11:00"), GridFault::outside_hours);
  EXPECT_EQ(fault("2027-01-11T20:00", "2027-01-11T21:30"), GridFault::outside_hours);
  EXPECT_EQ(fault("2027-01-11T20:00", "2027-01-12T09:00"), GridFault::none) << "over a night";
  calendar.closed_days = {20270112};
  EXPECT_EQ(fault("2027-01-11T20:00", "2027-01-13T09:00"), GridFault::closed_day);
  calendar.area.open_days[1] = false;
  EXPECT_EQ(fault("2027-01-11T09:00", "2027-01-11T11:00"), GridFault::closed_day);
}

TEST(Grid, HoursThatPassMidnightBelongToTheDayBefore) {
  auto calendar = town_hall();
  calendar.area.closes = 26 * 3600;
  EXPECT_EQ(check_grid(calendar, {at("2027-01-11T23:00"), at("2027-01-12T02:00")}),
            GridFault::none);
  EXPECT_EQ(check_grid(calendar, {at("2027-01-12T01:00"), at("2027-01-12T02:00")}),
            GridFault::none);
  EXPECT_EQ(check_grid(calendar, {at("2027-01-12T01:00"), at("2027-01-12T02:30")}),
            GridFault::outside_hours);
  calendar.area.closes = 24 * 3600;
  EXPECT_EQ(check_grid(calendar, {at("2027-01-11T23:00"), at("2027-01-12T00:00")}),
            GridFault::none);
}

TEST(Grid, ThePeriodsOfADayAreMinutesAfterNoon) {
  const auto calendar = library();
  const auto first = *period_interval(calendar, 20270114, 0, 1);
  EXPECT_EQ(first, (Interval{1799924400, 1799924460}));
  EXPECT_EQ(check_grid(calendar, first), GridFault::none);
  EXPECT_EQ(period_names(calendar, *period_interval(calendar, 20270114, 1, 2)),
            (std::vector<std::string>{"Midi", "Soirée"}));
  EXPECT_FALSE(period_interval(calendar, 20270114, 2, 2));
  EXPECT_EQ(check_grid(calendar, {first.start, first.start + 240}), GridFault::no_such_period);
  EXPECT_EQ(check_grid(calendar, {first.start - 60, first.start}), GridFault::no_such_period);
}

TEST(Slots, AreWhatIsNotBookedWithinOpeningHours) {
  const auto calendar = town_hall();
  const Wanted wanted{{at("2027-01-11T00:00"), at("2027-01-12T00:00")}, 7200};
  EXPECT_EQ(text(free_stretches(calendar, {}, wanted)), "01-11T08:00/21:00 ");
  const std::vector<Interval> busy = {{at("2027-01-11T09:00"), at("2027-01-11T11:00")},
                                      {at("2027-01-11T10:00"), at("2027-01-11T10:30")},
                                      {at("2027-01-11T11:00"), at("2027-01-11T12:10")},
                                      {at("2027-01-11T15:00"), at("2027-01-11T20:00")}};
  EXPECT_EQ(text(free_stretches(calendar, busy, wanted)), "01-11T12:30/15:00 ");
  EXPECT_EQ(text(free_slots(calendar, busy, {wanted.window, 3600})),
            "01-11T08:00/09:00 01-11T12:30/13:30 01-11T13:30/14:30 01-11T20:00/21:00 ");
}

TEST(Slots, ABookingOfTheDayBeforeStillHoldsTheMorning) {
  const auto calendar = town_hall();
  const std::vector<Interval> busy = {{at("2027-01-09T20:00"), at("2027-01-11T10:00")}};
  const Wanted wanted{{at("2027-01-10T00:00"), at("2027-01-12T00:00")}, 3600};
  EXPECT_EQ(text(free_stretches(calendar, busy, wanted)), "01-11T10:00/21:00 ");
}

TEST(Slots, OnTheDaysOfClockChangesTheWallDecides) {
  auto calendar = town_hall();
  calendar.area.opens = 0;
  calendar.area.closes = 24 * 3600;
  const auto hours = [&](PackedDay day) {
    const auto open = open_hours(calendar, day);
    return (open->end - open->start) / 3600;
  };
  EXPECT_EQ(hours(20270328), 23);
  EXPECT_EQ(hours(20271031), 25);
  EXPECT_EQ(hours(20270329), 24);
}

TEST(Slots, AlternativesAreTheEarliestOfRoomsThatFit) {
  const auto calendar = town_hall();
  const Interval wanted{at("2027-01-11T09:00"), at("2027-01-11T10:00")};
  const std::vector<Candidate> rooms = {{1, {{wanted.start, at("2027-01-11T10:00")}}},
                                        {2, {{wanted.start, at("2027-01-11T09:30")}}}};
  const auto found = alternatives(calendar, wanted, rooms, at("2027-01-20T00:00"), 3);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0], (Alternative{2, {at("2027-01-11T09:30"), at("2027-01-11T10:30")}}));
  EXPECT_EQ(found[1], (Alternative{1, {at("2027-01-11T10:00"), at("2027-01-11T11:00")}}));
  EXPECT_EQ(found[2], (Alternative{2, {at("2027-01-11T10:00"), at("2027-01-11T11:00")}}));
}

TEST(Series, RepeatOnTheWallOverClockChanges) {
  Recurrence weekly;
  weekly.weekdays = {false, false, true, false, false, false, false};
  weekly.until = 20270406;
  const Interval first{at("2027-03-23T18:00"), at("2027-03-23T20:00")};
  EXPECT_EQ(text(members_of(weekly, paris(), first, 100)),
            "03-23T18:00/20:00 03-30T18:00/20:00 04-06T18:00/20:00 ");
}

TEST(Series, FollowTheMonth) {
  Recurrence monthly;
  monthly.frequency = Frequency::monthly;
  monthly.month_week = NthWeekday{2, 2};
  monthly.until = 20270630;
  EXPECT_EQ(days_of(monthly, 20270209, 100),
            (std::vector<PackedDay>{20270209, 20270309, 20270413, 20270511, 20270608}));
  monthly.month_week.reset();
  EXPECT_EQ(days_of(monthly, 20270131, 100),
            (std::vector<PackedDay>{20270131, 20270331, 20270531}));
  monthly.month_week = NthWeekday{-1, 5};
  EXPECT_EQ(days_of(monthly, 20270101, 2).size(), 3u) << "one more than asked for says: too many";
  EXPECT_EQ(relative_text({-1, 5}), "-1FR");
  EXPECT_EQ(relative_of("2TU"), (NthWeekday{2, 2}));
  EXPECT_FALSE(relative_of("TU"));
}

TEST(Series, EveryOtherWeekAndEveryYear) {
  Recurrence weekly;
  weekly.interval = 2;
  weekly.weekdays = {true, true, false, false, false, false, false};
  weekly.until = 20270131;
  EXPECT_EQ(days_of(weekly, 20270104, 100),
            (std::vector<PackedDay>{20270104, 20270117, 20270118, 20270131}));
  Recurrence yearly;
  yearly.frequency = Frequency::yearly;
  yearly.until = 20330101;
  EXPECT_EQ(days_of(yearly, 20280229, 100), (std::vector<PackedDay>{20280229, 20320229}));
}

TEST(References, NameTheUidAndTheOriginalStart) {
  Booking booking;
  booking.id = 41;
  EXPECT_EQ(text_of(reference_of(booking)), "id:41");
  booking.uid = "MRBS-1@ville";
  booking.recurrence = "20270112T170000Z";
  const auto read = read_reference(text_of(reference_of(booking)));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->uid, "MRBS-1@ville");
  EXPECT_EQ(read->recurrence, "20270112T170000Z");
  for (const auto* bad : {"", "id:", "id:0", "id:-1", "id:4x", "#20270112T170000Z", "a#b"})
    EXPECT_FALSE(read_reference(bad)) << bad;
}

TEST(References, AKeyGivesOneUidThatDoesNotTellIt) {
  const auto uid = uid_of("salles|flow", "key-1", "ville.example");
  EXPECT_EQ(uid, uid_of("salles|flow", "key-1", "ville.example"));
  EXPECT_NE(uid, uid_of("salles|other", "key-1", "ville.example"));
  EXPECT_EQ(uid.find("key-1"), std::string::npos);
  EXPECT_EQ(uid.size(), std::string("ecluse-@ville.example").size() + 26);
}

TEST(References, MaskedTitlesTellNobodysName) {
  EXPECT_EQ(masked("Mariage Léa Ézy", false), "M****** L** É**");
  EXPECT_EQ(masked("Entretien", true), "***");
}

}  // namespace
}  // namespace ecluse::rooms
