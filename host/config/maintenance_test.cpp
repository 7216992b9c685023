// SPDX-License-Identifier: EUPL-1.2
#include "config/maintenance.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace ecluse::config {
namespace {

class MaintenanceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* zone = std::getenv("TZ");
    before_ = zone == nullptr ? "" : zone;
    ::setenv("TZ", "Europe/Paris", 1);
    ::tzset();
  }
  void TearDown() override {
    before_.empty() ? ::unsetenv("TZ") : ::setenv("TZ", before_.c_str(), 1);
    ::tzset();
  }
  /// "2026-01-05 22:00" in UTC; it is a Monday.
  static base::Wall utc(const char* text) {
    std::tm parts{};
    EXPECT_NE(::strptime(text, "%Y-%m-%d %H:%M", &parts), nullptr) << text;
    return base::Wall(std::chrono::seconds(::timegm(&parts)));
  }
  static std::string end(std::vector<const char*> windows, const char* now) {
    std::vector<MaintenanceWindow> parsed;
    for (const auto* text : windows) parsed.push_back(*parse_window(text));
    const auto end = end_of_maintenance(parsed, utc(now));
    return end ? base::to_text(*end).substr(0, 16) : "-";
  }
  std::string before_;
};

TEST(MaintenanceWindow, IsTwoTimesOfTheDay) {
  for (const auto* text : {"22:00-23:30", "23:30-01:00", "00:00-24:00", "sat 01:00-02:00"})
    EXPECT_TRUE(parse_window(text)) << text;
  for (const auto* text :
       {"", "22:00", "22:00-", "22:00-22:00", "24:00-01:00", "22:60-23:00", "25:00-26:00",
        "24:01-02:00", "9:00-10:00", "22:00 - 23:30", "22h00-23h30", "dim 22:00-23:00",
        "22:00-23:30 ", "sat  22:00-23:30", "22:00-23:3x", "-1:00-02:00"})
    EXPECT_FALSE(parse_window(text)) << text;
  EXPECT_EQ(parse_window("sat 01:00-02:00")->weekday, 6);
}

TEST_F(MaintenanceTest, HoldsFromItsFirstMinuteToBeforeItsLast) {
  EXPECT_EQ(end({"22:00-23:30"}, "2026-01-05 20:59"), "-");
  EXPECT_EQ(end({"22:00-23:30"}, "2026-01-05 21:00"), "2026-01-05T22:30");
  EXPECT_EQ(end({"22:00-23:30"}, "2026-01-05 22:29"), "2026-01-05T22:30");
  EXPECT_EQ(end({"22:00-23:30"}, "2026-01-05 22:30"), "-");
  EXPECT_EQ(end({"22:00-23:30"}, "2026-07-06 20:00"), "2026-07-06T21:30");  // summer time
}

TEST_F(MaintenanceTest, GoesOverMidnight) {
  EXPECT_EQ(end({"23:30-01:00"}, "2026-01-05 22:30"), "2026-01-06T00:00");
  EXPECT_EQ(end({"23:30-01:00"}, "2026-01-05 23:59"), "2026-01-06T00:00");
  EXPECT_EQ(end({"23:30-01:00"}, "2026-01-06 00:00"), "-");
  EXPECT_EQ(end({"22:00-24:00"}, "2026-01-05 22:59"), "2026-01-05T23:00");
}

TEST_F(MaintenanceTest, ADayIsTheOneOnWhichItBegins) {
  EXPECT_EQ(end({"mon 23:30-01:00"}, "2026-01-05 22:45"), "2026-01-06T00:00");
  EXPECT_EQ(end({"mon 23:30-01:00"}, "2026-01-05 23:45"), "2026-01-06T00:00");  // Tuesday by now
  EXPECT_EQ(end({"mon 23:30-01:00"}, "2026-01-04 23:45"), "-");
  EXPECT_EQ(end({"mon 23:30-01:00"}, "2026-01-06 22:45"), "-");
}

TEST_F(MaintenanceTest, WindowsThatTouchAreOne) {
  EXPECT_EQ(end({"22:00-23:00", "23:00-24:00", "00:00-00:30"}, "2026-01-05 21:10"),
            "2026-01-05T23:30");
  EXPECT_NE(end({"00:00-12:00", "12:00-24:00"}, "2026-01-05 21:10"), "-");
}

TEST_F(MaintenanceTest, WhenClocksChange) {
  // 25 October 2026, 03:00 to 02:00 at 01:00 UTC: the window holds in both hours.
  EXPECT_EQ(end({"02:10-02:40"}, "2026-10-25 00:15"), "2026-10-25T00:40");
  EXPECT_EQ(end({"02:10-02:40"}, "2026-10-25 00:45"), "-");
  EXPECT_EQ(end({"02:10-02:40"}, "2026-10-25 01:15"), "2026-10-25T01:40");
  EXPECT_EQ(end({"22:00-06:00"}, "2026-10-24 21:00"), "2026-10-25T05:00");
  // 29 March 2026, 02:00 to 03:00 at 01:00 UTC.
  EXPECT_EQ(end({"01:30-02:30"}, "2026-03-29 00:45"), "2026-03-29T01:00");
  EXPECT_EQ(end({"22:00-06:00"}, "2026-03-28 22:00"), "2026-03-29T04:00");
  EXPECT_EQ(end({"02:10-02:40"}, "2026-03-29 01:15"), "-");
}

TEST_F(MaintenanceTest, ATimeThatIsPastIsTomorrows) {
  const auto next = [](int minute, const char* now) {
    return base::to_text(next_time_of_day(minute, utc(now))).substr(0, 16);
  };
  EXPECT_EQ(next(18 * 60, "2026-01-05 16:00"), "2026-01-05T17:00");
  EXPECT_EQ(next(18 * 60, "2026-01-05 17:00"), "2026-01-06T17:00");
  EXPECT_EQ(next(7 * 60, "2026-01-05 17:00"), "2026-01-06T06:00");
  EXPECT_EQ(next(7 * 60, "2026-03-28 17:00"), "2026-03-29T05:00");
  EXPECT_EQ(local_time_of_day(utc("2026-07-06 21:05")), "23:05");
}

}  // namespace
}  // namespace ecluse::config
