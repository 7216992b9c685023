// SPDX-License-Identifier: EUPL-1.2
// Never a double booking: clients of the connector against a second writer that replays what the
// web pages send, over few rooms and few slots, so that everybody wants the same.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "base.hpp"

namespace ecluse::tests::rooms {
namespace {

/// PostgreSQL's deferred constraint lets two pages wait for each other at COMMIT; the server ends
/// one after its deadlock_timeout, a second each: right, but slow. Fewer pages, for the time of a
/// test.
int web_sessions(const Place& place) {
  return place.base == Base::mrbs && place.server == Server::postgresql ? 2 : 4;
}

/// ECLUSE_RACE_CALLS=20000 for the whole race of the issue; less is enough at each change.
int calls_of_race() {
  const char* given = std::getenv("ECLUSE_RACE_CALLS");
  return given == nullptr ? 400 : std::atoi(given);
}
int clients_of_race() {
  const char* given = std::getenv("ECLUSE_RACE_CLIENTS");
  return given == nullptr ? 16 : std::atoi(given);
}

struct Tally {
  std::atomic<int> booked{0}, taken{0}, changed{0}, cancelled{0}, gone{0}, busy{0};
  std::atomic<int> web_booked{0}, web_refused{0};
  std::mutex mutex;
  std::map<std::string, bool> live;  ///< our references: acknowledged, and not cancelled since
  std::map<std::string, int> other;
};

class Race : public Rooms {
 protected:
  /// Slots of one morning and afternoon, in rooms 1 to 3.
  static std::string slot(int hour) {
    return "2027-01-11T" + std::string(hour < 10 ? "0" : "") + std::to_string(hour) + ":00";
  }

  void client(int number, int calls, Tally& tally) {
    std::mt19937 dice(static_cast<unsigned>(number));
    std::vector<std::string> mine;
    for (int call = 0; call < calls; ++call) {
      const int hour = 8 + static_cast<int>(dice() % 10);
      const auto room = std::to_string(1 + dice() % 3);
      const auto what = dice() % 10;
      if (what < 5 || mine.empty()) {
        const auto key = std::to_string(number) + "-" + std::to_string(call);
        const auto told =
            rig_->call("create-booking", booking(slot(hour), slot(hour + 2), room), key);
        if (told.ok) mine.push_back(told.answer["booking"]["booking"]);
        count(told, told.ok ? mine.back() : "", true, tally.booked, tally);
      } else if (what < 8) {
        const auto reference = mine.back();
        mine.pop_back();
        const auto told = rig_->call("cancel-booking", {{"booking", reference}});
        count(told, reference, false, tally.cancelled, tally);
      } else {
        const auto told = rig_->call(
            "change-booking", {{"booking", mine.back()}, {"start", slot(hour)}, {"room", room}});
        count(told, told.ok ? mine.back() : "", true, tally.changed, tally);
      }
    }
  }

  static void count(const Told& told, const std::string& reference, bool live,
                    std::atomic<int>& done, Tally& tally) {
    const std::lock_guard lock(tally.mutex);
    if (told.ok) {
      ++done;
      tally.live[reference] = live;
    } else if (told.slug == "slot-taken") {
      ++tally.taken;
    } else if (told.slug == "lock-busy" || told.slug == "database-busy") {
      ++tally.busy;
    } else {
      ++tally.other[told.slug];
    }
  }

  /// What mrbsMakeBookings and GRR's editentreetrt send: check, insert, commit.
  void web(int number, const std::atomic<bool>& stop, Tally& tally) {
    std::mt19937 dice(static_cast<unsigned>(1000 + number));
    const bool locks = GetParam().base != Base::mrbs && GetParam().server == Server::mariadb;
    const bool table = GetParam().base != Base::mrbs && GetParam().server == Server::postgresql;
    auto session = rig_->session(true);
    while (!stop) {
      const std::int64_t start = 1799650800 + static_cast<std::int64_t>(dice() % 10) * 3600;
      const std::int64_t room = 1 + static_cast<std::int64_t>(dice() % 3);
      if (locks && (*session)
                           .first("SELECT GET_LOCK('" + rig_->entry() + "', 20)")
                           .value()
                           .value()
                           .integer(0) != 1)
        continue;
      const bool begun =
          !myisam() && session->begin(kit::SqlIsolation::repeatable_read).has_value();
      if (table) (void)session->run("LOCK TABLE mrbs_entry IN EXCLUSIVE MODE");
      const bool done = web_books(*session, room, start, number);
      if (begun && (!done || !session->commit())) {
        (void)session->rollback();
        ++tally.web_refused;
      } else {
        ++(done ? tally.web_booked : tally.web_refused);
      }
      if (locks) (void)session->run("SELECT RELEASE_LOCK('" + rig_->entry() + "')");
      if (dice() % 2 == 0)
        (void)session->run("DELETE FROM " + rig_->entry() + " WHERE create_by = ?",
                           {"web" + std::to_string(number)});
      std::this_thread::sleep_for(std::chrono::milliseconds(dice() % 3));
    }
  }

  bool web_books(kit::SqlSession& session, std::int64_t room, std::int64_t start, int number) {
    const std::string live = grr() ? " AND supprimer = 0" : "";
    auto met = session.first("SELECT id FROM " + rig_->entry() +
                                 " WHERE start_time < ? AND end_time > ? AND room_id = ?" + live,
                             {start + 7200, start, room});
    if (!met || *met) return false;
    // The page works a moment between its check and its insert.
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    const auto who = "web" + std::to_string(number);
    const auto done =
        grr() ? session.run(
                    "INSERT INTO grr_entry (start_time, end_time, room_id, create_by, "
                    "beneficiaire, name, option_reservation) VALUES (?, ?, ?, ?, ?, ?, -1)",
                    {start, start + 7200, room, who, who, "web"})
              : session.run(
                    "INSERT INTO mrbs_entry (start_time, end_time, room_id, create_by, name, "
                    "ical_uid) VALUES (?, ?, ?, ?, ?, ?)",
                    {start, start + 7200, room, who, "web",
                     "MRBS-" + who + "-" + std::to_string(start) + "-" + std::to_string(++uid_)});
    return done.has_value();
  }

  std::atomic<int> uid_{0};
};

TEST_P(Race, NobodyBooksASlotTwice) {
  Tally tally;
  std::atomic<bool> stop{false};
  std::vector<std::thread> pages, clients;
  const auto began = std::chrono::steady_clock::now();
  for (int each = 0; each < web_sessions(GetParam()); ++each)
    pages.emplace_back([&, each] { web(each, stop, tally); });
  const int count = clients_of_race();
  for (int each = 0; each < count; ++each)
    clients.emplace_back([&, each] { client(each, calls_of_race() / count, tally); });
  for (auto& each : clients) each.join();
  stop = true;
  for (auto& each : pages) each.join();
  const auto seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  std::printf(
      "%s: %d calls of %d clients in %.1f s; booked %d, taken %d, changed %d, cancelled %d, busy "
      "%d; "
      "web booked %d, refused %d\n",
      GetParam().name, calls_of_race(), count, seconds, tally.booked.load(), tally.taken.load(),
      tally.changed.load(), tally.cancelled.load(), tally.busy.load(), tally.web_booked.load(),
      tally.web_refused.load());
  EXPECT_EQ(rig_->overlaps(), 0);
  for (const auto& [slug, times] : tally.other) ADD_FAILURE() << slug << " x " << times;
  EXPECT_GT(tally.booked, 0);
  EXPECT_GT(tally.taken, 0);
  EXPECT_GT(tally.web_booked, 0);
  // What was acknowledged is there exactly once, what was cancelled is not.
  std::int64_t expected = 0;
  for (const auto& [reference, live] : tally.live) {
    expected += live ? 1 : 0;
    const auto told = rig_->call("get-booking", {{"booking", reference}});
    EXPECT_EQ(told.ok, live) << reference << " " << told.slug;
  }
  EXPECT_EQ(rig_->number("SELECT COUNT(*) FROM " + rig_->entry() +
                         " WHERE create_by = 'connecteur'" + (grr() ? " AND supprimer = 0" : "")),
            expected);
}

/// The guard, or the lock that the pages take, holds without the connector as well.
TEST_P(Race, ThePagesAloneAreKeptApartToo) {
  if (GetParam().server == Server::sqlite) GTEST_SKIP() << "no product runs on SQLite";
  Tally tally;
  std::atomic<bool> stop{false};
  std::vector<std::thread> pages;
  for (int each = 0; each < web_sessions(GetParam()); ++each)
    pages.emplace_back([&, each] { web(each, stop, tally); });
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  stop = true;
  for (auto& each : pages) each.join();
  EXPECT_EQ(rig_->overlaps(), 0);
}

/// The same pages on a base that nobody guards: what shows that the races above could be lost.
class Unguarded : public Race {
 protected:
  void SetUp() override { make_base(); }
};

TEST_P(Unguarded, ThePagesBookTwiceAndTheConnectorDoesNotWrite) {
  const auto told = rig_->call("create-booking", booking());
  EXPECT_EQ(told.slug, "writing-unprotected");
  EXPECT_EQ(rows(), 0);
  Tally tally;
  std::atomic<bool> stop{false};
  std::vector<std::thread> pages;
  for (int each = 0; each < 4; ++each) pages.emplace_back([&, each] { web(each, stop, tally); });
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  std::int64_t most = 0;
  while (most == 0 && std::chrono::steady_clock::now() < end) most = rig_->overlaps();
  stop = true;
  for (auto& each : pages) each.join();
  EXPECT_GT(most, 0);
}

const Place race_places[] = {{"MrbsOnSqlite", Base::mrbs, Server::sqlite},
                             {"MrbsOnMariaDb", Base::mrbs, Server::mariadb},
                             {"MrbsOnPostgreSql", Base::mrbs, Server::postgresql},
                             {"Mrbs19OnMariaDb", Base::mrbs_1_9, Server::mariadb},
                             {"Mrbs19OnPostgreSql", Base::mrbs_1_9, Server::postgresql},
                             {"MrbsMyIsam", Base::mrbs_myisam, Server::mariadb},
                             {"GrrOnMariaDb", Base::grr, Server::mariadb}};

std::string race_name(const ::testing::TestParamInfo<Place>& one) { return one.param.name; }

const Place unguarded_places[] = {{"MrbsOnMariaDb", Base::mrbs, Server::mariadb},
                                  {"MrbsOnPostgreSql", Base::mrbs, Server::postgresql}};
INSTANTIATE_TEST_SUITE_P(Bases, Unguarded, ::testing::ValuesIn(unguarded_places), race_name);

INSTANTIATE_TEST_SUITE_P(Bases, Race, ::testing::ValuesIn(race_places), race_name);

}  // namespace
}  // namespace ecluse::tests::rooms
