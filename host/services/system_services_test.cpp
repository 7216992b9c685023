// SPDX-License-Identifier: EUPL-1.2
#include "services/system_services.hpp"

#include <ecluse/service/clock.h>
#include <ecluse/service/log.h>
#include <ecluse/service/storage.h>
#include <gtest/gtest.h>

#include <filesystem>

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
  const SystemServices services("deces", {}, {&clock, &log, store->get()});
  const ecluse_host* host = services.host();

  EXPECT_EQ(host->service(host, text("ecluse.nothing/1")), nullptr);
  const auto* time = static_cast<const ecluse_clock*>(host->service(host, text(ECLUSE_SERVICE_CLOCK)));
  EXPECT_EQ(time->wall_ns(host), clock.wall().time_since_epoch().count());

  const auto* lines = static_cast<const ecluse_log*>(host->service(host, text(ECLUSE_SERVICE_LOG)));
  lines->write(host, ECLUSE_LOG_INFO, text("import\nended"), text(R"({"lines":3})"));
  ASSERT_EQ(log.lines().size(), 1u);
  EXPECT_EQ(log.lines()[0], R"({"fields":{"lines":3},"level":"info","message":"import\nended","system":"deces"})");

  const auto* storage = static_cast<const ecluse_storage*>(host->service(host, text(ECLUSE_SERVICE_STORAGE)));
  const ecluse_text value = text("1");
  EXPECT_EQ(storage->put(host, text("k"), nullptr, &value), ECLUSE_OK);
  EXPECT_EQ(storage->put(host, text("k"), nullptr, &value), ECLUSE_ABORTED);
  EXPECT_EQ(storage->put(host, text(""), nullptr, &value), ECLUSE_INVALID_ARGUMENT);
  std::string read;
  EXPECT_EQ(storage->get(host, text("k"),
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

}  // namespace
}  // namespace ecluse::services
