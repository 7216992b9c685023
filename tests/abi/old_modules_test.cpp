// SPDX-License-Identifier: EUPL-1.2
// Modules that were built from every released header are loaded by today's host: built now, and
// kept since then.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "loader/instance.hpp"
#include "manifest/parse.hpp"
#include "services/stored_values.hpp"
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

struct Module {
  const char* connector;
  std::string folder;
};

/// A module, open in a host with a store, a log and a clock that stands still.
class OldModule : public ::testing::TestWithParam<Module> {
 protected:
  void SetUp() override {
#ifndef __x86_64__
    if (GetParam().folder.find("x86_64") != std::string::npos)
      GTEST_SKIP() << "a library for another machine";
#endif
    const std::string base = GetParam().folder + "/" + GetParam().connector;
    std::ifstream file(base + ".manifest.json");
    std::stringstream text;
    text << file.rdbuf();
    auto manifest = manifest::parse(text.str());
    ASSERT_TRUE(manifest) << manifest.error().pointer;
    const auto plugin = Plugin::load({base + ".so", std::move(*manifest)});
    ASSERT_TRUE(plugin) << plugin.error().parameters[1].second;
    folder_ = ::testing::TempDir() + "ecluse-abi-XXXXXX";
    ASSERT_NE(::mkdtemp(folder_.data()), nullptr);
    store_ = std::move(*store::open_sqlite_store(folder_ + "/store.db"));
    storage_ = std::make_unique<services::StoredValues>(*store_, "s");
    services_ = std::make_unique<services::SystemServices>(
        "s", std::vector<std::string>{}, services::Surroundings{&clock_, &log_, storage_.get()});
    OpenFacts facts;
    facts.connector = GetParam().connector;
    facts.settings = "{}";
    auto instance = Instance::open(*plugin, services_->host(), facts);
    ASSERT_TRUE(instance);
    instance_ = std::move(*instance);
  }
  void TearDown() override {
    instance_.reset();
    store_.reset();
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  base::Result<void> run(Function function, std::string_view action) {
    CallFacts call;
    call.action = action;
    call.deadline = clock_.monotonic() + std::chrono::seconds(1);
    CallContext context(call, kept_, cancel_, clock_);
    return instance_->run(function, context);
  }

  base::ManualClock clock_;
  services::MemoryLog log_;
  std::string folder_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<services::Storage> storage_;
  std::unique_ptr<services::SystemServices> services_;
  std::unique_ptr<Instance> instance_;
  Kept kept_;
  CancelToken cancel_;
};

TEST_P(OldModule, AnswersThroughTheServices) {
  ASSERT_TRUE(run(Function::invoke, "answer"));
  EXPECT_EQ(kept_.text, R"({"number":42})");
  ASSERT_EQ(log_.lines().size(), 1u);
  EXPECT_NE(log_.lines()[0].find("answered"), std::string::npos);
}

TEST_P(OldModule, SaysWhyItFails) {
  const auto refused = run(Function::invoke, "refuse");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().slug, "always");
  EXPECT_EQ(refused.error().status, base::Status::unavailable);
  EXPECT_EQ(refused.error().retry_after, std::chrono::milliseconds(1500));
}

TEST_P(OldModule, ChecksItself) {
  ASSERT_TRUE(run(Function::check, ""));
  EXPECT_EQ(kept_.text, R"({"facts":{},"version":"1"})");
}

INSTANTIATE_TEST_SUITE_P(Released, OldModule,
                         ::testing::Values(Module{"abi-1-0", ECLUSE_BUILD_FOLDER "/abi"},
                                           Module{"abi-1-0", ECLUSE_SOURCE_FOLDER
                                                  "/tests/abi/v1_0/linux-x86_64"}));

}  // namespace
}  // namespace ecluse::loader
