// SPDX-License-Identifier: EUPL-1.2
#include "services/system_services.hpp"

#include <ecluse/service/clock.h>
#include <ecluse/service/log.h>
#include <ecluse/service/storage.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "services/call_scope.hpp"
#include "services/stored_values.hpp"

namespace ecluse::services {
namespace {

ecluse_text text(std::string_view view) { return {view.data(), view.size()}; }

TEST(SystemServices, GivesEachSystemItsOwnStorageClockAndLog) {
  std::string folder = ::testing::TempDir() + "ecluse-services-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  auto store = store::open_sqlite_store(folder + "/store.db");
  ASSERT_TRUE(store);
  base::ManualClock clock;
  MemoryLog log;
  StoredValues values(**store, "deces");
  const SystemServices services("deces", {}, {&clock, &log, &values});
  const ecluse_host* host = services.host();

  EXPECT_EQ(host->service(host, text("ecluse.nothing/1")), nullptr);
  const auto* time =
      static_cast<const ecluse_clock*>(host->service(host, text(ECLUSE_SERVICE_CLOCK)));
  EXPECT_EQ(time->wall_ns(host), clock.wall().time_since_epoch().count());

  const auto* lines = static_cast<const ecluse_log*>(host->service(host, text(ECLUSE_SERVICE_LOG)));
  lines->write(host, ECLUSE_LOG_INFO, text("import\nended"), text(R"({"lines":3})"));
  ASSERT_EQ(log.lines().size(), 1u);
  EXPECT_EQ(log.lines()[0],
            R"({"fields":{"lines":3},"level":"info","message":"import\nended","system":"deces"})");

  const auto* storage =
      static_cast<const ecluse_storage*>(host->service(host, text(ECLUSE_SERVICE_STORAGE)));
  const ecluse_text value = text("1");
  EXPECT_EQ(storage->put(host, text("k"), nullptr, &value), ECLUSE_OK);
  EXPECT_EQ(storage->put(host, text("k"), nullptr, &value), ECLUSE_ABORTED);
  EXPECT_EQ(storage->put(host, text(""), nullptr, &value), ECLUSE_INVALID_ARGUMENT);
  std::string read;
  EXPECT_EQ(storage->get(
                host, text("k"),
                [](void* into, ecluse_text, ecluse_text found) -> ecluse_status {
                  static_cast<std::string*>(into)->assign(found.data, found.size);
                  return ECLUSE_OK;
                },
                &read),
            ECLUSE_OK);
  EXPECT_EQ(read, "1");
  EXPECT_TRUE(*(*store)->storage_get("deces", "k"));
  store->reset();
  std::filesystem::remove_all(folder);
}

TEST(SystemServices, SaysWhichSystemConnectorAndCallALineBelongsTo) {
  base::ManualClock clock;
  MemoryLog log;
  const SystemServices services("deces", {}, {&clock, &log, nullptr, "deces-insee"});
  const ecluse_host* host = services.host();
  const auto* lines = static_cast<const ecluse_log*>(host->service(host, text(ECLUSE_SERVICE_LOG)));
  {
    const CallScope call("r1");
    {
      const CallScope within("r2");
      lines->write(host, 99, text("a"), {nullptr, 0});  // an unknown level is the highest
    }
    lines->write(host, ECLUSE_LOG_DEBUG, text("b"), {nullptr, 0});
    std::thread([&] { lines->write(host, ECLUSE_LOG_INFO, text("c"), {nullptr, 0}); }).join();
  }
  EXPECT_EQ(
      log.lines(),
      (std::vector<std::string>{
          R"({"connector":"deces-insee","level":"host-misbehaving","message":"a","request_id":"r2","system":"deces"})",
          R"({"connector":"deces-insee","level":"debug","message":"b","request_id":"r1","system":"deces"})",
          R"({"connector":"deces-insee","level":"info","message":"c","system":"deces"})"}));
}

TEST(SystemServices, KeepsTheLimitsOfStorage) {
  std::string folder = ::testing::TempDir() + "ecluse-services-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  auto store = store::open_sqlite_store(folder + "/store.db");
  ASSERT_TRUE(store);
  base::ManualClock clock;
  MemoryLog log;
  StoredValues kept_by_one(**store, "one"), kept_by_two(**store, "two");
  const SystemServices one("one", {}, {&clock, &log, &kept_by_one});
  const SystemServices two("two", {}, {&clock, &log, &kept_by_two});
  const auto* storage = static_cast<const ecluse_storage*>(
      one.host()->service(one.host(), text(ECLUSE_SERVICE_STORAGE)));
  const std::string long_key(200, 'k');
  const std::string long_value(64 * 1024, '\0');
  const std::string too_long(64 * 1024 + 1, 'v');
  const ecluse_text value = text(long_value);
  const ecluse_text bigger = text(too_long);
  EXPECT_EQ(storage->put(one.host(), text(long_key), nullptr, &value), ECLUSE_OK);
  EXPECT_EQ(storage->put(one.host(), text(long_key + "k"), nullptr, &value),
            ECLUSE_INVALID_ARGUMENT);
  EXPECT_EQ(storage->put(one.host(), text("k"), nullptr, &bigger), ECLUSE_INVALID_ARGUMENT);

  store::Change fill;
  for (int index = 0; index < 999; ++index)
    fill.writes.emplace_back(
        store::StoragePut{"one", "n" + std::to_string(index), std::nullopt, "1"});
  ASSERT_TRUE((*store)->submit(std::move(fill)));
  const ecluse_text small = text("1");
  EXPECT_EQ(storage->put(one.host(), text("one more"), nullptr, &small), ECLUSE_RESOURCE_EXHAUSTED);
  EXPECT_EQ(storage->put(one.host(), text("n0"), &small, nullptr), ECLUSE_OK);
  EXPECT_EQ(storage->put(one.host(), text("one more"), nullptr, &small), ECLUSE_OK);
  EXPECT_EQ(storage->put(two.host(), text("n1"), nullptr, &small), ECLUSE_OK);  // its own thousand

  int seen = 0;
  const auto until_three = [](void* context, ecluse_text, ecluse_text) -> ecluse_status {
    return ++*static_cast<int*>(context) == 3 ? ECLUSE_CANCELLED : ECLUSE_OK;
  };
  EXPECT_EQ(storage->list(one.host(), text("n"), until_three, &seen), ECLUSE_CANCELLED);
  EXPECT_EQ(seen, 3);
  EXPECT_EQ(storage->get(two.host(), text("n2"), until_three, &seen), ECLUSE_NOT_FOUND);
  store->reset();
  std::filesystem::remove_all(folder);
}

TEST(SystemServices, SaysThatStorageIsNotThere) {
  base::ManualClock clock;
  MemoryLog log;
  const SystemServices services("s", {}, {&clock, &log, nullptr});
  const auto* storage = static_cast<const ecluse_storage*>(
      services.host()->service(services.host(), text(ECLUSE_SERVICE_STORAGE)));
  const ecluse_text value = text("1");
  EXPECT_EQ(storage->put(services.host(), text("k"), nullptr, &value), ECLUSE_UNAVAILABLE);
  EXPECT_EQ(storage->get(services.host(), text("k"), nullptr, nullptr), ECLUSE_UNAVAILABLE);
}

}  // namespace
}  // namespace ecluse::services
