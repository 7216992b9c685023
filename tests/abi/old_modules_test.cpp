// SPDX-License-Identifier: EUPL-1.2
// Modules that were built from every released header are loaded by today's host.
#include <gtest/gtest.h>

#include <fstream>

#include "loader/instance.hpp"
#include "manifest/parse.hpp"
#include "services/system_services.hpp"

namespace ecluse::loader {
namespace {

struct Kept final : Sink {
  std::string text;
  base::Status item(std::string_view json) override {
    text = json;
    return base::Status::ok;
  }
};

class OldModule : public ::testing::TestWithParam<const char*> {};

TEST_P(OldModule, LoadsAndAnswers) {
  const std::string library = std::string(ECLUSE_BUILD_FOLDER "/abi/") + GetParam() + ".so";
  std::ifstream file(std::string(ECLUSE_BUILD_FOLDER "/abi/") + GetParam() + ".manifest.json");
  std::stringstream text;
  text << file.rdbuf();
  auto manifest = manifest::parse(text.str());
  ASSERT_TRUE(manifest) << manifest.error().pointer;
  const auto plugin = Plugin::load({library, std::move(*manifest)});
  ASSERT_TRUE(plugin) << plugin.error().parameters[1].second;
  base::ManualClock clock;
  services::MemoryLog log;
  const services::SystemServices services("s", {}, {&clock, &log, nullptr});
  OpenFacts facts;
  facts.connector = GetParam();
  facts.settings = "{}";
  const auto instance = Instance::open(*plugin, services.host(), facts);
  ASSERT_TRUE(instance);
  Kept kept;
  CancelToken cancel;
  CallFacts call;
  call.action = "answer";
  call.deadline = clock.monotonic() + std::chrono::seconds(1);
  CallContext context(call, kept, cancel, clock);
  ASSERT_TRUE((*instance)->run(Function::invoke, context));
  EXPECT_EQ(kept.text, R"({"number":42})");
}

INSTANTIATE_TEST_SUITE_P(Released, OldModule, ::testing::Values("abi-1-0"));

}  // namespace
}  // namespace ecluse::loader
